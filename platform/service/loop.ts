import type { Log } from "../telemetry/log.ts";

/**
 * Repeats a piece of work with a pause in between, never twice at once. A failure is logged once until it works again.
 * @returns stops it, after the run at hand
 */
export function repeat(
  name: string,
  pauseMs: number,
  log: Log,
  work: () => Promise<void>,
): { stop(): Promise<void>; now(): void } {
  let stopped = false;
  let failing = false;
  let wake: () => void = () => {};
  const loop = async () => {
    while (!stopped) {
      try {
        await work();
        if (failing) log.info({ loop: name }, "works again");
        failing = false;
      } catch (error) {
        if (!failing && !stopped) log.warn({ loop: name, error }, "failed; tried again and again");
        failing = true;
      }
      if (stopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const running = loop();
  return {
    now: () => wake(),
    stop: async () => {
      stopped = true;
      wake();
      await running;
    },
  };
}
