import { setTimeout as pause } from "node:timers/promises";
import { reasonOf } from "../say.ts";

export interface Waiting {
  deadlineMs: number;
  everyMs?: number;
  what: string;
  signal?: AbortSignal | undefined;
}

/**
 * Asks again and again until the answer is yes. A question that throws counts as a no; its reason is part of the
 * error that the deadline raises. An aborted signal ends the waiting with the signal's reason.
 */
export async function until(check: () => boolean | Promise<boolean>, waiting: Waiting): Promise<void> {
  const deadline = Date.now() + waiting.deadlineMs;
  let last = "";
  for (;;) {
    waiting.signal?.throwIfAborted();
    try {
      if (await check()) return;
    } catch (problem) {
      last = `: ${reasonOf(problem)}`;
    }
    waiting.signal?.throwIfAborted();
    if (Date.now() > deadline) {
      throw new Error(`${waiting.what} took longer than ${waiting.deadlineMs / 1000} s${last}`);
    }
    await pause(waiting.everyMs ?? 25);
  }
}
