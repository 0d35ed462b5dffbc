import { clockSkewMaxMs, type Log, type Store } from "../../platform/messaging/index.ts";

/**
 * Watches the Kafka broker's clock, since it gives the dates of receipt: by what it stamps on our own messages, which has
 * to lie between sending and its answer, and on records, which cannot be younger than now.
 */
export class BrokerClock {
  private readonly clock: Pick<Store, "now">;
  private readonly log: Log;
  private said = false;
  /** how far the broker's clock is ahead of the store's at least, in ms; negative: behind; undefined: nothing is known */
  aheadMs: number | undefined;

  constructor(clock: Pick<Store, "now">, log: Log) {
    this.clock = clock;
    this.log = log;
  }

  now(): number {
    return this.clock.now().getTime();
  }

  /** @param stamped the broker's time of a message that was sent and acknowledged between two moments; all ms since 1970 */
  between(sent: number, acknowledged: number, stamped: number): void {
    if (stamped < 0) return; // The topic keeps the producers' times.
    this.is(Math.max(0, stamped - acknowledged) + Math.min(0, stamped - sent));
  }

  /** @param stamped the broker's time of a record that was read just now; only one that lies ahead says anything */
  read(stamped: number): void {
    const ahead = stamped - this.now();
    if (ahead > clockSkewMaxMs) this.is(ahead);
  }

  private is(aheadMs: number): void {
    this.aheadMs = aheadMs;
    const isOff = Math.abs(aheadMs) > clockSkewMaxMs;
    if (isOff && !this.said)
      this.log.error(
        { seconds: Math.round(aheadMs / 1000) },
        "the Kafka broker's clock differs from the store's: dates of receipt are wrong by that much",
      );
    this.said = isOff;
  }
}
