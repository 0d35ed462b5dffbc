// npm run docs: writes docs/asyncapi.json from the schemas and the table of refusals.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { asyncapi } from "./docs/asyncapi.ts";

const file = join(import.meta.dirname, "../docs/asyncapi.json");
writeFileSync(file, asyncapi());
console.error("docs/asyncapi.json is written.");
