import { createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { type HashKey, hashKeyOf } from "./ids.ts";
import { remembered } from "./remembered.ts";
import { type OtlpConfig, readOtlp } from "./telemetry/otlp-config.ts";

/** Both, or neither. */
interface Credentials {
  user?: string | undefined;
  password?: string | undefined;
}

/** A private key whose signatures others check. */
export interface SigningKey {
  /** names the key among the public ones that a checker has */
  kid: string;
  key: KeyObject;
}

/** Everything that a process is told by its environment. Nothing else reads the environment. */
export interface Config {
  mongodb: { url: string; caFile?: string | undefined } & Credentials;
  nats: { servers: string; ca?: string | undefined } & Credentials;
  kafka: { brokers: string[]; ca?: string | undefined } & Credentials;
  schemaRegistry: { url: string; ca?: string | undefined } & Credentials;
  /** where traces and metrics go; without an endpoint traces go to the Zipkin API, without both nothing goes out */
  otlp: OtlpConfig;
  zipkinUrl?: string | undefined;
  /** how often metrics are exported, in ms */
  metricsEveryMs: number;
  /** key of every keyed hash, at least 32 bytes */
  hashKey: HashKey;
  /** public keys that actors' tokens are signed with (JWKS, JSON) */
  actorJwks: { keys: object[] };
  /** what `iss` and `aud` of actors' tokens have to say */
  actorIssuer: string;
  actorAudience: string;
  /** who takes online payments, for the service that begins them; only the sandbox's invented one so far */
  paymentProvider?: "sandbox" | undefined;
  /** what codes on documents are signed with (Ed25519, JWK with `kid`), for services that sign */
  signingKey?: SigningKey | undefined;
  /** "info" unless told otherwise */
  logLevel: string;
  /** name in front of every database, stream and consumer, so that several systems can share servers; "" by default */
  namespace: string;
}

/** Names every bad variable at once. Never holds a value. */
export class ConfigError extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(`The configuration is not usable:\n${problems.map((line) => `  - ${line}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

type Environment = Record<string, string | undefined>;

function url(value: string, schemes: string[]): string {
  const { protocol } = new URL(value.split(",")[0] ?? "");
  if (!schemes.includes(protocol)) throw new Error(`has to start with ${schemes.map((s) => `${s}//`).join(" or ")}`);
  return value;
}

function brokers(value: string): string[] {
  const list = value.split(",").map((part) => part.trim());
  if (!list.every((part) => /^[^\s:/]+:\d{1,5}$/.test(part)))
    throw new Error("has to be host:port, separated by commas");
  return list;
}

function key(value: string): HashKey {
  const bytes = Buffer.from(value, "base64url");
  if (bytes.length < 32) throw new Error("has to be at least 32 bytes in base64url");
  return hashKeyOf(bytes);
}

function jwks(value: string): { keys: object[] } {
  const parsed: unknown = JSON.parse(value);
  if (
    !parsed ||
    typeof parsed !== "object" ||
    !("keys" in parsed) ||
    !Array.isArray(parsed.keys) ||
    !parsed.keys.length
  )
    throw new Error("has to be a JSON Web Key Set with at least one key");
  return { keys: parsed.keys };
}

function signingJwk(value: string): SigningKey {
  const { kid, ...jwk } = JSON.parse(value) as JsonWebKey & { kid?: string };
  if (!kid || jwk.crv !== "Ed25519" || !jwk.d) throw new Error("has to be a private Ed25519 key as JWK with a kid");
  return { kid, key: createPrivateKey({ key: jwk, format: "jwk" }) };
}

function oneOf<W extends string>(...words: W[]): (value: string) => W {
  return (value) => {
    const found = words.find((word) => word === value);
    if (!found) throw new Error(`has to be one of ${words.join(", ")}`);
    return found;
  };
}

function pattern(expression: RegExp, words: string): (value: string) => string {
  return (value) => {
    if (!expression.test(value)) throw new Error(words);
    return value;
  };
}

/**
 * Whether servers of NATS lie on this machine alone, so that nobody else reaches them. Credentials in a URL count for
 * nothing: the client takes them off without using them.
 */
function onLoopback(servers: string): boolean {
  return servers.split(",").every((one) => {
    const address = one.includes("://") ? one.trim() : `nats://${one.trim()}`;
    const host = URL.canParse(address) ? new URL(address).hostname.toLowerCase() : "";
    return host === "localhost" || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));
  });
}

const openNats =
  "names a server beyond this machine without a password, so that whoever reaches it could act as a service: set NATS_USER and NATS_PASSWORD (what stands in the URL is not used), or use a server on 127.0.0.1";

const text = (file: string): string => readFileSync(file, "utf8");

function existingFile(value: string): string {
  readFileSync(value);
  return value;
}

function milliseconds(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 100) throw new Error("has to be milliseconds, 100 or more");
  return number;
}

