import { copyFileSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { type Backing, serverVariables } from "../../deploy/backing/index.ts";
import { secretVariables } from "../../deploy/secrets.ts";
import { type System, startSystem } from "../../deploy/system.ts";
import { launcherEnvironment as environment } from "./bare-environment.ts";
import { servers, stopWithRun, throwIfStopping } from "./servers.ts";

export interface RunningSystem extends System {
  dataDir: string;
  /** logs of the services and of the servers */
  logFolders: string[];
}

/** The servers of the run and the secrets of one town: whoever comes later finds the data of whoever ran before. */
let settling: Promise<{ backing: Backing; folder: string; env: Record<string, string | undefined> }> | undefined;

/** A town as a launcher is told of it. */
export function town(): NonNullable<typeof settling> {
  settling ??= settle();
  return settling;
}

async function settle() {
  const { backing, folder } = await servers();
  await backing.wipe("nats"); // The specs of parts have left streams, with room reserved that the whole system needs.
  const given = Object.entries(backing.env).filter(([name]) => serverVariables.includes(name));
  return {
    backing,
    folder,
    env: { ...environment, ...Object.fromEntries(given), ...secretVariables(folder, environment) },
  };
}

/**
 * The whole system as `npm start` makes it: all in one process, or each service in its own, on data that is there from
 * whoever ran before. Whoever starts it stops it before the next one does.
 */
export async function runSystem({ split = false } = {}): Promise<RunningSystem> {
  throwIfStopping();
  const { backing, env, folder } = await town();
  const dataDir = mkdtempSync(join(folder, "services-"));
  copyFileSync(join(folder, "secrets.json"), join(dataDir, "secrets.json")); // Commands sign with them.
  const system = await startSystem({ dataDir, split, say: () => {}, environment: env });
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= system.stop();
    return stopping;
  };
  stopWithRun(stop);
  const logFolders = [dataDir, folder].map((one) => join(one, "logs"));
  return { ...system, backing, dataDir, logFolders, stop };
}
