// npm run -s ops -- …: what a person needs to operate the system. The same as the services' actions.
import { join } from "node:path";
import { reasonOf, UserError } from "../deploy/say.ts";
import { opsCommandLine, runOps } from "./ops/command-line.ts";

const folder = join(import.meta.dirname, "..", ".antragsbus");

/** What a service said, in its own sentence; the detail is for operators. */
function sentenceOf(problem: unknown): string {
  if (problem instanceof UserError) return problem.message;
  const { data, type } = problem as { data?: { sentence?: string; detail?: string }; type?: string };
  if (data?.sentence) return `${data.sentence}${data.detail ? ` (${type}: ${data.detail})` : ` (${type})`}`;
  return reasonOf(problem);
}

try {
  const program = opsCommandLine((name, args, options) => runOps(folder, [name, args, options], console.log));
  await program.parseAsync();
} catch (problem) {
  process.stderr.write(`${sentenceOf(problem)}\n`);
  process.exitCode = problem instanceof UserError ? 2 : 1;
}