/** Reads and checks the environment. Throws ConfigError with every bad variable. */
export function readConfig(environment: Environment): Config {
  const problems: string[] = [];
  function optional<T>(name: string, parse: (value: string) => T): T | undefined {
    const value = environment[name];
    if (value === undefined || value === "") return undefined;
    try {
      return parse(value);
    } catch (error) {
      const because = error instanceof Error && /^has to/.test(error.message) ? error.message : "cannot be read";
      problems.push(`${name} ${because}`);
      return undefined;
    }
  }
  function required<T>(name: string, parse: (value: string) => T, instead: T): T {
    if (!environment[name]) problems.push(`${name} is missing`);
    return optional(name, parse) ?? instead;
  }
  const credentials = (server: string) => {
    const user = optional(`${server}_USER`, String);
    const password = optional(`${server}_PASSWORD`, String);
    if (!user !== !password) problems.push(`${server}_USER and ${server}_PASSWORD have to be set together`);
    return { user, password };
  };
  const config: Config = {
    mongodb: {
      url: required("MONGODB_URL", (v) => url(v, ["mongodb:", "mongodb+srv:"]), ""),
      ...credentials("MONGODB"),
      caFile: optional("MONGODB_CA_FILE", existingFile),
    },
    nats: {
      servers: required("NATS_URL", (v) => url(v, ["nats:", "tls:"]), ""),
      ...credentials("NATS"),
      ca: optional("NATS_CA_FILE", text),
    },
    kafka: {
      brokers: required("KAFKA_BROKERS", brokers, []),
      ...credentials("KAFKA"),
      ca: optional("KAFKA_CA_FILE", text),
    },
    schemaRegistry: {
      url: required("SCHEMA_REGISTRY_URL", (v) => url(v, ["http:", "https:"]), ""),
      ...credentials("SCHEMA_REGISTRY"),
      ca: optional("SCHEMA_REGISTRY_CA_FILE", text),
    },
    otlp: readOtlp({
      optional,
      credentials: credentials("OTEL_EXPORTER_OTLP"),
      ca: optional("OTEL_EXPORTER_OTLP_CA_FILE", text),
      problems,
    }),
    zipkinUrl: optional("ZIPKIN_URL", (v) => url(v, ["http:", "https:"])),
    metricsEveryMs: optional("OTEL_METRIC_EXPORT_INTERVAL", milliseconds) ?? 10_000,
    hashKey: required("HASH_KEY", key, hashKeyOf(Buffer.alloc(32))),
    actorJwks: required("ACTOR_JWKS", jwks, { keys: [] }),
    actorIssuer: required("ACTOR_ISSUER", String, ""),
    actorAudience: required("ACTOR_AUDIENCE", String, ""),
    paymentProvider: optional("PAYMENT_PROVIDER", oneOf("sandbox")),
    signingKey: optional("SIGNING_KEY", signingJwk),
    logLevel: optional("LOG_LEVEL", oneOf("debug", "info", "warn", "error")) ?? "info",
    namespace:
      optional("ANTRAGSBUS_NAMESPACE", pattern(/^[a-z0-9-]{1,20}$/, "has to be up to 20 of a-z, 0-9, -")) ?? "",
  };
  const { servers, password } = config.nats;
  if (servers && !password && !onLoopback(servers)) problems.push(`NATS_URL ${openNats}`);
  if (problems.length) throw new ConfigError(problems);
  return config;
}

/** Gives this process's configuration, which is read once. @throws ConfigError with every bad variable */
export const config: () => Config = remembered<void, Config>(() => readConfig(process.env));
