import type { Clock } from "./ports/clock.ts";
import type { Log } from "./telemetry/log.ts";

/** Which work is repeated, and how often. */
export interface Repeated {
  name: string;
  /** from the end of one run to the beginning of the next, in ms */
  pauseMs: number;
  clock: Clock;
  log: Log;
}

/**
 * Repeats a piece of work with a pause in between, never twice at once. A failure is logged once until it works again.
 * @returns stops it, after the run at hand
 */
export function repeat(
  { name, pauseMs, clock, log }: Repeated,
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
        const takeBack = clock.after(pauseMs, resolve);
        wake = () => {
          takeBack();
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

/** Works in rounds until one finds nothing, never twice at once. A look while it is going on makes it go on once more. */
export class SerialTask {
  private readonly round: () => Promise<boolean>;
  private running: Promise<void> | undefined;
  private again = false;

  constructor(round: () => Promise<boolean>) {
    this.round = round;
  }

  /** Looks for work. @returns once a round after this look has found nothing; rejects with what a round fails with */
  trigger(): Promise<void> {
    this.again = true;
    this.running ??= this.run();
    return this.running;
  }

  /** Waits for the rounds that are going on. Rejects with what one of them fails with. */
  async settled(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        while (await this.round());
      }
    } finally {
      this.running = undefined; // In the same turn as the last look at `again`.
    }
  }
}
