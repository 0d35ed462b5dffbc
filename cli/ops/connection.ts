import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { ServiceBroker } from "moleculer";
import { connect as connectNats } from "nats";
import { clerks } from "../../deploy/clerks.ts";
import { readRunFile } from "../../deploy/processes/run-file.ts";
import { UserError } from "../../deploy/say.ts";
import { signerOf } from "../../deploy/secrets.ts";
import { natsOptions } from "../../platform/messaging/adapters/jetstream/connect.ts";
import { type ActionName, call, type Params, type Returns } from "../../platform/messaging/contracts/action.ts";
import { refusalOf } from "../../platform/messaging/waiting.ts";

/** How long is waited for services to announce themselves, in ms. */
const discoverMs = 8_000;
const quietMs = 400;

type Environment = Record<string, string | undefined>;

export interface Service {
  name: string;
  worklist: boolean;
}

export interface Connection {
  services: Service[];
  /** @param timeout ms, where it may take longer than other calls */
  call<N extends ActionName>(name: N, service: string, params: Params<N>, timeout?: number): Promise<Returns<N>>;
  close(): Promise<void>;
}

/**
 * Address and credentials: from the environment, or else from the system that runs on this clone's data folder. There
 * somebody of the sandbox acts, by default the first of its people, unless ANTRAGSBUS_TOKEN says who does.
 */
function settings(dataDir: string, environment: Environment, as: string | undefined) {
  const env: Environment = environment.NATS_URL ? environment : readRunFile(dataDir).env;
  const { NATS_URL = "", NATS_USER: user, NATS_PASSWORD: password, NATS_CA_FILE: caFile } = env;
  const ca = caFile ? readFileSync(caFile, "utf8") : undefined;
  const token = tokens(dataDir, env, environment.ANTRAGSBUS_TOKEN, as);
  return { nats: { servers: NATS_URL, user, password, ca }, token, namespace: environment.ANTRAGSBUS_NAMESPACE ?? "" };
}

function tokens(
  dataDir: string,
  env: Environment,
  given: string | undefined,
  as: string | undefined,
): () => Promise<string> {
  if (given && as) throw new UserError("ANTRAGSBUS_TOKEN says who acts already: unset it, or leave --as away.");
  return given ? async () => given : signerOf(dataDir, env, as ?? Object.keys(clerks)[0] ?? "");
}

/** Moleculer would try for ever and not say why. */
async function seeNats(options: ReturnType<typeof natsOptions>): Promise<void> {
  try {
    const connection = await connectNats({ ...options, timeout: discoverMs });
    await connection.close();
  } catch (error) {
    throw new UserError(refusalOf("NATS", error)?.message ?? "NATS does not answer: is the system running?");
  }
}

/**
 * Joins the services as one more node. Throws a UserError when there is nobody.
 * @param as who of the sandbox acts
 */
export async function connect(dataDir: string, environment: Environment, as?: string): Promise<Connection> {
  const { nats, token, namespace } = settings(dataDir, environment, as);
  const options = { ...natsOptions({ nats }), waitOnFirstConnect: false, maxReconnectAttempts: 5 };
  await seeNats(options);
  const broker = new ServiceBroker({
    namespace,
    nodeID: `ops-${randomUUID()}`,
    transporter: { type: "NATS", options: options as never },
    requestTimeout: 15_000,
    internalServices: false,
    logger: false,
    registry: { stopDelay: 0 } as never, // It offers no action that somebody could still be calling.
  });
  // A start waits for announcements itself; counted from the beginning, no time is spent on them twice.
  const [services] = await Promise.all([discover(broker), broker.start()]);
  return {
    services,
    // One that does much is called often: each call has a token of its own, which need not last.
    call: async (name, service, params, timeout) =>
      call(broker as never, name, params, {
        service,
        meta: { token: await token() },
        ...(timeout === undefined ? {} : { timeout }),
      }),
    close: () => broker.stop(),
  };
}

/** Services tell about themselves within milliseconds; when none is new for a while, these are all. */
async function discover(broker: ServiceBroker): Promise<Service[]> {
  const deadline = Date.now() + discoverMs;
  let known = 0;
  let since = Date.now();
  for (;;) {
    const list: { name: string; metadata?: { antragsbus?: boolean; worklist?: boolean } }[] =
      broker.registry.getServiceList({ onlyAvailable: true, skipInternal: true, withActions: false } as never);
    const found = new Map(
      list
        .filter(({ metadata }) => metadata?.antragsbus)
        .map(({ name, metadata }) => [name, metadata?.worklist ?? false]),
    );
    if (found.size !== known) since = Date.now();
    known = found.size;
    if (known && Date.now() - since > quietMs)
      return [...found].map(([name, worklist]) => ({ name, worklist })).sort((a, b) => a.name.localeCompare(b.name));
    if (Date.now() > deadline) throw new UserError("No service of Antragsbus answers on this NATS.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
