import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type System, startSystem } from "../../deploy/system.ts";
import { stopWithRun } from "./servers.ts";

export interface RunningSystem extends System {
  dataDir: string;
}

/** The whole system on a data folder of its own, as `npm start` makes it. */
export async function runSystem({ split = false } = {}): Promise<RunningSystem> {
  const dataDir = mkdtempSync(join(tmpdir(), "antragsbus-system-"));
  const { PATH, HOME, LANG, ANTRAGSBUS_CACHE, XDG_CACHE_HOME } = process.env;
  const environment = { PATH, HOME, LANG, ANTRAGSBUS_CACHE, XDG_CACHE_HOME };
  const system = await startSystem({ dataDir, split, say: () => {}, environment });
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= system.stop().then(() => rmSync(dataDir, { recursive: true, force: true }));
    return stopping;
  };
  stopWithRun(stop);
  return { ...system, dataDir, stop };
}
