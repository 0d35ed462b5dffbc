import { learnContracts } from "./contracts.ts";
import { run } from "./run.ts";

/** What came of some seeds. */
export interface Seeded {
  seeds: number;
  failed: number[];
}

/**
 * Runs seeds one after the other.
 * @param isEnough ends before the last one
 */
export async function runSeeds(seeds: Iterable<number>, isEnough = (_failed: number[]) => false): Promise<Seeded> {
  Error.stackTraceLimit = 0; // Nobody reads where a simulated server was away.
  await learnContracts();
  const failed: number[] = [];
  let count = 0;
  for (const seed of seeds) {
    if ((await run(seed)).faults.length) failed.push(seed);
    count += 1;
    if (isEnough(failed)) break;
  }
  return { seeds: count, failed };
}

/** Each so many of some seeds: what one of several processes runs. */
export function* everyNth(from: number, count: number, part: number, parts: number): Generator<number> {
  for (let seed = from + part; seed < from + count; seed += parts) yield seed;
}
