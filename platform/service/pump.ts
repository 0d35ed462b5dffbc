import type { JsMsg } from "nats";
import { envelopeOf } from "../bus/stream.ts";
import { emptyEnvelope } from "../contracts/envelope.ts";
import type { Log } from "../telemetry/log.ts";
import type { Delivery, Outcome } from "./delivery.ts";
import { isStoreAway } from "./transaction.ts";

/** One batch's bytes, so that its transaction stays well under the store's limits. */
const batchBytesMax = 4 * 1024 * 1024;
/** Messages waiting in this process; a consumer that brings more waits. */
const waitingMax = 2_000;
/** From this delivery on a message is handled alone: the process may have died of it. */
const aloneFrom = 3;
/** Pause before the store is tried again, in ms. */
const storeAwayMs = 500;

interface Waiting {
  message: JsMsg;
  delivery: Delivery;
}

/**
 * Collects messages from all consumers of a service into batches and acknowledges them once they are durable.
 * While the store is away it holds what it has and tries again: no message is lost or given up for that.
 */
export class Pump {
  private readonly waiting: Waiting[] = [];
  private readonly room: (() => void)[] = [];
  private readonly batchMax: number;
  private readonly log: Log;
  private readonly handle: (deliveries: Delivery[]) => Promise<Outcome[]>;
  private work: Promise<void> | undefined;
  private stopped = false;

  constructor(batchMax: number, log: Log, handle: (deliveries: Delivery[]) => Promise<Outcome[]>) {
    this.batchMax = batchMax;
    this.log = log;
    this.handle = handle;
  }

  /** Takes a message in; resolves when there is room for the next one. */
  async take(message: JsMsg): Promise<void> {
    if (this.stopped) return;
    this.waiting.push({ message, delivery: deliveryOf(message) });
    this.work ??= this.run();
    if (this.waiting.length >= waitingMax) await new Promise<void>((resolve) => this.room.push(resolve));
  }

  /** Finishes the batch at hand; what waits is left to the bus. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const free of this.room.splice(0)) free();
    await this.work;
  }

  private async run(): Promise<void> {
    // One turn of the event loop: what arrived together is handled together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length && !this.stopped) {
      const batch = this.next();
      const outcomes = await this.handled(batch.map(({ delivery }) => delivery));
      if (!outcomes) break;
      for (const { message } of batch) message.ack();
      if (this.waiting.length < waitingMax / 2) for (const free of this.room.splice(0)) free();
    }
    this.work = undefined; // In the same turn as the last look: what comes next starts a new run.
  }

  private next(): Waiting[] {
    const [first] = this.waiting;
    if (first && first.message.info.deliveryCount >= aloneFrom) return this.waiting.splice(0, 1);
    let count = 0;
    let bytes = 0;
    for (const { message } of this.waiting) {
      bytes += message.data.length;
      if (count >= this.batchMax || (count > 0 && bytes > batchBytesMax) || message.info.deliveryCount >= aloneFrom)
        break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async handled(deliveries: Delivery[]): Promise<Outcome[] | undefined> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.handle(deliveries);
      } catch (error) {
        const away = isStoreAway(error);
        if (tries === 0)
          this.log.warn(
            { error },
            away ? "the store does not answer; waiting for it" : "a batch could not be kept; trying again",
          );
        if (this.stopped) return undefined; // Not acknowledged: the bus brings it again.
        await new Promise((resolve) => setTimeout(resolve, storeAwayMs));
      }
    }
  }
}

function deliveryOf(message: JsMsg): Delivery {
  const body = Buffer.from(message.data.buffer, message.data.byteOffset, message.data.byteLength);
  try {
    return { origin: "bus", envelope: envelopeOf(message.headers), body, attempts: 0 };
  } catch {
    // Without an envelope it cannot be read by anybody: it becomes a dead letter under its place on the stream.
    const { stream, streamSequence } = message.info;
    const id = `${stream}-${streamSequence}`;
    return { origin: "bus", envelope: { ...emptyEnvelope, id, type: "without-envelope" }, body, attempts: 0 };
  }
}
