import { type Clock, faultOf, type Log } from "../../../../platform/messaging/index.ts";

const pauseMs = 300;
/** How long the event loop may be kept from others, in ms; one turn of all others may take as long as many records do. */
const holdMs = 50;

export interface TurnParts {
  heartbeat(): Promise<void>;
  /** how often, in ms */
  heartbeatMs: number;
  /** whether this consumer has to stop, or another one has the partition now */
  gone(): boolean;
  /** told before it waits for others, and before it tries again */
  waits(): Promise<void>;
  goesOn(): Promise<void>;
  clock: Clock;
  log: Log;
}

/** Keeps a Kafka batch alive while it is worked on: heartbeats go on, whatever takes its time. */
export class Turn {
  private readonly parts: TurnParts;
  private readonly endBeats: () => void;
  private failed: { error: unknown } | undefined;
  private said = false;
  /** since when the event loop was not left to others */
  private since: number;

  constructor(parts: TurnParts) {
    this.parts = parts;
    this.since = parts.clock.now();
    this.endBeats = parts.clock.every(parts.heartbeatMs, () => this.beat());
  }

  /** Ends the heartbeats. */
  end(): void {
    this.endBeats();
  }

  get gone(): boolean {
    return this.parts.gone();
  }

  /**
   * Lets others have the event loop when this one has had it for a while, so that heartbeats can be sent. Rejects with what
   * one has failed with: the group is joined again then.
   */
  async next(): Promise<void> {
    const { clock } = this.parts;
    if (clock.now() - this.since >= holdMs) {
      await clock.yield();
      this.since = clock.now();
    }
    if (this.failed) throw this.failed.error;
  }

  /** Waits a moment for others. Rejects as `next` does. */
  async pause(): Promise<void> {
    await this.parts.clock.sleep(pauseMs);
    await this.next();
  }

  /** Repeats what other services or the registry did not answer; undefined when this consumer has to stop. */
  async untilDone<T>(work: () => Promise<T>): Promise<T | undefined> {
    const { log, waits, goesOn } = this.parts;
    while (!this.gone) {
      try {
        const done = await work();
        this.said = false;
        return done;
      } catch (error) {
        if (this.failed) throw this.failed.error;
        const { code, detail } = faultOf(error);
        if (!this.said) log.warn({ code, detail }, "records wait in Kafka until they can be handed over");
        this.said = true;
        await waits();
        await this.pause();
        await goesOn();
      }
    }
    return undefined;
  }

  private beat(): void {
    this.parts.heartbeat().catch((error: unknown) => {
      this.failed ??= { error };
    });
  }
}
