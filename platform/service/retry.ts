/** A message is tried this often before a person has to look; with the delays below that is about an hour. */
export const attemptsMax = 10;

/** Delay before the next attempt in ms: 1 s, doubled each time, at most 15 minutes. */
export function delayAfter(attempts: number): number {
  return Math.min(1_000 * 2 ** Math.max(0, attempts - 1), 15 * 60_000);
}
