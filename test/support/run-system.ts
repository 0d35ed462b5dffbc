import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Backing, serverVariables, startBacking } from "../../deploy/backing/index.ts";
import { secretVariables } from "../../deploy/secrets.ts";
import { type System, startSystem } from "../../deploy/system.ts";
import { launcherEnvironment as environment } from "./bare-environment.ts";
import { stopWithRun, throwIfStopping } from "./servers.ts";

export interface RunningSystem extends System {
  dataDir: string;
  /** logs of the services and of the servers */
  logFolders: string[];
}

/** One set of servers for all specs that need the whole system, one after the other, as a town's would outlive its services. */
let servers: Promise<{ backing: Backing; env: Record<string, string>; folder: string }> | undefined;

async function startServers() {
  const folder = mkdtempSync(join(tmpdir(), "antragsbus-system-"));
  const backing = await startBacking({ dataDir: join(folder, "servers"), say: () => {}, environment });
  stopWithRun(() => backing.stop().then(() => rmSync(folder, { recursive: true, force: true })));
  const given = Object.entries(backing.env).filter(([name]) => serverVariables.includes(name));
  return { backing, env: { ...Object.fromEntries(given), ...(await secretVariables(folder, environment)) }, folder };
}

/**
 * The whole system as `npm start` makes it: all in one process, or each service in its own, on data that is there from
 * whoever ran before. Whoever starts it stops it before the next one does.
 */
export async function runSystem({ split = false } = {}): Promise<RunningSystem> {
  throwIfStopping();
  servers ??= startServers();
  const { backing, env, folder } = await servers;
  const dataDir = mkdtempSync(join(folder, "services-"));
  const system = await startSystem({ dataDir, split, say: () => {}, environment: { ...environment, ...env } });
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= system.stop();
    return stopping;
  };
  stopWithRun(stop);
  const logFolders = [dataDir, join(folder, "servers")].map((one) => join(one, "logs"));
  return { ...system, backing, dataDir, logFolders, stop };
}
