import type { Incoming } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../telemetry/log.ts";
import type { Delivery, Outcome, SealedDelivery } from "../delivery.ts";
import { aloneFrom } from "../retry.ts";
import { accountOf } from "./aside.ts";

/** One batch's bytes, so that its transaction stays well under the store's limits. */
const batchBytesMax = 4 * 1024 * 1024;
/** Messages waiting in this process, by number and by bytes; a consumer that brings more waits. */
const waitingMax = 2_000;
const waitingBytesMax = 32 * 1024 * 1024;
/** What one account may have waiting in this process: what is beyond is set aside, so that others get through. */
const shareMax = 20;
/** A pause after which what comes in counts anew, in ms, and how many messages without one are little. */
const quietMs = 200;
const fewMax = 100;
/** Pause before the store is tried again, in ms. */
const storeAwayMs = 500;
/** How often the bus is told what is being worked on where that takes long, in ms: it brings a message again after 20 s. */
const workingMs = 5_000;
/** How long the bus keeps a message that could not even be kept as a failed one, in ms. */
const unkeptMs = 30_000;

export interface PumpParts {
  /** messages in one batch */
  batchMax: number;
  clock: Clock;
  log: Log;
  handle(deliveries: Delivery[]): Promise<Outcome[]>;
  /** keeps messages in the store, from where they come back later; throws when the store is away */
  setAside(deliveries: SealedDelivery[], why: "alone" | "share"): Promise<void>;
  /** whether an error means that the store cannot be reached */
  isAway(error: unknown): boolean;
}

/**
 * Collects messages from all consumers of a service into batches and acknowledges them once they are durable. While the
 * store is away it holds what it has and tries again: no message is lost or given up for that. One account that brings
 * very many messages holds up no other: beyond its share they are set aside, and come back in turns.
 */
export class Pump {
  private readonly parts: PumpParts;
  private waiting: Incoming[] = [];
  private bytes = 0;
  private readonly room: (() => void)[] = [];
  private work: Promise<void> | undefined;
  private latest = 0;
  /** messages that came in without a pause between them */
  private recent = 0;
  private stopped = false;

  constructor(parts: PumpParts) {
    this.parts = parts;
  }

  /** Takes a message in; resolves when there is room for the next one. */
  async take(message: Incoming): Promise<void> {
    if (this.stopped) return;
    this.waiting.push(message);
    this.bytes += message.bytes;
    const now = this.parts.clock.now();
    this.recent = now - this.latest < quietMs ? this.recent + 1 : 1;
    this.latest = now;
    this.work ??= this.run();
    if (this.isFull(1)) await new Promise<void>((resolve) => this.room.push(resolve));
  }

  /** Whether something waits here, or very much came in a moment ago. */
  get isBusy(): boolean {
    const { clock } = this.parts;
    return this.waiting.length > 0 || (clock.now() - this.latest < quietMs && this.recent > fewMax);
  }

  /** Finishes the batch at hand; what waits is left to the bus. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const free of this.room.splice(0)) free();
    await this.work;
  }

  private isFull(share: number): boolean {
    return this.waiting.length >= waitingMax * share || this.bytes >= waitingBytesMax * share;
  }

  private async run(): Promise<void> {
    await this.parts.clock.yield(); // What arrived together is handled together.
    while (this.waiting.length && !this.stopped) {
      const done =
        (await this.aside(
          "alone",
          this.takeOut(({ deliveries }) => deliveries >= aloneFrom),
        )) &&
        (await this.aside("share", this.takeOut(beyondShare(this.waiting)))) &&
        (await this.handled(this.next()));
      if (!done) break;
      if (!this.isFull(0.5)) for (const free of this.room.splice(0)) free();
    }
    this.work = undefined; // In the same turn as the last look: what comes next starts a new run.
  }

  private takeOut(isMeant: (one: Incoming) => boolean): Incoming[] {
    const out = this.waiting.filter(isMeant);
    if (!out.length) return out;
    const meant = new Set(out);
    this.waiting = this.waiting.filter((one) => !meant.has(one));
    this.bytes -= bytesOf(out);
    return out;
  }

  private next(): Incoming[] {
    let count = 0;
    let bytes = 0;
    for (const message of this.waiting) {
      bytes += message.bytes;
      if (count >= this.parts.batchMax || (count > 0 && bytes > batchBytesMax)) break;
      count += 1;
    }
    const batch = this.waiting.splice(0, count);
    this.bytes -= bytesOf(batch);
    return batch;
  }

  /** @returns false: stopped before it was done, and nothing was acknowledged */
  private async aside(why: "alone" | "share", out: Incoming[]): Promise<boolean> {
    if (!out.length) return true;
    const deliveries = out.map(({ delivery }) => delivery);
    const done = await this.untilStored(out, () => this.parts.setAside(deliveries, why));
    if (!done) return false;
    for (const message of out) message.ack();
    return true;
  }

  private async handled(batch: Incoming[]): Promise<boolean> {
    if (!batch.length) return true;
    const deliveries = batch.map(({ delivery }) => delivery);
    const outcomes = await this.untilStored(batch, () => this.parts.handle(deliveries));
    if (!outcomes) return false;
    for (const [i, message] of batch.entries())
      if (outcomes.value[i]?.kind === "unkept") message.nak(unkeptMs);
      else message.ack();
    return true;
  }

  /** Repeats while the store is away; the bus is told that these messages, and those behind them, are being worked on. */
  private async untilStored<T>(batch: Incoming[], work: () => Promise<T>): Promise<{ value: T } | undefined> {
    const endWorking = this.parts.clock.every(workingMs, () => {
      for (const message of [...batch, ...this.waiting]) message.working();
    });
    try {
      return await this.untilDone(work);
    } finally {
      endWorking();
    }
  }

  private async untilDone<T>(work: () => Promise<T>): Promise<{ value: T } | undefined> {
    for (let tries = 0; ; tries += 1) {
      try {
        return { value: await work() };
      } catch (error) {
        const away = this.parts.isAway(error);
        if (tries === 0)
          this.parts.log.warn(
            { error },
            away ? "the store does not answer; waiting for it" : "a batch could not be kept; trying again",
          );
        if (this.stopped) return undefined; // Not acknowledged: the bus brings it again.
        await this.parts.clock.sleep(storeAwayMs);
      }
    }
  }
}

const bytesOf = (list: readonly Incoming[]): number => list.reduce((sum, { bytes }) => sum + bytes, 0);

/** Which messages are beyond what their account may have waiting; the oldest ones are its share. */
function beyondShare(waiting: readonly Incoming[]): (one: Incoming) => boolean {
  if (waiting.length <= shareMax) return () => false;
  const count = new Map<string, number>();
  return ({ delivery }) => {
    const account = accountOf(delivery);
    const before = count.get(account) ?? 0;
    count.set(account, before + 1);
    return before >= shareMax;
  };
}
