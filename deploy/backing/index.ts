// Starts NATS, MongoDB, Kafka, the schema registry and the trace viewer for one data folder, all at once, and keeps
// them running until stop().
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { endLeftovers } from "../processes/leftovers.ts";
import { list, reasonOf, type Say, UserError } from "../say.ts";
import { chooseServers } from "./choose.ts";
import { givenServers } from "./given.ts";
import { lockDataFolder } from "./install/lock.ts";
import { cacheFolder, type Environment, type ServerName } from "./install/programs.ts";
import { apicurio } from "./servers/apicurio.ts";
import { kafka } from "./servers/kafka.ts";
import { mongodb } from "./servers/mongodb.ts";
import { deleteNatsStore, nats, natsMonitoring } from "./servers/nats.ts";
import { openPorts } from "./servers/ports.ts";
import { RunningServer, type Started } from "./servers/running.ts";
import type { Server } from "./servers/server.ts";
import { zipkin } from "./servers/zipkin.ts";

export type { ServerName, Started };

export interface Backing {
  /**
   * What clients need: MONGODB_URL, NATS_URL, KAFKA_BROKERS, SCHEMA_REGISTRY_URL (ccompat v7), ZIPKIN_URL and more;
   * user, password and CA only of servers that were given, since ours have none.
   */
  env: Record<string, string>;
  /** What was started; kept up to date over restarts. The trace viewer joins when it is ready. */
  started: Started[];
  /** Variables that were set, so that nothing was started in their place. */
  given: string[];
  /** Stops everything, in less than 10 s. */
  stop(): Promise<void>;
  restart(name: ServerName): Promise<void>;
  /** Sends a signal. A server that it ends comes back by itself: wait for that with ready(). */
  kill(name: ServerName, signal: NodeJS.Signals): Promise<void>;
  ready(name: ServerName): Promise<void>;
  /** Stops one and leaves it down until restart(). */
  halt(name: ServerName): Promise<void>;
  /** Stops NATS, deletes everything JetStream has stored, and starts it again on the same port. */
  wipe(name: "nats"): Promise<void>;
}

export interface BackingOptions {
  dataDir: string;
  /** All five unless told otherwise. */
  need?: ServerName[];
  say: Say;
  environment: Environment;
  /** Breaks the start off; startBacking then rejects when nothing runs any more. */
  signal?: AbortSignal;
}

const all: Server[] = [nats, mongodb, kafka, apicurio, zipkin];
/** Every variable that names a server. */
export const serverVariables: string[] = all.flatMap((server) => server.variables);
const order: string[] = all.map((server) => server.name);
const optional = new Set<ServerName>(["zipkin"]); // Without it nobody sees traces, and everything works.

/** Resolves when every needed server is ready; the trace viewer may come later, and its failure is only said. */
export async function startBacking(options: BackingOptions): Promise<Backing> {
  const { say, environment, signal } = options;
  const dataDir = resolve(options.dataDir);
  const needed = all.filter((server) => !options.need || options.need.includes(server.name));
  const { given, env } = givenServers(
    needed.flatMap((server) => server.variables),
    environment,
  );
  const wanted = needed.filter((server) => !server.variables.some((variable) => given.includes(variable)));
  mkdirSync(dataDir, { recursive: true });
  const unlock = lockDataFolder(dataDir);
  const running = new Map<ServerName, RunningServer>();
  try {
    await endLeftovers(dataDir, say);
    if (given.length > 0) say(`Taken from the environment: ${list(given)}.`);
    const cache = cacheFolder(environment);
    const { servers, java } = await chooseServers(wanted, optional, { cache, environment, say, signal });
    const names = servers.flatMap((server) => server.ports);
    const place = { cache, dataDir, java, environment, ports: await openPorts(dataDir, names) };
    for (const server of servers) running.set(server.name, new RunningServer(server, place, say));
    signal?.throwIfAborted();
    const breakOff = () => stopAll(running);
    signal?.addEventListener("abort", breakOff);
    // Once they run, the caller stops them, after everything that uses them.
    const started = await startAll(running, say).finally(() => signal?.removeEventListener("abort", breakOff));
    for (const one of running.values()) env[one.server.variables[0]] = one.server.address(place.ports);
    if (running.has("nats")) env.NATS_MONITORING_URL = natsMonitoring(place);
    return backing({ env, started, given, running, dataDir, unlock });
  } catch (problem) {
    await stopAll(running);
    unlock();
    throw problem;
  }
}

/** Starts them side by side. When a needed one fails, waits no longer for the others. */
async function startAll(running: Map<ServerName, RunningServer>, say: Say): Promise<Started[]> {
  const started: Started[] = [];
  const starts = [...running.values()].map(async (one) => {
    try {
      await one.start();
      started.push(one.started);
      started.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
    } catch (problem) {
      if (!optional.has(one.server.name)) throw new UserError(reasonOf(problem));
      if (!one.isWanted) return; // Everything is being stopped.
      running.delete(one.server.name);
      say(`Going on without ${one.server.title}: ${reasonOf(problem)}`);
    }
  });
  const names = [...running.keys()];
  await Promise.all(starts.filter((_, index) => !optional.has(names[index] as ServerName)));
  return started;
}

async function stopAll(running: Map<ServerName, RunningServer>): Promise<void> {
  await Promise.all([...running.values()].map((one) => one.stop()));
}

function backing(parts: {
  env: Record<string, string>;
  started: Started[];
  given: string[];
  running: Map<ServerName, RunningServer>;
  dataDir: string;
  unlock: () => void;
}): Backing {
  const { env, started, given, running } = parts;
  const find = (name: ServerName) => {
    const one = running.get(name);
    if (!one) throw new Error(`${name} was not started here`);
    return one;
  };
  let stopping: Promise<void> | undefined;
  return {
    env,
    started,
    given,
    stop() {
      stopping ??= stopAll(running).finally(parts.unlock);
      return stopping;
    },
    async restart(name) {
      await find(name).stop();
      await find(name).start();
    },
    kill: (name, signal) => find(name).kill(signal),
    ready: (name) => find(name).ready(),
    halt: (name) => find(name).stop(),
    async wipe(name) {
      await find(name).stop();
      await deleteNatsStore(parts.dataDir);
      await find(name).start();
    },
  };
}
