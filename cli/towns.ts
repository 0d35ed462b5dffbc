// npm run -s towns -- coverage [--md]: what is known by town and service, since when and from which source, and what
// goes to a person for lack of a figure. With --md it is written to docs/coverage.md. Exit code 2: nothing was done.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine, runCommandLine, subcommand } from "./command-line.ts";
import { coverageDocument } from "./docs/coverage.ts";

const program = commandLine("npm run -s towns --", "Says what is known of the towns.");
subcommand(
  program,
  "coverage",
  "What is known by town and service, since when and from where, and what goes to a person.",
)
  .option("--md", "write it to docs/coverage.md")
  .action(async ({ md }: { md?: boolean }) => {
    const text = await coverageDocument();
    if (!md) {
      process.stdout.write(text);
      return;
    }
    writeFileSync(join(import.meta.dirname, "../docs/coverage.md"), text);
    console.error("docs/coverage.md is written.");
  });
await runCommandLine(program, 2);
