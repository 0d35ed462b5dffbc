// A process that runs seeds: node worker.ts <from> <count> <part> <parts> [--first] [--planted <folder>]. Its last line is
// what came of them.
import { plant } from "./plant.ts";

const [from = 1, count = 1, part = 0, parts = 1] = process.argv.slice(2, 6).map(Number);
const stopAtFirst = process.argv.includes("--first");
const planted = process.argv.indexOf("--planted");
if (planted > 0) plant(process.argv[planted + 1] ?? "");
const { everyNth, runSeeds } = await import("./seeds.ts");
const done = await runSeeds(everyNth(from, count, part, parts), (failed) => stopAtFirst && failed.length > 0);
process.stdout.write(`${JSON.stringify(done)}\n`);
