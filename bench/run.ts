// npm run bench [-- records [kind]]: how fast the whole way is on this machine, all services in one process, all servers
// beside it. `kind` is a part of a plain sample's name ("dog"), or "all" for the mixture of npm start.
// Figures of one run; compare only what was measured side by side. CPU times tell more than rates on a busy machine.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPortals } from "../deploy/portals.ts";
import { sayToStderr as say } from "../deploy/say.ts";
import { startSystem } from "../deploy/system.ts";
import { cpuOf, residentMB } from "./cpu.ts";

/** What is pushed and answered before anything is measured: a system that has just started is not what a town runs. */
const warmUp = 400;
const sampleEveryMs = 100;

const samples = Number(process.argv[2] ?? 2_000);
const kind = process.argv[3] ?? "dog";
const dataDir = mkdtempSync(join(tmpdir(), "antragsbus-bench-"));
const environment = process.env;
const system = await startSystem({ dataDir, say, environment });
const allInOne = system.processes.get("all-in-one")?.pid ?? 0;

/** CPU ms so far by process; our own by main thread and others, of which one renders documents. */
const cpu = (): Record<string, number> =>
  Object.fromEntries([
    ...system.backing.started.map(({ name, pid }) => [name, cpuOf(pid)] as const),
    ["main thread", cpuOf(allInOne, allInOne)] as const,
    ["other threads", cpuOf(allInOne) - cpuOf(allInOne, allInOne)] as const,
  ]);

const push = (records: number) => {
  const only = kind === "all" ? {} : { only: kind };
  return startPortals({ dataDir, samples: records, exit: true, ...only, env: system.env, environment, say }).done;
};

function perRecord(from: Record<string, number>, to: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(to).map(([name, ms]) => [name, Math.round(((ms - (from[name] ?? 0)) / samples) * 100) / 100]),
  );
}

try {
  await push(warmUp);
  const seen = [{ at: Date.now(), cpu: cpu() }];
  const sampling = setInterval(() => seen.push({ at: Date.now(), cpu: cpu() }), sampleEveryMs);
  const reports = await push(samples);
  clearInterval(sampling);
  seen.push({ at: Date.now(), cpu: cpu() });
  for (const { portal, pushed, answered, seconds, perSecond, msFromPush } of reports)
    console.log(JSON.stringify({ portal, pushed, answered, seconds, perSecond, msFromPush }));
  const first = Math.min(...reports.map(({ startedAt }) => startedAt));
  const decided = Math.max(...reports.map(({ lastDecisionAt }) => lastDecisionAt));
  const at = (time: number) => (seen.findLast((one) => one.at <= time) ?? seen[0])?.cpu ?? {};
  console.log(JSON.stringify({ cpuMsPerRecordToDecisions: perRecord(at(first), at(decided)) }));
  console.log(JSON.stringify({ cpuMsPerRecordAfterwards: perRecord(at(decided), at(Date.now())) }));
  const decisionsPerSecond = Math.round((samples * 1000) / (decided - first));
  console.log(JSON.stringify({ decisionsPerSecond, residentMB: residentMB(allInOne) }));
} finally {
  await system.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
