// npm test: type check, lint and all specs, in three processes at once: what needs no server, parts on real servers, and the
// whole system. npm run long: what takes too long for that. With file names as arguments only these specs run. The last
// line says "N passed, N failed".
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { text } from "node:stream/consumers";
import Mocha from "mocha";
import { nodeFlags, root } from "../deploy/system.ts";
import { aligned } from "../deploy/table.ts";
import { mochaHooks, stopAll } from "../test/support/servers.ts";
import { checks } from "./checks.ts";
import { commandLine, runCommandLine } from "./command-line.ts";

/** What needs no server gives way to those that wait for servers most of their time, and checks types and lint as well. */
const withoutServers = { flag: "--without-servers", kinds: ["test/unit", "test/contract", "services/*/test"] };
/** Parts on real servers, which a process of their own starts. */
const onServers = { flag: "--on-servers", kinds: ["test/integration/{platform,services,connectors}"] };
/** The whole system, with whatever it starts and stops. */
const wholeSystem = ["test/integration/deploy", "test/e2e", "test/faults"];
const long = ["test/long"];

interface Result {
  passed: number;
  failed: number;
}

async function specs(files: string[]): Promise<Result> {
  const mocha = new Mocha({ timeout: 120_000, reporter: process.stdout.isTTY ? "spec" : "dot", forbidOnly: true });
  mocha.rootHooks(mochaHooks);
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const took = new Map<string, number>();
  return await new Promise((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      sayLongest(took);
      resolve({ passed: passes, failed: failures + pending }); // A test that does not run has not passed.
    });
    runner.on("suite", (suite) => suite.parent?.root && took.set(suite.title, Date.now()));
    runner.on("suite end", (suite) => {
      const began = took.get(suite.title);
      if (suite.parent?.root && began) took.set(suite.title, Date.now() - began);
    });
  });
}

/** Where the time goes: the suites that took longest. */
function sayLongest(took: ReadonlyMap<string, number>): void {
  const longest = [...took].sort(([, a], [, b]) => b - a).slice(0, 8);
  const rows = longest.map(([title, ms]) => [`${Math.round(ms / 1000)} s`, title]);
  console.log(aligned(rows, { right: [0], indent: "  " }));
}

/** Type check and lint. */
function checked(): Result {
  const found = checks();
  for (const { name, ok, output } of found) console.log(`${ok ? "✔" : "✘"} ${name}${ok ? "" : `\n${output}`}`);
  const passed = found.filter(({ ok }) => ok).length;
  return { passed, failed: found.length - passed };
}

const filesOf = (kinds: string[]) => kinds.flatMap((kind) => globSync(`${kind}/**/*.spec.ts`).sort());
const sumOf = (results: Result[]): Result => ({
  passed: results.reduce((sum, { passed }) => sum + passed, 0),
  failed: results.reduce((sum, { failed }) => sum + failed, 0),
});

const others = new Set<ChildProcess>();

/** Specs in a process of their own; what they say comes in one piece at their end. */
async function runBeside({ flag, kinds }: typeof withoutServers): Promise<Result> {
  const args = [...nodeFlags, import.meta.filename, flag, ...filesOf(kinds)];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit", "ipc"] });
  others.add(child);
  child.once("exit", () => others.delete(child));
  if (flag === withoutServers.flag) setPriority(child.pid ?? 0, constants.priority.PRIORITY_LOW);
  const result = new Promise<Result>((resolve) => {
    child.once("message", (said) => resolve(said as Result));
    child.once("disconnect", () => resolve({ passed: 0, failed: 1 })); // It broke off without a word.
  });
  if (!child.stdout) throw new Error("no output");
  console.log(`\n${await text(child.stdout)}`);
  return await result;
}

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    // They stop their servers as well, and are waited for: nothing may be left running.
    const ends = [...others].map((one) => once(one, "exit"));
    for (const one of others) one.kill();
    void Promise.allSettled([stopAll(), ...ends]).finally(() => process.exit(130));
  });
process.chdir(root);
const since = Date.now();
const duration = () => `After ${((Date.now() - since) / 1000).toFixed(0)} s:`;
const [first = "", ...rest] = process.argv.slice(2);
if ([withoutServers.flag, onServers.flag].includes(first)) {
  const result = sumOf([first === withoutServers.flag ? checked() : { passed: 0, failed: 0 }, await specs(rest)]);
  console.log(`\n${duration()} ${result.passed} of these passed, ${result.failed} failed`);
  process.send?.(result, () => process.exit());
} else {
  const all = () => [runBeside(withoutServers), runBeside(onServers), specs(filesOf(wholeSystem))];
  const program = commandLine("npm test --", "Checks types and style and runs all tests, on real servers of its own.")
    .argument("[files...]", "only these specs")
    .option("--long", "the specs that take too long for the others")
    .action(async (files: string[], { long: isLong }: { long?: boolean }) => {
      const chosen = isLong ? filesOf(long) : files;
      const { passed, failed } = sumOf(await Promise.all(chosen.length ? [specs(chosen)] : all()));
      console.log(`\n${duration()}\n${passed} passed, ${failed} failed`);
      // Anything that a spec left open must not keep the run from ending; leftovers are a test of their own.
      process.exit(failed || !passed ? 1 : 0);
    });
  await runCommandLine(program);
}
