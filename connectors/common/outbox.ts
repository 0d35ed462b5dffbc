import { randomUUID } from "node:crypto";
import type { Span } from "@opentelemetry/api";
import type { Kafka } from "kafkajs";
import type { DueDocument, PortalNotes, RecordedEvent, Transaction } from "../../platform/messaging/index.ts";
import {
  type Delivery,
  type Envelope,
  type Fault,
  faultOf,
  type Outbox,
  type PartitionLag,
  type Redriven,
  type Resources,
  Rounds,
  startHop,
  traceOf,
  unseal,
} from "../../platform/messaging/index.ts";
import { BrokerClock } from "./broker-clock.ts";
import type { Dialect } from "./dialect.ts";
import { referenceOf, resolveReference } from "./document-reference.ts";
import { deadLetterOf, delayedOf, fetchDelay, fetchMax } from "./given-up.ts";
import { cut } from "./inbound.ts";
import type { KafkaLag } from "./lag.ts";
import { Sender } from "./sender.ts";
import type { TopicWatch } from "./topic-watch.ts";

/**
 * How long a sender that died holds up the next one, in ms. Should two send at once because one request took longer,
 * the portal gets some messages twice, with the same numbers and bytes.
 */
const leaseMs = 6_000;
const sendBytesMax = 800_000;
const sendMax = 500;
/** Documents in one round: what is small and new does not wait behind hundreds of them. */
const documentsMax = 16;

/** Whom an outbox sends to: by its status topic, or by the topic that is named for a message. */
export interface Target extends Pick<Dialect, "portal" | "tell"> {
  topicOf?(envelope: Envelope): string;
  /** the key of its records, which keep their order; the application's id unless told otherwise */
  keyOf?(envelope: Envelope): string;
  /** headers beside the trace; may not fail for what was recorded */
  headersOf?(value: Buffer): Record<string, string>;
}

type Handle = (deliveries: Delivery[]) => Promise<unknown>;
type Ready = Pick<RecordedEvent, "_id" | "envelope"> & { value: Buffer };

/**
 * Sends what a portal is told to its status topic: one sender under a lease, number n+1 of an application only after
 * n, and after a crash the same bytes again.
 */
export class KafkaOutbox implements Outbox<number> {
  readonly server = ["KAFKA", "Kafka"] as const;
  private readonly sender: Sender;
  private readonly lease = { name: "sender", holder: randomUUID(), milliseconds: leaseMs };
  readonly brokerClock: BrokerClock;
  private readonly unsent: PortalNotes;
  private readonly dialect: Target;
  private readonly resources: Resources;
  private readonly messages = new Rounds(() => this.alone(() => this.sendMessages()));
  private readonly files = new Rounds(() => this.alone(() => this.sendDocuments()));
  private saidAway = false;
  private readonly lag: KafkaLag | undefined;
  /** hands messages to the surface whose events these are; documents are given up only once it is known */
  handle: Handle | undefined;
  readonly toRead?: () => Promise<PartitionLag[] | null>;
  private readonly topic: TopicWatch | undefined;

  /** @param reads what it says about records that are still to be read and their topic, where the connector reads any */
  constructor(kafka: Kafka, dialect: Target, resources: Resources, reads: { lag?: KafkaLag; topic?: TopicWatch } = {}) {
    const { lag, topic } = reads;
    if (lag) this.toRead = () => lag.read();
    this.lag = lag;
    this.topic = topic;
    this.dialect = dialect;
    this.resources = resources;
    this.unsent = resources.store.portal();
    this.brokerClock = new BrokerClock(resources.store, resources.log);
    this.sender = new Sender(kafka, resources.log, this.brokerClock);
  }

  async ensure(): Promise<void> {
    await this.sender.connect();
  }

  record(transaction: Transaction, events: readonly RecordedEvent[], at: Date): Promise<number> {
    return this.unsent.record(transaction, events, at);
  }

  committed(): void {
    this.sweep().catch(this.waits);
  }

  /** Sends everything that was not sent yet; does not wait for documents. */
  sweep(): Promise<void> {
    this.files.look().catch(this.waits);
    return this.messages.look();
  }

  /** Kafka keeps what it acknowledged; only its topics may have been set up otherwise. */
  async check(): Promise<void> {
    await this.topic?.look();
  }

  problems(): readonly string[] {
    return this.topic?.problems ?? [];
  }

  async settled(): Promise<void> {
    await Promise.allSettled([this.messages.settled(), this.files.settled()]); // Logged by whoever started it.
    await this.sender.close();
    await this.lag?.close();
  }

  /** Sends again what was told since a moment, without holding all of it in memory. */
  async redrive(since: Date, types?: string[]): Promise<Redriven> {
    return { events: await this.unsent.again(since, types, () => this.resources.store.now()), redriven: 0 };
  }

  depth(): Promise<{ waiting: number; oldest: Date | null }> {
    return this.unsent.depth();
  }

  private readonly waits = (error: unknown) =>
    this.resources.log.warn({ error }, "messages to the portal wait until Kafka takes them");

  /** How far the broker's clock is ahead of the store's, in s. */
  skew(): number | undefined {
    const { aheadMs } = this.brokerClock;
    return aheadMs === undefined ? undefined : aheadMs / 1000;
  }

