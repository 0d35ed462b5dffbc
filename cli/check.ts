// npm run check: types and lint, without starting anything. --write formats.
import { checks } from "./checks.ts";
import { commandLine, runCommandLine } from "./command-line.ts";

const program = commandLine("npm run check --", "Checks types and style, without starting anything.")
  .option("--write", "mend the style where that can be done by itself", false)
  .action(({ write }: { write: boolean }) => {
    const failed = checks({ write }).filter(({ ok }) => !ok);
    for (const { name, output } of failed) console.error(`${name} failed:\n${output}`);
    process.exitCode = failed.length ? 1 : 0;
  });
await runCommandLine(program);
