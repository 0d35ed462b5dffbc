// npm run docs: writes docs/asyncapi.json from the schemas and the table of refusals.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine, runCommandLine } from "./command-line.ts";
import { asyncapi } from "./docs/asyncapi.ts";

const program = commandLine("npm run docs --", "Writes docs/asyncapi.json from the schemas and the table of refusals.");
program.action(() => {
  writeFileSync(join(import.meta.dirname, "../docs/asyncapi.json"), asyncapi());
  console.error("docs/asyncapi.json is written.");
});
await runCommandLine(program);
