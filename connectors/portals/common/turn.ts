import { setImmediate, setTimeout } from "node:timers/promises";
import { faultOf, type Log } from "../../../platform/messaging/index.ts";

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
  log: Log;
}

/** One Kafka batch at work. Heartbeats go on meanwhile, whatever takes its time. */
export class Turn {
  private readonly parts: TurnParts;
  private readonly timer: NodeJS.Timeout;
  private failed: { error: unknown } | undefined;
  private said = false;
  /** since when the event loop was not left to others */
  private since = performance.now();

  constructor(parts: TurnParts) {
    this.parts = parts;
    this.timer = setInterval(() => this.beat(), parts.heartbeatMs);
  }

  end(): void {
    clearInterval(this.timer);
  }

  get gone(): boolean {
    return this.parts.gone();
  }

  /**
   * Lets others have the event loop when this one has had it for a while, so that heartbeats can be sent. Rejects with what
   * one has failed with: kafkajs joins the group again then.
   */
  async next(): Promise<void> {
    if (performance.now() - this.since >= holdMs) {
      await setImmediate();
      this.since = performance.now();
    }
    if (this.failed) throw this.failed.error;
  }

  /** For what has to wait for others. Rejects as `next` does. */
  async pause(): Promise<void> {
    await setTimeout(pauseMs);
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
