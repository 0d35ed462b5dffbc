import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../deploy/system.ts";
import { spread } from "./spread.ts";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "bugs");
/** What the simulation runs of the project. */
const sources = [
  "platform",
  "services",
  "connectors",
  "deploy",
  "sandbox",
  "schemas",
  "towns",
  "test/simulation",
  "test/support",
  "test/unit/connectors",
  "types",
  "package.json",
];
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

/** Makes a copy of the project with a bug in it. @returns its folder; rejects where the patch does not apply any more */
export async function planted({ patch }: Bug): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), "antragsbus-bug-"));
  for (const source of sources) cpSync(join(root, source), join(copy, source), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  try {
    await run("git", ["apply", "--directory", "", patch], { cwd: copy });
  } catch (error) {
    rmSync(copy, { recursive: true });
    throw error;
  }
  return copy;
}

/** Runs a bug's recorded seed, or some from a number on until one fails. @returns the first that fails */
export async function find(bug: Bug, from = bug.seed, count = 1): Promise<number | undefined> {
  const copy = await planted(bug);
  try {
    const worker = join(copy, "test/simulation/worker.ts");
    const { failed } = await spread({ from, count, stopAtFirst: true, worker });
    return failed[0];
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** Looks for every planted bug without its seed. @param say told of each */
export async function findBugs(say: (line: string) => void): Promise<{ planted: number; found: number }> {
  const bugs = readBugs();
  let found = 0;
  for (const bug of bugs) {
    const seed = await find(bug, 1, bug.isHard ? seedsMaxHard : seedsMax);
    if (seed !== undefined) found += 1;
    say(`${bug.name}: ${seed === undefined ? "NOT FOUND" : `found by seed ${seed}`}`);
  }
  return { planted: bugs.length, found };
}
