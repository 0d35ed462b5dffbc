// npm run -s bench:rules -- <service> <file.json>: how many of a file's inputs the rules alone calculate in a second on one
// core, and with their steps written out. Figures of one run; compare only what was measured side by side.
import { commandLine, runCommandLine } from "../cli/command-line.ts";
import { dryRunOf, readInputs } from "../cli/dry-runs.ts";

const rounds = 5;
const roundMs = 1000;

/** The best of some rounds of a second, so that what else runs on the machine counts little. */
function perSecond(inputs: readonly unknown[], work: (input: unknown) => unknown): number {
  let best = 0;
  for (let round = 0; round < rounds; round += 1) {
    const since = performance.now();
    let done = 0;
    for (; performance.now() - since < roundMs; done += inputs.length) for (const input of inputs) work(input);
    best = Math.max(best, (done * 1000) / (performance.now() - since));
  }
  return Math.round(best);
}

const program = commandLine("npm run bench:rules --", "Measures how many inputs a service's rules take in a second.")
  .argument("<service>", "its folder in services/")
  .argument("<file.json>", "an array of inputs")
  .action(async (service: string, file: string) => {
    const { calculate, explain } = await dryRunOf(service);
    const inputs = readInputs(file);
    const alone = perSecond(inputs, calculate);
    const explained = perSecond(inputs, (input) => explain(input, calculate(input)));
    console.log(JSON.stringify({ service, inputs: inputs.length, perSecond: { alone, explained } }));
  });
await runCommandLine(program, 2);
