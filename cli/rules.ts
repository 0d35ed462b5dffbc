// npm run -s rules -- <service> <file.json>: what a service's rules come to, without any server. The file holds an array
// of inputs; an array of results is printed, in the same order. Exit code 1: an input did not fit; 2: nothing was calculated.
import { compileSchema } from "../platform/messaging/contracts/validate.ts";
import { commandLine, runCommandLine } from "./command-line.ts";
import { dryRunOf, readInputs, resultOf } from "./dry-runs.ts";

const program = commandLine("npm run -s rules --", "Says what a service's rules come to, without any server.")
  .argument("<service>", "its folder in services/")
  .argument("<file.json>", "an array of inputs; an array of results is printed, in the same order")
  .action(async (service: string, file: string) => {
    const rules = await dryRunOf(service);
    const check = compileSchema(rules.inputSchema);
    const results = readInputs(file).map((input) => resultOf(input, rules, check));
    process.stdout.write(`${JSON.stringify(results.map(({ result }) => result))}\n`);
    process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
  });
await runCommandLine(program, 2);
