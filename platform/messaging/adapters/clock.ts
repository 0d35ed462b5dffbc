import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../ports/clock.ts";

/** Waits and measures by this process's own clock. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (milliseconds) => sleep(milliseconds),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
  every: (milliseconds, call) => {
    const timer = setInterval(call, milliseconds);
    return () => clearInterval(timer);
  },
  yield: () => setImmediate(),
};
