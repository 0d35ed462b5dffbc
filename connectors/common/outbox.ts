import type { Span } from "@opentelemetry/api";
import {
  type Kafka,
  type Lease,
  type Log,
  type Outbox,
  ownerOf,
  type PartitionLag,
  type PortalNotes,
  type RecordedEvent,
  type Redriven,
  type Sealing,
  SerialTask,
  type Store,
  startHop,
  type Transaction,
  traceOf,
} from "../../platform/messaging/index.ts";
import { BrokerClock } from "./broker-clock.ts";
import type { Channel } from "./channel.ts";
import { cut } from "./cut.ts";
import { Sender } from "./sender.ts";

/**
 * How long a sender that died holds up the next one, in ms. Should two send at once because one request took longer,
 * the receiver gets some messages twice, with the same bytes.
 */
const leaseMs = 6_000;
const sendBytesMax = 800_000;
const sendMax = 500;

/** A message on its way: its event's id and envelope, and the bytes that are sent. */
export interface Sending extends Pick<RecordedEvent, "_id" | "envelope"> {
  value: Buffer;
}

/** What claim checks stand for, as far as it could be fetched. */
export interface Redeemed {
  ready: Sending[];
  /** that some were given up: what waited behind them may go */
  gaveUp: boolean;
}

/** Redeems claim checks, where a connector's events have any. */
export interface Claimed {
  /** Fetches what claim checks stand for that may be sent now; what cannot be fetched now is left out. */
  redeemed(): Promise<Redeemed>;
  /** Forgets claim checks whose messages Kafka has. */
  sent(sent: readonly Sending[]): Promise<void>;
}

/** What is known of records that a connector reads, where it reads any. */
export interface ReadSide {
  lag?: { read(): Promise<PartitionLag[] | null>; close(): Promise<void> };
  topic?: { readonly problems: readonly string[]; check(): Promise<void> };
}

export interface KafkaOutboxParts {
  channel: Channel;
  kafka: Pick<Kafka, "producer">;
  store: Pick<Store, "portal" | "leases" | "now">;
  sealing: Pick<Sealing, "open">;
  log: Log;
  /** names this process among all that may send */
  instance: string;
  claimed?: Claimed | undefined;
  reads?: ReadSide | undefined;
}

/**
 * Sends what a connector records to Kafka: one sender under a lease, what is of one key in its order, and after a crash
 * the same bytes again.
 */
export class KafkaOutbox implements Outbox<number> {
  readonly server = ["KAFKA", "Kafka"] as const;
  readonly brokerClock: BrokerClock;
  readonly toRead?: () => Promise<PartitionLag[] | null>;
  private readonly parts: KafkaOutboxParts;
  private readonly sender: Sender;
  private readonly lease: Lease;
  private readonly unsent: PortalNotes;
  private readonly messages = new SerialTask(() => this.alone(() => this.sendMessages()));
  private readonly claims = new SerialTask(() => this.alone(() => this.sendClaimed()));

  constructor(parts: KafkaOutboxParts) {
    const { kafka, store, log, instance } = parts;
    const lag = parts.reads?.lag;
    if (lag) this.toRead = () => lag.read();
    this.parts = parts;
    this.lease = { name: "sender", holder: instance, milliseconds: leaseMs };
    this.unsent = store.portal();
    this.brokerClock = new BrokerClock(store, log);
    this.sender = new Sender(kafka, log, this.brokerClock);
  }

  /** Connects to Kafka. Rejects while it is away; may be repeated. */
  async ensure(): Promise<void> {
    await this.sender.connect();
  }

  /** Notes in the transaction that records events that they have to be sent. @returns how many */
  record(transaction: Transaction, events: readonly RecordedEvent[], at: Date): Promise<number> {
    return this.unsent.record(transaction, events, at);
  }

  /** Begins to send what was just committed, without keeping the caller waiting. */
  committed(): void {
    this.sweep().catch(this.waits);
  }

  /** Sends everything that was not sent yet; does not wait for what claim checks stand for. */
  sweep(): Promise<void> {
    this.claims.trigger().catch(this.waits);
    return this.messages.trigger();
  }

