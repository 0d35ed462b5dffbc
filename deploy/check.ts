// npm run check: types and lint, without starting anything. --write formats.
import { checks } from "./checks.ts";

const failed = checks({ write: process.argv.includes("--write") }).filter(({ ok }) => !ok);
for (const { name, output } of failed) console.error(`${name} failed:\n${output}`);
process.exitCode = failed.length ? 1 : 0;
