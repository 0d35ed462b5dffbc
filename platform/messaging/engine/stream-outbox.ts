import { randomUUID } from "node:crypto";
import { type ClientSession, trusted } from "mongoose";
import type { JetStreamManager, NatsConnection } from "nats";
import { ensureStream, PublishError, publish, streamState } from "../adapters/jetstream/stream.ts";
import type { Where } from "../adapters/mongodb/due.ts";
import { dropLease, underLease } from "../adapters/mongodb/lease.ts";
import type { EventDocument, Models } from "../adapters/mongodb/models.ts";
import {
  firstBatch,
  type Publication,
  recordPublications,
  splitPublication,
  waitingPublications,
} from "../adapters/mongodb/publications.ts";
import { Fault } from "../faults.ts";
import type { Log } from "../telemetry/log.ts";
import type { Complete, Outbox, Redriven } from "./outbox.ts";

/** What the owner knows of its stream: enough to see that the server lost it. */
interface StreamMark {
  created: string;
  highest: number;
  /** rises with each demand for what was published before: once before and once after it is marked as unpublished */
  redriven?: number;
}

/** How old a publication is before any instance publishes it, in ms. */
const sweepAgeMs = 1_000;
/** What was recorded longer ago is either committed or will never be, in ms: a transaction takes a quarter of it at most. */
const committedMs = 20_000;
const recoveryLeaseMs = 30_000;
/** Publications that may wait in this process; what is beyond is left to the sweep. */
const queueMax = 20;
/** More refusals than this are not the fault of single messages, but of a stream that is full. */
const refusedMax = 5;

export interface OutboxParts {
  stream: string;
  /** first part of the subjects */
  root: string;
  subjects: string[];
  connection: NatsConnection;
  manager: JetStreamManager;
  models: Models;
  log: Log;
  /** the store's time */
  now(): Date;
}

/**
 * Brings a service's events from its store to its JetStream stream. The store is the truth: whatever the server
 * loses is published again under the same ids.
 */
export class StreamOutbox implements Outbox<Publication[]> {
  readonly server = ["NATS", "JetStream"] as const;
  private readonly parts: OutboxParts;
  private readonly holder = randomUUID();
  private readonly queue: Publication[] = [];
  private sending: Promise<void> | undefined;
  private said = "";
  private readonly redriving = new Map<string, Promise<Redriven>>();

  constructor(parts: OutboxParts) {
    this.parts = parts;
  }

  async record(session: ClientSession, events: readonly EventDocument[], at: Date): Promise<Publication[]> {
    return await recordPublications(this.parts.models, session, events, at);
  }

  /** Publishes what was just committed, without keeping the caller waiting. What fails is left to the sweep. */
  committed(publications: Publication[]): void {
    if (this.queue.length < queueMax) this.queue.push(...publications);
    this.sending ??= this.drain();
  }

  /** Everything that was being published is, or is left to the sweep. */
  async settled(): Promise<void> {
    await this.sending;
  }

  left(now: Date): Where[] {
    const at = { $lt: new Date(now.getTime() - sweepAgeMs) };
    return [{ collection: "publications", match: { publishedSeq: null, at } }];
  }

  /** Publishes what is older than a second and still not published, oldest first. */
  async sweep(): Promise<void> {
    const before = new Date(this.parts.now().getTime() - sweepAgeMs);
    try {
      for await (const batch of waitingPublications(this.parts.models, before)) await this.send(batch);
    } catch (error) {
      this.failed(error);
    }
  }

  /**
   * Marks what was recorded since a moment as unpublished. The sweep then publishes it again.
   * @returns how many events, and the count by which a later note of completeness is known to include them
   */
  async redrive(since: Date, types?: string[]): Promise<Redriven> {
    // Who does not wait for the answer asks again: that joins what is going on.
    const asked = `${since.toISOString()} ${types}`;
    const running =
      this.redriving.get(asked) ?? this.redriveNow(since, types).finally(() => this.redriving.delete(asked));
    this.redriving.set(asked, running);
    return await running;
  }

