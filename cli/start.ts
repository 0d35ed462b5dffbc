// npm start: the servers, the services and the sandbox portals, until Ctrl-C, or with --exit until all is answered.
import { basename } from "node:path";
import { serviceFolders } from "../deploy/folders.ts";
import { type Portals, startPortals } from "../deploy/portals.ts";
import { killAll } from "../deploy/processes/leftovers.ts";
import { reasonOf, sayToStderr as say, seconds, UsageError, UserError } from "../deploy/say.ts";
import { allWell, problemLines, runningSummary, stateTable, totalsOf } from "../deploy/summary.ts";
import { root, type System, startSystem } from "../deploy/system.ts";
import { startArguments } from "./arguments.ts";

// npm and the terminal both hand on one Ctrl-C, so the same signal arrives two or three times within milliseconds.
const sameKeystrokeMs = 500;

const since = Date.now();
const interrupted = new AbortController();
let system: System | undefined;
let portals: Portals | undefined;

try {
  process.exitCode = await main();
} catch (problem) {
  if (!interrupted.signal.aborted) say(problem instanceof UserError ? problem.message : describe(problem));
  process.exitCode = interrupted.signal.aborted ? 130 : problem instanceof UsageError ? 2 : 1;
}

async function main(): Promise<number> {
  const options = startArguments(process.argv.slice(2), root);
  const { dataDir } = options;
  listenForSignals(dataDir);
  try {
    system = await startSystem({
      ...{ dataDir, split: options.split, say },
      ...{ environment: process.env, signal: interrupted.signal },
    });
    process.once("exit", () => killAll(dataDir)); // Whatever happens from here on, nothing is left running.
    portals = startPortals({ ...options, env: system.env, environment: process.env, say });
    const reports = await untilInterrupted(portals.done);
    if (options.exit) {
      if (reports.length > 0) console.log(`${stateTable(reports)}\n`);
      await stop();
      for (const line of problemLines(reports)) say(line);
      console.log(JSON.stringify(totalsOf(reports)));
      return allWell(reports) ? 0 : 1;
    }
    console.log(
      runningSummary({
        ...{ reports, dataDir, startMs: Date.now() - since },
        ...{ started: system.backing.started, given: system.backing.given },
        services: serviceFolders(root).map((folder) => basename(folder)),
        zipkinUrl: system.env.ZIPKIN_URL,
      }),
    );
    await untilInterrupted(new Promise<never>(() => undefined));
    return 0;
  } catch (problem) {
    // Ctrl-C is how it is meant to end once it runs.
    if (interrupted.signal.aborted && system && !options.exit) return 0;
    throw problem;
  } finally {
    await stop();
  }
}

/** Portals, services, servers, in this order; once. */
async function stop(): Promise<void> {
  const [pushing, running] = [portals, system];
  if (!running) return;
  portals = undefined;
  system = undefined;
  const began = Date.now();
  say("Stopping …");
  await pushing?.stop();
  await running.stop();
  say(`Everything has stopped after ${seconds(Date.now() - began)}.`);
}

function untilInterrupted<T>(promise: Promise<T>): Promise<T> {
  const { signal } = interrupted;
  signal.throwIfAborted();
  const { promise: abort, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return Promise.race([promise, abort]);
}

function listenForSignals(dataDir: string): void {
  let firstAt = 0;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (firstAt === 0) {
        firstAt = Date.now();
        interrupted.abort(new Error(`stopped by ${name}`));
      } else if (Date.now() - firstAt > sameKeystrokeMs) {
        killAll(dataDir);
        process.exit(130);
      }
    });
  }
}

function describe(problem: unknown): string {
  return problem instanceof Error ? (problem.stack ?? problem.message) : reasonOf(problem);
}
