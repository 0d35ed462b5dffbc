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
  return await new Promise((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures + pending }); // A test that does not run has not passed.
    });
  });
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
