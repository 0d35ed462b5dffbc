import { randomUUID } from "node:crypto";
import { SpanKind } from "@opentelemetry/api";
import type { Kafka, Producer } from "kafkajs";
import { trusted } from "mongoose";
import { unseal } from "../../platform/seal.ts";
import { takeLease } from "../../platform/service/lease.ts";
import type { Outbox, Resources } from "../../platform/service/runtime.ts";
import type { EventDocument, Models } from "../../platform/store/models.ts";
import type { Log } from "../../platform/telemetry/log.ts";
import { attributesOf, startHop, traceparentOf } from "../../platform/telemetry/trace.ts";
import type { Dialect } from "./dialect.ts";
import { documentReference, resolveReference } from "./document-reference.ts";
import { cut } from "./inbound.ts";

/**
 * How long a sender that died holds up the next one, in ms. Should two send at once because one request took longer,
 * the portal gets some messages twice, with the same numbers and bytes.
 */
const leaseMs = 6_000;
const sendBytesMax = 800_000;
const sendMax = 500;

/** Documents in one round: what is small and new does not wait behind hundreds of them. */
const documentsMax = 16;

type Ready = Pick<EventDocument, "_id" | "envelope"> & { value: Buffer };

/** The beginning of a list, up to a number of documents. */
function untilDocuments(events: EventDocument[], most: number): EventDocument[] {
  let documents = 0;
  const end = events.findIndex(({ envelope }) => {
    documents += envelope.type === documentReference.name ? 1 : 0;
    return documents > most;
  });
  return end < 0 ? events : events.slice(0, end);
}

/**
 * Sends what a portal is told to its status topic: one sender under a lease, number n+1 of an application only after
 * n, and after a crash the same bytes again.
 */
export class KafkaOutbox implements Outbox {
  readonly server = ["KAFKA", "Kafka"] as const;
  private readonly topic: string;
  private readonly portal: string;
  private readonly models: Models;
  private readonly producer: Producer;
  private readonly log: Log;
  private readonly holder = randomUUID();
  private sending: Promise<void> | undefined;
  private again = false;

  private readonly dialect: Dialect;
  private readonly resources: Resources;

  constructor(kafka: Kafka, dialect: Dialect, resources: Resources) {
    this.topic = `${dialect.portal}.status`;
    this.portal = dialect.portal;
    this.dialect = dialect;
    this.resources = resources;
    this.models = resources.models;
    this.log = resources.log;
    this.producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
  }

  async ensure(): Promise<void> {
    await this.producer.connect();
  }

  committed(events: EventDocument[]): void {
    if (!events.length) return;
    this.sweep().catch((error) => this.log.warn({ error }, "messages to the portal wait until Kafka takes them"));
  }

  /** Sends everything that was not sent yet. Calls while it runs make it look once more. */
  sweep(): Promise<void> {
    this.again = true;
    this.sending ??= this.drain();
    return this.sending;
  }

  /** Kafka keeps what it acknowledged: there is nothing to compare. */
  async check(): Promise<void> {}

  async settled(): Promise<void> {
    await this.sending?.catch(() => {}); // Already logged by whoever started it.
    await this.producer.disconnect();
  }

  /** Sends again what was told since a moment: the portal drops it by number. */
  async redrive(since: Date): Promise<number> {
    const filter = { at: trusted({ $gte: since }), publishedSeq: trusted({ $ne: null }) };
    return (await this.models.events.updateMany(filter, { $set: { publishedSeq: null } })).modifiedCount;
  }

  private async drain(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        await this.sendWaiting();
      }
    } finally {
      this.sending = undefined; // In the same turn as the last look at `again`.
    }
  }

  private async sendWaiting(): Promise<void> {
    for (;;) {
      if (!(await takeLease(this.models, "sender", this.holder, leaseMs))) return;
      // By number: whatever is read, n is sent before n+1 of the same application.
      const found = await this.models.events
        .find({ publishedSeq: null })
        .sort({ order: 1, at: 1 })
        .limit(sendMax)
        .lean();
      if (!found.length) return;
      await this.sendInOrder(untilDocuments(found, documentsMax));
    }
  }

  /** Documents are fetched only now; the others go in one request as far as they fit. */
  private async sendInOrder(events: EventDocument[]): Promise<void> {
    const { broker, codec } = this.resources;
    const values = await Promise.all(
      events.map(async ({ envelope, body }) => {
        const bytes = unseal(envelope.caseId, body);
        if (envelope.type !== documentReference.name) return bytes;
        const { head, telling } = await resolveReference(broker as never, envelope.municipality, bytes);
        const record = this.dialect.tell(head, telling);
        return codec.encode(record.contract, record.body);
      }),
    );
    const ready = events.map(({ _id, envelope }, i) => ({ _id, envelope, value: values[i] ?? Buffer.alloc(0) }));
    for (const part of cut(ready, ({ value }) => value.length, sendBytesMax, sendMax)) await this.send(part);
  }

  private async send(events: Ready[]): Promise<void> {
    const hops = events.map(({ envelope }) =>
      startHop(this.portal, `${this.portal} send`, envelope.traceparent, attributesOf(envelope), SpanKind.PRODUCER),
    );
    try {
      const [sent] = await this.producer.send({
        topic: this.topic,
        acks: -1,
        messages: events.map(({ envelope, value }, i) => {
          const hop = hops[i];
          return {
            key: envelope.applicationId,
            value,
            headers: { traceparent: hop ? traceparentOf(hop) : envelope.traceparent },
          };
        }),
      });
      const ids = events.map(({ _id }) => _id);
      const publishedSeq = Number(sent?.baseOffset ?? 0) + events.length;
      await this.models.events.updateMany({ _id: trusted({ $in: ids }) }, { $set: { publishedSeq } });
    } finally {
      for (const hop of hops) hop.end();
    }
  }
}
