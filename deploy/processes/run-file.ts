import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startOf } from "../lock.cjs";
import { UserError } from "../say.ts";
import { isRunning } from "./leftovers.ts";

/** What other commands need to work with the system that runs on a data folder. */
export interface RunFile {
  pid: number;
  /** When that process started, as startOf tells. */
  started: string;
  env: Record<string, string>;
}

export function writeRunFile(dataDir: string, env: Record<string, string>): void {
  const file = join(dataDir, "run.json");
  rmSync(file, { force: true }); // An old one may be readable by others: the mode counts only for a new file.
  const content: RunFile = { pid: process.pid, started: startOf(process.pid) ?? "", env };
  writeFileSync(file, JSON.stringify(content, null, 2), { mode: 0o600 });
}

export function removeRunFile(dataDir: string): void {
  rmSync(join(dataDir, "run.json"), { force: true });
}

/** The variables of the running system; a sentence when none is running. */
export function readRunFile(dataDir: string): RunFile {
  const file = join(dataDir, "run.json");
  const run = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as RunFile) : undefined;
  // A start that was killed leaves its file behind.
  if (!run || !isRunning(run)) {
    throw new UserError(`Antragsbus is not running on ${dataDir}: start it with npm start.`);
  }
  return run;
}
