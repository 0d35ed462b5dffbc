import { randomUUID } from "node:crypto";
import { trusted } from "mongoose";
import type { JetStreamManager, NatsConnection } from "nats";
import { ensureStream, PublishError, publish, publishBatchMax, streamState } from "../bus/stream.ts";
import type { EventDocument, Models } from "../store/models.ts";
import type { Log } from "../telemetry/log.ts";
import { dropLease, takeLease } from "./lease.ts";

/** What the owner knows of its stream: enough to see that the server lost it. */
interface StreamMark {
  created: string;
  highest: number;
  /** how often somebody asked for everything again */
  redriven?: number;
}

/** How old an unpublished event is before any instance publishes it, in ms. */
const sweepAgeMs = 1_000;
/** Batches on their way to the server at once; more only queue there. */
const inFlightMax = 4;

export interface OutboxParts {
  stream: string;
  /** first part of the subjects */
  root: string;
  subjects: string[];
  connection: NatsConnection;
  manager: JetStreamManager;
  models: Models;
  log: Log;
}

/**
 * Brings a service's events from its store to its JetStream stream. The store is the truth: whatever the server
 * loses is published again under the same ids.
 */
export class StreamOutbox {
  readonly server = ["NATS", "JetStream"] as const;
  private readonly parts: OutboxParts;
  private readonly holder = randomUUID();
  private inFlight = 0;
  private chain: Promise<void> = Promise.resolve();
  private said = "";

  constructor(parts: OutboxParts) {
    this.parts = parts;
  }

  /** Publishes what was just committed, without keeping the caller waiting. What fails is left to the sweep. */
  committed(events: EventDocument[]): void {
    if (!events.length || this.inFlight >= inFlightMax) return;
    this.inFlight += 1;
    this.chain = this.chain
      .then(() => this.send(events))
      .catch((error) => this.failed(error))
      .finally(() => {
        this.inFlight -= 1;
      });
  }

  /** Everything that was being published is, or is left to the sweep. */
  async settled(): Promise<void> {
    await this.chain;
  }

  /** Publishes what is older than a second and still not published, oldest first. */
  async sweep(): Promise<void> {
    const { models } = this.parts;
    for (;;) {
      const old = { publishedSeq: null, at: trusted({ $lt: new Date(Date.now() - sweepAgeMs) }) };
      const events = await models.events.find(old).sort({ at: 1 }).limit(publishBatchMax).lean();
      if (!events.length) return;
      try {
        await this.send(events);
      } catch (error) {
        this.failed(error);
        return;
      }
    }
  }

  /** Marks what was recorded since a moment as unpublished. The sweep then publishes it again. */
  async redrive(since: Date, types?: string[]): Promise<number> {
    // Counted first: whoever is publishing right now sees it and publishes once more, for the one who asked.
    await this.parts.models.meta.updateOne({ _id: "stream" }, { $inc: { "value.redriven": 1 } });
    const filter = {
      at: trusted({ $gte: since }),
      publishedSeq: trusted({ $ne: null }),
      ...(types ? { "envelope.type": trusted({ $in: types }) } : {}),
    };
    const { modifiedCount } = await this.parts.models.events.updateMany(filter, { $set: { publishedSeq: null } });
    return modifiedCount;
  }

  /** Makes sure that the stream is there and is the one that we know; otherwise drives everything again. */
  async check(): Promise<void> {
    const { manager, stream, subjects, models } = this.parts;
    const mark = await this.mark();
    const state = await streamState(manager, stream);
    if (state && mark && state.created === mark.created && state.lastSequence >= mark.highest) {
      await this.notePositions();
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

  private async send(events: EventDocument[]): Promise<void> {
    const { connection, models, root } = this.parts;
    const before = await this.mark();
    let sequence: number;
    try {
      sequence = await publish(connection, root, randomUUID(), events);
    } catch (error) {
      // One message may be at fault; all others of a refused batch go singly.
      if (events.length === 1) throw error;
      await this.sendSingly(events);
      return;
    }
    if (await this.wasLost(sequence)) return;
    const ids = events.map(({ _id }) => _id);
    await models.events.updateMany({ _id: trusted({ $in: ids }) }, { $set: { publishedSeq: sequence } });
    const after = await models.meta
      .findOneAndUpdate({ _id: "stream" }, { $max: { "value.highest": sequence } }, { returnDocument: "after" })
      .lean();
    if ((after?.value as StreamMark | undefined)?.redriven !== before?.redriven)
      await models.events.updateMany({ _id: trusted({ $in: ids }) }, { $set: { publishedSeq: null } });
    this.said = "";
  }

  private async sendSingly(events: EventDocument[]): Promise<void> {
    let refused: unknown;
    for (const event of events) {
      try {
        await this.send([event]);
      } catch (error) {
        refused = error;
        if (!(error instanceof PublishError)) break; // The server does not answer at all: the others wait as well.
      }
    }
    if (refused) throw refused;
  }

  /** An acknowledged sequence that is not above the highest stored one means loss, if no other instance was just faster. */
  private async wasLost(sequence: number): Promise<boolean> {
    const mark = await this.mark();
    if (!mark || sequence > mark.highest) return false;
    const state = await streamState(this.parts.manager, this.parts.stream);
    const same = state?.created === mark.created && state.lastSequence >= mark.highest && state.lastSequence > sequence;
    if (same) return false;
    await this.recover(mark);
    return true;
  }

  private failed(error: unknown): void {
    const said = error instanceof Error ? error.message : "unknown";
    if (said !== this.said) this.parts.log.warn({ reason: said }, "events wait in the store until the bus takes them");
    this.said = said;
  }

  /** Notes how far each consumer of the stream is: what lies behind that need not be published again after a loss. */
  private async notePositions(): Promise<void> {
    const { manager, stream, models } = this.parts;
    let lowest: number | undefined;
    for await (const { ack_floor } of manager.consumers.list(stream))
      lowest = Math.min(lowest ?? Number.MAX_SAFE_INTEGER, ack_floor.stream_seq);
    await models.meta.updateOne({ _id: "positions" }, { $set: { value: lowest ?? 0 } }, { upsert: true });
  }

  /** The server lost the stream: makes it again above every known sequence and publishes what may be missing. */
  private async recover(mark: StreamMark): Promise<void> {
    const { manager, stream, subjects, models, log } = this.parts;
    if (!(await takeLease(models, "stream", this.holder, 30_000))) return; // Another instance is at it.
    try {
      const now = await this.mark();
      if (now && now.created !== mark.created) return; // It was faster.
      const state = await streamState(manager, stream);
      if (state && state.lastSequence < mark.highest) await manager.streams.delete(stream);
      const made = await ensureStream(manager, stream, subjects, mark.highest + 1);
      const noted = await models.meta.findById("positions").lean();
      const lowest = Number(noted?.value ?? 0);
      const lost = await models.events.updateMany(
        { publishedSeq: trusted({ $gt: lowest }) },
        { $set: { publishedSeq: null } },
      );
      const value: StreamMark = { ...mark, created: made.created };
      await models.meta.updateOne({ _id: "stream" }, { $set: { value } }, { upsert: true });
      log.warn(
        { stream, above: mark.highest, again: lost.modifiedCount },
        "the bus lost this stream; publishing again",
      );
    } finally {
      await dropLease(models, "stream", this.holder);
    }
  }
}