  /** Looks at the topic that is read: Kafka keeps what it acknowledged, only topics may be set up otherwise. */
  async check(): Promise<void> {
    await this.parts.reads?.topic?.check();
  }

  /** Names what is set up dangerously, as it was seen last. */
  problems(): readonly string[] {
    return this.parts.reads?.topic?.problems ?? [];
  }

  /** Ends after what is being sent; what is left is sent by whoever sweeps next. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.messages.settled(), this.claims.settled()]); // Logged by whoever started it.
    await this.sender.close();
    await this.parts.reads?.lag?.close();
  }

  /** Sends again what was recorded since a moment, without holding all of it in memory. */
  async redrive(since: Date, types?: string[]): Promise<Redriven> {
    return { events: await this.unsent.again(since, types, () => this.parts.store.now()), redriven: 0 };
  }

  /** Counts what is still to be sent. */
  depth(): Promise<{ waiting: number; oldest: Date | null }> {
    return this.unsent.depth();
  }

  /** Says how far the broker's clock is ahead of the store's, in s. */
  skew(): number | undefined {
    const { aheadMs } = this.brokerClock;
    return aheadMs === undefined ? undefined : aheadMs / 1000;
  }

  private readonly waits = (error: unknown) =>
    this.parts.log.warn({ error }, "messages wait in the store until Kafka takes them");

  /** Only one instance sends, as long as a round of it lasts. @returns whether there may be more */
  private async alone(round: () => Promise<boolean>): Promise<boolean> {
    let more = false;
    await this.parts.store.leases.under(this.lease, async () => {
      more = await round();
    });
    return more;
  }

  /** Sends what stands for itself. @returns whether there may be more */
  private async sendMessages(): Promise<boolean> {
    const { events, sent } = await this.unsent.messages();
    await this.send(await this.opened(events));
    await sent();
    if (events.length) this.claims.trigger().catch(this.waits); // What waited behind them.
    return events.length > 0;
  }

  /** What cannot be opened any more was meant to be nobody's: it holds up nothing behind it. */
  private async opened(events: readonly RecordedEvent[]): Promise<Sending[]> {
    const { sealing, log } = this.parts;
    if (!events.length) return [];
    const bodies = await sealing.open(events.map(({ envelope, body }) => ({ owner: ownerOf(envelope), bytes: body })));
    return events.flatMap(({ _id, envelope }, i) => {
      const value = bodies[i];
      if (value instanceof Buffer) return [{ _id, envelope, value }];
      log.error({ error: value, case: envelope.caseId, id: _id }, "a message cannot be opened and is not sent");
      return [];
    });
  }

  /** Sends what claim checks stand for. @returns whether there may be more */
  private async sendClaimed(): Promise<boolean> {
    const { claimed } = this.parts;
    if (!claimed) return false;
    const { ready, gaveUp } = await claimed.redeemed();
    await this.send(ready);
    await claimed.sent(ready);
    const more = ready.length > 0 || gaveUp;
    if (more) this.messages.trigger().catch(this.waits); // What waited behind them.
    return more;
  }

  /** In one request as far as they fit. */
  private async send(ready: readonly Sending[]): Promise<void> {
    for (const part of cut(ready, ({ value }) => value.length, sendBytesMax, sendMax)) await this.sendPart(part);
  }

  private async sendPart(events: readonly Sending[]): Promise<void> {
    const { channel } = this.parts;
    const hops: Span[] = [];
    const messages = events.map(({ envelope, value }) => {
      const topic = channel.topicOf(envelope);
      const hop = startHop(channel.name, "send", { system: "kafka", name: topic }, envelope);
      hops.push(hop);
      const { traceparent, tracestate } = traceOf(hop);
      const traced: Record<string, string> = tracestate ? { traceparent, tracestate } : { traceparent };
      const headers = { ...traced, ...channel.headersOf(value) };
      return { topic, message: { key: channel.keyOf(envelope), value, headers } };
    });
    const request = [...Map.groupBy(messages, ({ topic }) => topic)].map(([topic, found]) => {
      return { topic, messages: found.map(({ message }) => message) };
    });
    try {
      await this.sender.send(request);
    } finally {
      for (const hop of hops) hop.end();
    }
  }
}
