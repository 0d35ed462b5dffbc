/** A message is tried this often before a person has to look; with the delays below that takes 62 minutes. */
export const attemptsMax = 14;

/** Delay after a failed attempt (from 1) in ms: 1 s, doubled each time, at most 15 minutes. */
export function delayAfter(attempts: number): number {
  return Math.min(1_000 * 2 ** Math.max(0, attempts - 1), 15 * 60_000);
}

/** Delay in ms before it is looked again for what is away; at most a minute, since it may be back any moment. */
export function delayOfWaiting(waits: number): number {
  return Math.min(delayAfter(waits), 60_000);
}

/** From this start on a message is handled alone: the process may have died of it, and of nothing beside it. */
export const aloneFrom = 3;

/** A message that was begun so often without an end is given up: each time the process died. */
export const begunMax = 6;
