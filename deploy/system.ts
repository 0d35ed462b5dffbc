// The whole system on one machine: the servers, what they have to hold before anything runs, and the services.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { credentialsOf } from "./backing/given.ts";
import { type Backing, serverVariables, startBacking } from "./backing/index.ts";
import { lastLines, run } from "./backing/install/run.ts";
import { serviceFolders } from "./folders.ts";
import type { Line } from "./processes/log-file.ts";
import { removeRunFile, writeRunFile } from "./processes/run-file.ts";
import { Supervised } from "./processes/supervise.ts";
import { list, reasonOf, type Say, seconds, UserError } from "./say.ts";
import { secretVariables } from "./secrets.ts";

export interface System {
  backing: Backing;
  /** "all-in-one", or with split one for each folder under its name */
  processes: Map<string, Supervised>;
  /** Everything that a process of ours, or a command, needs: addresses, HASH_KEY, ACTOR_JWKS, … */
  env: Record<string, string>;
  /** Services first, then the servers; less than 10 s. */
  stop(): Promise<void>;
}

export interface SystemOptions {
  dataDir: string;
  split?: boolean;
  say: Say;
  environment: Record<string, string | undefined>;
  signal?: AbortSignal;
}

export const root = resolve(import.meta.dirname, "..");
export const nodeFlags = ["--disable-warning=ExperimentalWarning", "--disable-warning=TimeoutNegativeWarning"];
/**
 * Heap of a process, in MiB. V8 lets the heap grow between two collections by a share that follows from its bound: with
 * none all in one take 520 MB, with 320 they take 350 and spend a quarter more on collecting than with 1024 and 380. What
 * a batch holds lives for up to a second: in a young generation of 16 MiB nearly all of it is copied twice and promoted.
 */
export const heapFlags = {
  together: ["--max-old-space-size=1024", "--max-semi-space-size=64"],
  // One service alone needs a tenth of that; what it may have it takes: 180 MB with the above, 140 with these.
  alone: ["--max-old-space-size=192", "--max-semi-space-size=2"],
};
/** glibc keeps memory for each thread: one pool for all saves a process with little to do 12 MB. */
const oneArena = { MALLOC_ARENA_MAX: "1" };
/** What an invented world has in place of the real one; no town sets it. */
const sandboxOnly = { PAYMENT_PROVIDER: "sandbox" };
const readyWithinMs = 120_000;
const stopServicesWithinMs = 5_500; // Leaves 4 s for portals and servers.

export async function startSystem(options: SystemOptions): Promise<System> {
  const { say, environment, signal } = options;
  const dataDir = resolve(options.dataDir);
  const backing = await startBacking({ dataDir, say, environment, ...(signal && { signal }) });
  const processes = new Map<string, Supervised>();
  const stop = async () => {
    await Promise.all([...processes.values()].map((one) => one.stop(stopServicesWithinMs)));
    removeRunFile(dataDir);
    await backing.stop();
  };
  try {
    const env = { ...backing.env, ...secretVariables(dataDir, environment), ...sandboxOnly };
    writeRunFile(dataDir, env);
    const childEnv = environmentOfServices(environment, env);
    for (const task of serviceTasks(dataDir, childEnv, say, options.split ?? false)) {
      processes.set(task.name, new Supervised(task));
    }
    // Services wait for their topics and schemas, as they do in a town; many processes at once would starve the servers.
    const prepared = prepare(dataDir, childEnv, say, signal);
    if (options.split) await prepared;
    await Promise.all([prepared, startAll(processes, say, signal)]);
    return { backing, processes, env, stop };
  } catch (problem) {
    await stop();
    throw problem;
  }
}

