import type { History } from "./history.ts";
import { run } from "./run.ts";

/**
 * Leaves out of a history what it does not need to fail: what a person has to follow is short then.
 * @returns the history that still fails; each step of it is needed
 */
export async function shorten(seed: number, history: History): Promise<History> {
  const fails = async (tried: History) => (await run(seed, tried)).faults.length > 0;
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
