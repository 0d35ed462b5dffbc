import { randomUUID } from "node:crypto";
import { SpanKind } from "@opentelemetry/api";
import type { Kafka, Producer } from "kafkajs";
import { trusted } from "mongoose";
import { unseal } from "../../platform/seal.ts";
import { takeLease } from "../../platform/service/lease.ts";
import type { Outbox } from "../../platform/service/runtime.ts";
import type { EventDocument, Models } from "../../platform/store/models.ts";
import type { Log } from "../../platform/telemetry/log.ts";
import { attributesOf, startHop, traceparentOf } from "../../platform/telemetry/trace.ts";
import { cut } from "./inbound.ts";

/** Longer than any one send may take (the client's request timeout is 5 s), so that two never send at once. */
const leaseMs = 30_000;
const sendBytesMax = 800_000;
const sendMax = 500;

/**
 * Sends what a portal is told to its status topic: one sender under a lease, number n+1 of an application only after
 * n, and after a crash the same bytes again.
 */
export class KafkaOutbox implements Outbox {
  private readonly topic: string;
  private readonly portal: string;
  private readonly models: Models;
  private readonly producer: Producer;
  private readonly log: Log;
  private readonly holder = randomUUID();
  private sending: Promise<void> | undefined;
  private again = false;

  constructor(kafka: Kafka, portal: string, models: Models, log: Log) {
    this.topic = `${portal}.status`;
    this.portal = portal;
    this.models = models;
    this.log = log;
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
    this.sending ??= this.drain().finally(() => {
      this.sending = undefined;
    });
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
    while (this.again) {
      this.again = false;
      for (;;) {
        if (!(await takeLease(this.models, "sender", this.holder, leaseMs))) return;
        // By number: whatever is read, n is sent before n+1 of the same application.
        const events = await this.models.events
          .find({ publishedSeq: null })
          .sort({ order: 1, at: 1 })
          .limit(sendMax)
          .lean();
        if (!events.length) break;
        for (const part of cut(events, ({ body }) => body.length, sendBytesMax, sendMax)) await this.send(part);
      }
    }
  }

  private async send(events: EventDocument[]): Promise<void> {
    const hops = events.map(({ envelope }) =>
      startHop(this.portal, `${this.portal} send`, envelope.traceparent, attributesOf(envelope), SpanKind.PRODUCER),
    );
    try {
      const [sent] = await this.producer.send({
        topic: this.topic,
        acks: -1,
        messages: events.map(({ envelope, body }, i) => {
          const hop = hops[i];
          return {
            key: envelope.applicationId,
            value: unseal(envelope.caseId, body),
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
