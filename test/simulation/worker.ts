// A process that runs seeds: node worker.ts <from> <count> <part> <parts> [--first]. Its last line is what came of them.
import { everyNth, runSeeds } from "./seeds.ts";

const [from = 1, count = 1, part = 0, parts = 1] = process.argv.slice(2, 6).map(Number);
const stopAtFirst = process.argv.includes("--first");
const done = await runSeeds(everyNth(from, count, part, parts), (failed) => stopAtFirst && failed.length > 0);
process.stdout.write(`${JSON.stringify(done)}\n`);
