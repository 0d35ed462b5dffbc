// npm test: type check, lint, then all specs: unit, contract, integration with real servers, end to end.
// With file names as arguments only these specs run. The last line says "N passed, N failed".
import { globSync } from "node:fs";
import Mocha from "mocha";
import { mochaHooks, stopAll } from "../test/support/servers.ts";
import { checks } from "./checks.ts";
import { root } from "./system.ts";

/** Quick ones first, so that a mistake shows early. */
const order = ["unit", "contract", "integration", "faults", "e2e"];

async function specs(files: string[]): Promise<{ passed: number; failed: number }> {
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
  console.log(longest.map(([title, ms]) => `${String(Math.round(ms / 1000)).padStart(4)} s  ${title}`).join("\n"));
}

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    void stopAll().finally(() => process.exit(130));
  });
process.chdir(root);
const named = process.argv.slice(2);
const files = named.length ? named : order.flatMap((kind) => globSync(`test/${kind}/**/*.spec.ts`).sort());
const since = Date.now();
let passed = 0;
let failed = 0;
if (!named.length) {
  for (const { name, ok, output } of checks()) {
    if (ok) passed += 1;
    else failed += 1;
    console.log(`${ok ? "✔" : "✘"} ${name}${ok ? "" : `\n${output}`}`);
  }
}
const result = await specs(files);
passed += result.passed;
failed += result.failed;
console.log(`\nAfter ${((Date.now() - since) / 1000).toFixed(0)} s:`);
console.log(`${passed} passed, ${failed} failed`);
// Anything that a spec left open must not keep the run from ending; leftovers are a test of their own.
process.exit(failed || !passed ? 1 : 0);
