// npm run -s rules -- <service> <file.json>: what a service's rules come to, without any server. The file holds an array
// of inputs; an array of results is printed, in the same order. Exit code 1: an input did not fit; 2: nothing was reckoned.
import { compileSchema } from "../platform/messaging/contracts/validate.ts";
import { dryRunOf, readInputs, resultOf } from "./dry-runs.ts";
import { reasonOf, UserError } from "./say.ts";

try {
  const [service, file, ...others] = process.argv.slice(2);
  if (!service || !file || others.length)
    throw new UserError("Which rules, on which inputs? npm run -s rules -- <service> <file.json>");
  const rules = await dryRunOf(service);
  const check = compileSchema(rules.inputSchema);
  const results = readInputs(file).map((input) => resultOf(input, rules, check));
  process.stdout.write(`${JSON.stringify(results.map(({ result }) => result))}\n`);
  process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
} catch (problem) {
  process.stderr.write(`${reasonOf(problem)}\n`);
  process.exitCode = 2;
}
