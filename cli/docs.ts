// npm run docs: writes the pages under docs/ that the code says.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { commandLine, runCommandLine } from "./command-line.ts";
import { asyncapi } from "./docs/asyncapi.ts";
import { lifePages } from "./docs/case-life.ts";

const program = commandLine(
  "npm run docs --",
  "Writes docs/asyncapi.json from the schemas, docs/case-life.md and docs/services/ from the services.",
);
program.action(async () => {
  for (const [path, text] of [["docs/asyncapi.json", asyncapi()] as const, ...(await lifePages())]) {
    const file = join(import.meta.dirname, "..", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.error(`${path} is written.`);
  }
});
await runCommandLine(program);