/** What a person has set (log level, credentials), with our addresses and secrets over it. */
function environmentOfServices(
  environment: Record<string, string | undefined>,
  env: Record<string, string>,
): Record<string, string> {
  const all: Record<string, string> = {};
  const systemEnv = { ...environment };
  // Somebody's password for a server in whose place we started ours would only be refused.
  for (const name of serverVariables.flatMap(credentialsOf)) delete systemEnv[name];
  for (const [name, value] of Object.entries({ ...systemEnv, ...env })) if (value !== undefined) all[name] = value;
  // We tell from the log, at level info, that a service is ready.
  if (all.LOG_LEVEL !== "debug") all.LOG_LEVEL = "info";
  delete all.ANTRAGSBUS_TOKEN; // A person's, for a command.
  // Moleculer's runner would take these over the folders that we name.
  delete all.SERVICES;
  delete all.SERVICEDIR;
  return all;
}

/** Topics, schemas, indexes and the sandbox's data. */
async function prepare(
  dataDir: string,
  env: Record<string, string>,
  say: Say,
  signal: AbortSignal | undefined,
): Promise<void> {
  const script = join(root, "deploy", "prepare.ts");
  if (!existsSync(script)) return;
  const since = Date.now();
  const { code, output } = await run(process.execPath, [...nodeFlags, script], {
    env,
    cwd: root,
    ...(signal && { signal }),
    // A server of somebody's that does not answer is waited for until Ctrl-C, which has to be known here.
    onLine: (line) => waitsFor(line) && say(`Still waiting for ${waitsFor(line)} …`),
  });
  mkdirSync(join(dataDir, "logs"), { recursive: true });
  const log = join(dataDir, "logs", "prepare.log");
  writeFileSync(log, `${output}\n`);
  signal?.throwIfAborted();
  if (code !== 0) {
    throw new UserError(`Topics, schemas and sandbox data could not be made: ${lastLines(output, 1)} (${log})`);
  }
  say(`Topics, schemas and sandbox data are there after ${seconds(Date.now() - since)}.`);
}

function waitsFor(line: string): string | undefined {
  if (!line.startsWith("{")) return undefined;
  return (JSON.parse(line) as { waitsFor?: string }).waitsFor;
}

function serviceTasks(dataDir: string, env: Record<string, string>, say: Say, split: boolean) {
  const folders = serviceFolders(root);
  const parents = [...new Set(folders.map((folder) => folder.split("/")[0] ?? folder))];
  const parts = split ? folders.map((folder) => [folder]) : folders.length > 0 ? [parents] : [];
  const runner = join(root, "node_modules", "moleculer", "bin", "moleculer-runner.mjs");
  return parts.map((paths) => {
    const inside = folders.filter((folder) => paths.some((path) => `${folder}/`.startsWith(`${path}/`)));
    return {
      name: split ? basename(paths[0] ?? "") : "all-in-one",
      file: process.execPath,
      args: [
        ...nodeFlags,
        ...(split ? heapFlags.alone : heapFlags.together),
        runner,
        "-c",
        "moleculer.config.ts",
        "--mask",
        "**/*.service.ts",
        ...paths,
      ],
      ...{ env: split ? { ...oneArena, ...env } : env, cwd: root, dataDir, say },
      readiness: () => everyServiceReady(inside.map((folder) => basename(folder))),
    };
  });
}

/** Yes from the line on with which the last of the services says that it is ready. */
function everyServiceReady(names: string[]): (line: Line) => boolean {
  const missing = new Set(names);
  return (line) => line.event === "ready" && missing.delete(String(line.service)) && missing.size === 0;
}

async function startAll(processes: Map<string, Supervised>, say: Say, signal?: AbortSignal): Promise<void> {
  const since = Date.now();
  const pending = new Set(processes.keys());
  const starts = [...processes].map(async ([name, one]) => {
    await one.start();
    pending.delete(name);
  });
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new UserError(`Not ready after ${readyWithinMs / 1000} s: ${list([...pending])}.`)),
    readyWithinMs,
  );
  const abort = () => reject(signal?.reason);
  signal?.addEventListener("abort", abort);
  try {
    await Promise.race([Promise.all(starts), givenUp]);
  } catch (problem) {
    throw problem instanceof UserError ? problem : new UserError(reasonOf(problem));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
  if (processes.size > 0) say(`The services are ready after ${seconds(Date.now() - since)}.`);
}
