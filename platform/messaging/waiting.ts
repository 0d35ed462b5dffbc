import type { Clock } from "./ports/clock.ts";
import type { Log } from "./telemetry/log.ts";

/** The servers, by the first part of the variables that name them. */
const titles = {
  MONGODB: "MongoDB",
  NATS: "NATS",
  KAFKA: "Kafka",
  SCHEMA_REGISTRY: "The schema registry",
  OTEL_EXPORTER_OTLP: "The OTLP endpoint",
} as const;

export type ServerVariables = keyof typeof titles;

/** Says that a server is there and will not have us: waiting does not help, the configuration has to be mended. */
export class RefusedError extends Error {
  override name = "RefusedError";
}

const pauseMs = 500;

/** How servers and their clients say that user and password are wrong, or are missing. */
const ofCredentials: Record<ServerVariables, readonly unknown[]> = {
  MONGODB: [13, 18], // Unauthorized, AuthenticationFailed
  NATS: ["AUTHORIZATION_VIOLATION"],
  KAFKA: ["KafkaJSSASLAuthenticationError"],
  SCHEMA_REGISTRY: [401, 403],
  OTEL_EXPORTER_OTLP: [401, 403],
};
/** Clients pass on what OpenSSL says, some as a code, some as words. */
const ofCertificates = /certificate|CERT_|ERR_TLS|UNABLE_TO_(?:VERIFY|GET)/i;

/** An error and what it was caused by. */
function withCauses(error: unknown): Error[] {
  const found: Error[] = [];
  for (let one = error; one instanceof Error && !found.includes(one); one = one.cause) found.push(one);
  return found;
}

/** The sentence for an error with which a server turns us away; undefined for one that may pass. Holds no value. */
export function refusalOf(server: ServerVariables, error: unknown): RefusedError | undefined {
  const errors = withCauses(error);
  const marks = errors.flatMap((one) => [one.name, "code" in one && one.code, "status" in one && one.status]);
  if (marks.some((mark) => ofCredentials[server].includes(mark)))
    return new RefusedError(`${titles[server]} refuses ${server}_USER with ${server}_PASSWORD.`, { cause: error });
  if (errors.some((one) => ofCertificates.test(`${"code" in one ? one.code : ""} ${one.message}`)))
    return new RefusedError(
      `${titles[server]} has a certificate that is not trusted: ${server}_CA_FILE has to hold the CA that signed it.`,
      { cause: error },
    );
  return undefined;
}

/** Repeats until a server answers, and says once what it waits for. Rejects when the server refuses us. */
export async function waitFor<T>(
  server: ServerVariables,
  what: string,
  { log, clock }: { log: Log; clock: Clock },
  work: () => Promise<T>,
): Promise<T> {
  for (let said = false; ; said = true) {
    try {
      return await work();
    } catch (error) {
      const refusal = error instanceof RefusedError ? error : refusalOf(server, error);
      if (refusal) throw refusal;
      if (!said) log.warn({ error, waitsFor: what }, `waiting for ${what}`);
      await clock.sleep(pauseMs);
    }
  }
}

/** Ends the process, with the sentence, when a server refuses it: a supervisor tells, and tries again. */
export async function exitOnRefusal<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