  private async redriveNow(since: Date, types?: string[]): Promise<Redriven> {
    const { publications } = this.parts.models;
    // Counted first: whoever is publishing right now sees it and publishes once more, for the one who asked.
    await this.countRedrive();
    const filter = {
      at: trusted({ $gte: since }),
      publishedSeq: trusted({ $ne: null }),
      ...(types ? { types: trusted({ $in: types }) } : {}),
    };
    const again = await publications.aggregate<{ count: number }>([
      { $match: filter },
      { $group: { _id: null, count: { $sum: { $size: "$events" } } } },
    ]);
    await publications.updateMany(filter, { $set: { publishedSeq: null } });
    return { events: again[0]?.count ?? 0, redriven: await this.countRedrive() };
  }

  /**
   * Says before which moment everything that was ever recorded is on the stream, or was.
   * @throws Fault unavailable where the stream is not there as it was
   */
  async complete(): Promise<Complete> {
    const { models, now, manager, stream } = this.parts;
    const mark = await this.mark(); // Before looking: what is demanded meanwhile counts as not known.
    const state = await streamState(manager, stream);
    const isWhole = mark && state && state.created === mark.created && state.lastSequence >= mark.highest;
    if (!isWhole) throw new Fault("unavailable", "the stream is not there as it was");
    const { redriven = 0, highest } = mark;
    const at = now().getTime();
    const oldest = await models.publications.findOne({ publishedSeq: null }, { at: 1 }).sort({ at: 1 }).lean();
    return { redriven, highest, before: new Date(Math.min(oldest?.at.getTime() ?? at, at - committedMs)) };
  }

  private async countRedrive(): Promise<number> {
    const { meta } = this.parts.models;
    const counted = { $inc: { "value.redriven": 1 } };
    const after = await meta.findOneAndUpdate({ _id: "stream" }, counted, { returnDocument: "after" }).lean();
    return (after?.value as StreamMark | undefined)?.redriven ?? 0;
  }

  async depth(): Promise<{ waiting: number; oldest: Date | null }> {
    const [found] = await this.parts.models.publications.aggregate<{ waiting: number; oldest: Date }>([
      { $match: { publishedSeq: null } },
      { $group: { _id: null, waiting: { $sum: { $size: "$events" } }, oldest: { $min: "$at" } } },
    ]);
    return found ?? { waiting: 0, oldest: null };
  }

  /** Makes sure that the stream is there and is the one that we know; otherwise drives everything again. */
  async check(): Promise<void> {
    const { manager, stream, subjects, models } = this.parts;
    const mark = await this.mark();
    const state = await streamState(manager, stream);
    if (state && mark && state.created === mark.created && state.lastSequence >= mark.highest) {
      return;
    }
    if (!mark) {
      const made = await ensureStream(manager, stream, subjects, 1);
      const value: StreamMark = { created: made.created, highest: made.lastSequence };
      await models.meta.updateOne({ _id: "stream" }, { $setOnInsert: { value } }, { upsert: true });
      return;
    }
    await this.recover(mark);
  }

  /** Widens the stream's subjects to what this version of the service publishes. */
  async ensure(): Promise<void> {
    await this.check();
    await ensureStream(this.parts.manager, this.parts.stream, this.parts.subjects, 1);
  }

  private async mark(): Promise<StreamMark | undefined> {
    const found = await this.parts.models.meta.findById("stream").lean();
    return found?.value as StreamMark | undefined;
  }

  private async drain(): Promise<void> {
    try {
      while (this.queue.length) await this.send(this.queue.splice(0, firstBatch(this.queue).length));
    } catch (error) {
      this.queue.length = 0; // In the store as well: the sweep takes them.
      this.failed(error);
    } finally {
      this.sending = undefined; // In the same turn as the last look at the queue.
    }
  }

