import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { type Holder, tryLock } from "../../lock.cjs";
import { until } from "../../processes/wait.ts";
import { UserError } from "../../say.ts";
import type { Means } from "./programs.ts";

/** Takes the data folder, or says who has it. Returns the function that gives it back. */
export function lockDataFolder(dataDir: string): () => void {
  const path = `${dataDir}/lock`;
  mkdirSync(dataDir, { recursive: true });
  const holder = tryLock(path);
  if (holder) {
    throw new UserError(
      `Antragsbus is already running on ${dataDir} (process ${holder.pid}): stop that one, or name another folder with --data.`,
    );
  }
  return () => rmSync(path, { force: true });
}

const installPatienceMs = 30 * 60_000; // 370 MB over a slow line.

/** Waits for other clones that install into the same cache folder, then takes it. */
export async function lockForInstalling(
  path: string,
  { say, signal }: Pick<Means, "say" | "signal">,
): Promise<() => void> {
  mkdirSync(dirname(path), { recursive: true });
  let waitsFor: Holder | undefined;
  const free = () => {
    const holder = tryLock(path);
    if (holder && !waitsFor) say(`Process ${holder.pid} is installing the servers; waiting for it …`);
    waitsFor = holder;
    return holder === undefined;
  };
  await until(free, { deadlineMs: installPatienceMs, everyMs: 200, what: "another installation", signal });
  return () => rmSync(path, { force: true });
}
