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
  /** of the project whose sources are run; this one unless told otherwise */
  worker?: string;
}

/** Runs seeds in as many processes as the machine has cores. Rejects where one of them ends without having said what came of its seeds. */
export async function spread({ from, count, stopAtFirst = false, worker = program }: Spread): Promise<Seeded> {
  const parts = Math.max(1, Math.min(availableParallelism(), count));
  const children: ChildProcess[] = [];
  const runs = Array.from({ length: parts }, (_, part) => {
    const args = [worker, from, count, part, parts].map(String);
    const child = spawn(process.execPath, [...nodeFlags, ...args, ...(stopAtFirst ? ["--first"] : [])], {
      stdio: ["ignore", "pipe", "inherit"],
    });
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