  /** Publishes some publications as one atomic batch and notes that they are out. */
  private async send(publications: Publication[]): Promise<void> {
    const { connection, root } = this.parts;
    const events = publications.flatMap((one) => one.events);
    const before = await this.mark();
    let sequence: number;
    try {
      sequence = await publish(connection, root, randomUUID(), events);
    } catch (error) {
      if (!(error instanceof PublishError)) throw error;
      // One message may be at fault; all others of a refused batch go singly.
      for (const publication of publications) await this.sendSingly(publication);
      return;
    }
    if (await this.wasLost(sequence - events.length + 1, before)) return;
    await this.published(
      publications.map(({ _id }) => _id),
      sequence,
      before,
    );
  }

  private async published(ids: readonly string[], sequence: number, before?: StreamMark): Promise<void> {
    const { models } = this.parts;
    const these = { _id: trusted({ $in: ids }) };
    await models.publications.updateMany(these, { $set: { publishedSeq: sequence } });
    const after = await models.meta
      .findOneAndUpdate({ _id: "stream" }, { $max: { "value.highest": sequence } }, { returnDocument: "after" })
      .lean();
    if ((after?.value as StreamMark | undefined)?.redriven !== before?.redriven)
      await models.publications.updateMany(these, { $set: { publishedSeq: null } });
    this.said = "";
  }

  /** Publishes all that the server takes of one publication. Throws when it takes nothing at all. */
  private async sendSingly(publication: Publication): Promise<void> {
    const { connection, root, models } = this.parts;
    const before = await this.mark();
    const sent: EventDocument[] = [];
    const refusals: unknown[] = [];
    let [first, sequence] = [0, 0];
    for (const event of publication.events) {
      try {
        sequence = await publish(connection, root, randomUUID(), [event]);
        first ||= sequence;
        sent.push(event);
      } catch (error) {
        refusals.push(error);
        if (!(error instanceof PublishError) || refusals.length > refusedMax) break; // The others would fare no better.
      }
    }
    if (sent.length && (await this.wasLost(first, before))) return;
    const [refusal] = refusals;
    if (!refusal) return await this.published([publication._id], sequence, before);
    if (sent.length)
      await this.published([await splitPublication(models, publication, sent, sequence)], sequence, before);
    if (!(refusal instanceof PublishError) || refusals.length > refusedMax) throw refusal;
    this.failed(refusal);
  }

  /**
   * An acknowledged sequence that is not above the highest one stored before publishing began means loss. Of a batch
   * the first counts: when only the end of the stream was lost, the last may well lie above it.
   */
  private async wasLost(first: number, before: StreamMark | undefined): Promise<boolean> {
    if (!before || first > before.highest) return false;
    await this.recover(before);
    return true;
  }

  private failed(error: unknown): void {
    const said = error instanceof Error ? error.message : "unknown";
    if (said !== this.said) this.parts.log.warn({ reason: said }, "events wait in the store until the bus takes them");
    this.said = said;
  }

  /**
   * The server lost the stream, or its end: makes it again above every known sequence. Its consumers are gone with it;
   * each asks for what it has not handled when it makes itself again, however long that takes.
   */
  private async recover(mark: StreamMark): Promise<void> {
    const { manager, stream, subjects, models, log } = this.parts;
    const lease = { name: "stream", holder: this.holder, milliseconds: recoveryLeaseMs };
    await underLease(models, lease, async () => {
      const now = await this.mark();
      if (now && now.created !== mark.created) return; // Another instance was faster.
      const state = await streamState(manager, stream);
      // One of another making that begins above is what an instance left that died right here.
      const isCutBack = state && (state.created === mark.created || state.lastSequence < mark.highest);
      if (isCutBack) await manager.streams.delete(stream);
      const made = await ensureStream(manager, stream, subjects, mark.highest + 1);
      await models.meta.updateOne({ _id: "stream" }, { $set: { "value.created": made.created } });
      log.warn({ stream, above: mark.highest }, "the bus lost this stream; consumers ask for what they miss");
    });
    await dropLease(models, lease);
  }
}
