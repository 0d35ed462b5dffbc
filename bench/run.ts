// npm run bench [-- records]: how fast the whole way is on this machine, all services in one process, all servers
// beside it. Figures of one run; compare only what was measured side by side.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPortals } from "../deploy/portals.ts";
import { sayToStderr as say } from "../deploy/say.ts";
import { startSystem } from "../deploy/system.ts";

const samples = Number(process.argv[2] ?? 2_000);
const dataDir = mkdtempSync(join(tmpdir(), "antragsbus-bench-"));
const environment = process.env;
const system = await startSystem({ dataDir, say, environment });
try {
  const portals = startPortals({ dataDir, samples, exit: true, env: system.env, environment, say });
  const reports = await portals.done;
  for (const report of reports) {
    const { portal, pushed, answered, seconds, perSecond, msFromPush } = report;
    console.log(JSON.stringify({ portal, pushed, answered, seconds, perSecond, msFromPush }));
  }
  const { pid } = system.processes.get("all-in-one") ?? {};
  const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  console.log(JSON.stringify({ process: "all-in-one", residentMB: Math.round(Number(resident) / 1024) }));
} finally {
  await system.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