  /** Only one instance sends, as long as a round of it lasts. @returns whether there may be more */
  private async alone(round: () => Promise<boolean>): Promise<boolean> {
    let more = false;
    await this.resources.store.leases.under(this.lease, async () => {
      more = await round();
    });
    return more;
  }

  /** What needs no bytes of a document. @returns whether there may be more */
  private async sendMessages(): Promise<boolean> {
    const { events, sent } = await this.unsent.messages();
    await this.send(events.map(({ _id, envelope, body }) => ({ _id, envelope, value: unseal(envelope.caseId, body) })));
    await sent();
    if (events.length) this.files.look().catch(this.waits); // What waited behind them.
    return events.length > 0;
  }

  /** Documents are fetched only now. @returns whether there may be more */
  private async sendDocuments(): Promise<boolean> {
    const found = await this.unsent.documents(documentsMax, this.resources.store.now());
    const fetched = await Promise.all(found.map((document) => this.fetch(document)));
    // What follows one that could not be fetched waits with it; all others go.
    const stuck = new Set<string>();
    const ready = fetched.flatMap((one, i) => {
      const application = found[i]?.event.envelope.applicationId ?? "";
      if (!one) stuck.add(application);
      return one && !stuck.has(application) ? [one] : [];
    });
    await this.send(ready);
    await this.unsent.removeDocuments(ready.map(({ _id }) => _id));
    if (ready.length) this.messages.look().catch(this.waits); // What waited behind them.
    return ready.length > 0;
  }

  /** A document with its bytes, or nothing when it cannot be fetched now. */
  private async fetch(document: DueDocument): Promise<Ready | undefined> {
    const { caller, codec } = this.resources;
    const { _id, envelope, body } = document.event;
    try {
      const reference = unseal(envelope.caseId, body);
      const { head, telling } = await resolveReference(caller, envelope.municipality, reference);
      const record = this.dialect.tell(head, telling);
      this.saidAway = false;
      return { _id, envelope, value: codec.encode(record.contract, record.body) };
    } catch (error) {
      await this.notFetched(document, faultOf(error));
      return undefined;
    }
  }

  /** A service that is away costs no attempt; anything else does, until a person has to look. */
  private async notFetched(document: DueDocument, fault: Fault): Promise<void> {
    const { log } = this.resources;
    const attempts = document.attempts + 1;
    const { code, detail } = fault;
    const line = { case: document.event.envelope.caseId, code, detail, attempts };
    if (code === "unavailable") {
      if (!this.saidAway) log.warn({ detail }, "documents wait until the service that has them answers");
      this.saidAway = true;
    } else if (attempts >= fetchMax && this.handle) {
      await this.giveUp(document.event, fault, this.handle);
      log.error(line, "a document cannot be fetched; a person has to look (ops dead list)");
    } else {
      await this.unsent.failed(document, new Date(this.resources.store.now().getTime() + fetchDelay(attempts)));
      log.warn(line, "a document cannot be fetched; it is tried again");
    }
  }

  /**
   * Keeps a document, with its pieces that are still to be sent, as dead letters; what follows it may go then. Broken off
   * it is done again, and comes to the same.
   */
  private async giveUp(event: RecordedEvent, fault: Fault, handle: Handle): Promise<void> {
    const { dead } = this.resources.store;
    const fileOf = ({ envelope, body }: RecordedEvent) => referenceOf(unseal(envelope.caseId, body)).telling.sha256;
    const all = await this.unsent.documentsOf(event.envelope.applicationId);
    const pieces = all.filter((one) => fileOf(one) === fileOf(event));
    const letters = pieces.map((one) => deadLetterOf(one, fault, this.resources.store.now()));
    await dead.bury(letters);
    await handle([delayedOf(event)]);
    await this.unsent.removeDocuments(pieces.map(({ _id }) => _id));
    this.sweep().catch(this.waits); // What waited behind it.
  }

  /** In one request as far as they fit. */
  private async send(ready: Ready[]): Promise<void> {
    for (const part of cut(ready, ({ value }) => value.length, sendBytesMax, sendMax)) await this.sendPart(part);
  }

  private async sendPart(events: Ready[]): Promise<void> {
    const { portal, topicOf, keyOf, headersOf } = this.dialect;
    const hops: Span[] = [];
    const messages = events.map(({ envelope, value }) => {
      const topic = topicOf?.(envelope) ?? `${portal}.status`;
      const hop = startHop(portal, "send", { system: "kafka", name: topic }, envelope);
      hops.push(hop);
      const { traceparent, tracestate } = traceOf(hop);
      const traced = tracestate ? { traceparent, tracestate } : { traceparent };
      const key = keyOf?.(envelope) ?? envelope.applicationId;
      return { topic, message: { key, value, headers: { ...traced, ...headersOf?.(value) } } };
    });
    const topicMessages = [...Map.groupBy(messages, ({ topic }) => topic)].map(([topic, found]) => ({
      topic,
      messages: found.map(({ message }) => message),
    }));
    try {
      await this.sender.send(topicMessages);
    } finally {
      for (const hop of hops) hop.end();
    }
  }
}
