import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PortalReport } from "../deploy/portals.ts";
import { sayToStderr as say } from "../deploy/say.ts";
import type { System } from "../deploy/system.ts";
import { cpuOf, residentMB } from "./cpu.ts";

/** What is pushed and answered before anything is measured: a system that has just started is not what a town runs. */
const warmUp = 400;
const sampleEveryMs = 100;

/** CPU ms so far by process. */
type Cpu = Record<string, number>;

export interface Round {
  reports: PortalReport[];
  /** CPU ms a record from the first push to the last decision, and from there to the last answer */
  toDecisions: Cpu;
  afterwards: Cpu;
  decisionsPerSecond: number;
}

/** A whole system that is measured: all services in one process, all servers of its own beside it. */
export interface Side {
  /** Pushes records through sandbox portals, and resolves when all are answered. */
  round(records: number, kind: string): Promise<Round>;
  residentMB(): number;
  stop(): Promise<void>;
}

/** Starts the project that lies in a folder, in a data folder of its own, and warms it up. */
export async function startSide(folder: string, kind: string, signal: AbortSignal): Promise<Side> {
  const { startSystem } = (await import(join(folder, "deploy/system.ts"))) as typeof import("../deploy/system.ts");
  const portals = (await import(join(folder, "deploy/portals.ts"))) as typeof import("../deploy/portals.ts");
  const dataDir = mkdtempSync(join(tmpdir(), "antragsbus-bench-"));
  const environment = process.env;
  const system = await startSystem({ dataDir, say, environment, signal });
  const push = (samples: number, kind: string) => {
    const common = { dataDir, samples, exit: true, env: system.env, environment, say };
    return portals.startPortals(kind === "all" ? common : { ...common, only: kind }).done;
  };
  const stop = async () => {
    await system.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await push(warmUp, kind);
  } catch (problem) {
    await stop();
    throw problem;
  }
  return {
    round: (records, kind) => measured(system, records, () => push(records, kind)),
    residentMB: () => residentMB(pidOf(system)),
    stop,
  };
}

const pidOf = ({ processes }: System): number => processes.get("all-in-one")?.pid ?? 0;

/** Our own process by its main thread and the others, of which one renders documents. */
function cpuNow(system: System): Cpu {
  const mainPid = pidOf(system);
  return Object.fromEntries([
    ...system.backing.started.map(({ name, pid }) => [name, cpuOf(pid)] as const),
    ["main thread", cpuOf(mainPid, mainPid)] as const,
    ["other threads", cpuOf(mainPid) - cpuOf(mainPid, mainPid)] as const,
  ]);
}

async function measured(system: System, records: number, push: () => Promise<PortalReport[]>): Promise<Round> {
  const seen = [{ at: Date.now(), cpu: cpuNow(system) }];
  const sampling = setInterval(() => seen.push({ at: Date.now(), cpu: cpuNow(system) }), sampleEveryMs);
  try {
    const reports = await push();
    seen.push({ at: Date.now(), cpu: cpuNow(system) });
    const first = Math.min(...reports.map(({ startedAt }) => startedAt));
    const decided = Math.max(...reports.map(({ lastDecisionAt }) => lastDecisionAt));
    const at = (time: number) => (seen.findLast((one) => one.at <= time) ?? seen[0])?.cpu ?? {};
    const between = (from: Cpu, to: Cpu): Cpu =>
      Object.fromEntries(Object.entries(to).map(([name, ms]) => [name, (ms - (from[name] ?? 0)) / records]));
    return {
      reports,
      toDecisions: between(at(first), at(decided)),
      afterwards: between(at(decided), at(Date.now())),
      decisionsPerSecond: (records * 1000) / (decided - first),
    };
  } finally {
    clearInterval(sampling);
  }
}
