import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../deploy/system.ts";
import { spread } from "./spread.ts";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "bugs");
/** Seeds within which a bug has to be found, and one that is marked as hard. */
const seedsMax = 200;
const seedsMaxHard = 2_000;

/** A planted bug: a patch whose first lines say what it is. */
export interface Bug {
  name: string;
  patch: string;
  /** a seed that fails with it */
  seed: number;
  isHard: boolean;
}

/** Reads the planted bugs. @throws Error for one that names no seed */
export function readBugs(): Bug[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".patch"))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      const seed = Number(/^Seed: (\d+)$/m.exec(text)?.[1]);
      if (!seed) throw new Error(`${file} names no seed`);
      return { name: file.replace(/\.patch$/, ""), patch: join(folder, file), seed, isHard: /^Hard$/m.test(text) };
    });
}

/** Makes a folder with the files that a bug changes, as they are with it. Rejects where the patch does not apply any more. */
export async function planted({ patch }: Bug): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "antragsbus-bug-"));
  try {
    for (const [, path = ""] of readFileSync(patch, "utf8").matchAll(/^--- a\/(.+)$/gm)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      copyFileSync(join(root, path), join(folder, path));
    }
    await run("git", ["apply", patch], { cwd: folder });
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
}

/** Where a bug is looked for: its recorded seed, unless told otherwise. */
export interface Looking {
  from?: number;
  count?: number;
  /** a folder in which processes leave for each other what they have compiled */
  cache?: string;
}

/** Runs a bug's recorded seed, or some from a number on until one fails. @returns the first that fails */
export async function find(bug: Bug, { from = bug.seed, count = 1, cache }: Looking = {}): Promise<number | undefined> {
  const folder = await planted(bug);
  try {
    const { failed } = await spread({ from, count, stopAtFirst: true, planted: folder, cache });
    return failed[0];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Looks for every planted bug without its seed. @param say told of each */
export async function findBugs(say: (line: string) => void): Promise<{ planted: number; found: number }> {
  const bugs = readBugs();
  let found = 0;
  const cache = mkdtempSync(join(tmpdir(), "antragsbus-compiled-"));
  try {
    for (const bug of bugs) {
      const seed = await find(bug, { from: 1, count: bug.isHard ? seedsMaxHard : seedsMax, cache });
      if (seed !== undefined) found += 1;
      say(`${bug.name}: ${seed === undefined ? "NOT FOUND" : `found by seed ${seed}`}`);
    }
  } finally {
    rmSync(cache, { recursive: true });
  }
  return { planted: bugs.length, found };
}
