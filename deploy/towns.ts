// npm run -s towns -- coverage [--md]: what is known by town and service, since when and from which source, and what
// goes to a person for lack of a figure. With --md it is written to docs/coverage.md. Exit code 2: nothing was done.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { coverageDocument } from "./docs/coverage.ts";
import { reasonOf, UserError } from "./say.ts";

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { md: { type: "boolean" } } });
  if (positionals.join(" ") !== "coverage")
    throw new UserError("What about the towns? npm run -s towns -- coverage [--md]");
  const text = await coverageDocument();
  if (!values.md) process.stdout.write(text);
  else {
    writeFileSync(join(import.meta.dirname, "../docs/coverage.md"), text);
    console.error("docs/coverage.md is written.");
  }
} catch (problem) {
  process.stderr.write(`${reasonOf(problem)}\n`);
  process.exitCode = 2;
}
