import type { History } from "./history.ts";
import { run } from "./run.ts";

/** What is wrong, whatever it is wrong with: what is left out must not make something else wrong. */
const gistOf = (fault: string): string => fault.replace(/[A-Z]{2}-\d+|[a-z:]*\d+/g, "");

/**
 * Leaves out of a history what it does not need to fail: what a person has to follow is short then.
 * @returns the history that still fails; each step of it is needed
 */
export async function shorten(seed: number, history: History): Promise<History> {
  const found = new Set((await run(seed, history)).faults.map(gistOf));
  const fails = async (tried: History) => (await run(seed, tried)).faults.some((fault) => found.has(gistOf(fault)));
  let short = history;
  if (short.doubles && (await fails({ ...short, doubles: 0 }))) short = { ...short, doubles: 0 };
  if (short.isDecided && (await fails({ ...short, isDecided: false }))) short = { ...short, isDecided: false };
  if (short.days && (await fails({ ...short, days: 0 }))) short = { ...short, days: 0 };
  for (const list of ["troubles", "pushes"] as const)
    for (let i = short[list].length - 1; i >= 0; i -= 1) {
      const tried: History = { ...short, [list]: short[list].toSpliced(i, 1) };
      if (await fails(tried)) short = tried;
    }
  return short;
}
