import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { nodeFlags } from "../../deploy/system.ts";
import type { Seeded } from "./seeds.ts";

const program = join(import.meta.dirname, "worker.ts");

export interface Spread {
  from: number;
  count: number;
  /** ends with the first seed that fails, in whatever process */
  stopAtFirst?: boolean;
  /** a folder with files of the project that are run as they are there */
  planted?: string | undefined;
  /** a folder in which processes leave for each other what they have compiled */
  cache?: string | undefined;
}

/** Runs seeds in as many processes as the machine has cores. Rejects where one of them ends without having said what came of its seeds. */
export async function spread({ from, count, stopAtFirst = false, planted, cache }: Spread): Promise<Seeded> {
  const parts = Math.max(1, Math.min(availableParallelism(), count));
  const children: ChildProcess[] = [];
  const runs = Array.from({ length: parts }, (_, part) => {
    const args = [program, from, count, part, parts].map(String);
    if (stopAtFirst) args.push("--first");
    if (planted) args.push("--planted", planted);
    const env = cache ? { ...process.env, NODE_COMPILE_CACHE: cache } : process.env;
    const child = spawn(process.execPath, [...nodeFlags, ...args], { env, stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    return ended(child).then((seeded) => {
      if (stopAtFirst && seeded.failed.length) for (const other of children) if (other !== child) other.kill();
      return seeded;
    });
  });
  const all = await Promise.all(runs);
  const failed = all.flatMap((one) => one.failed).sort((a, b) => a - b);
  return { seeds: all.reduce((sum, one) => sum + one.seeds, 0), failed };
}

function ended(child: ChildProcess): Promise<Seeded> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (signal) return resolve({ seeds: 0, failed: [] });
      const last = said.trimEnd().split("\n").at(-1) ?? "";
      if (code !== 0 || !last.startsWith("{"))
        return reject(new Error(`a process of the simulation ended with ${code}`));
      resolve(JSON.parse(last) as Seeded);
    });
  });
}
