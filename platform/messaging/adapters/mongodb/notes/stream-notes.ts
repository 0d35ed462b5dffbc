import { randomUUID } from "node:crypto";
import { trusted } from "mongoose";
import { firstBatch, publishBatchMax } from "../../../ports/bus.ts";
import type { Publication, StreamMark, StreamNotes } from "../../../ports/notes/stream-notes.ts";
import type { RecordedEvent, Transaction } from "../../../ports/store.ts";
import type { Models, PublicationDocument } from "../models.ts";
import { insertAll, sessionOf } from "../transaction.ts";

/** What the events of one publication may have together, in bytes. */
const bytesMax = 4 * 1024 * 1024;

const contentOf = (events: readonly RecordedEvent[]) => ({
  events: events.map(({ _id }) => _id),
  types: [...new Set(events.map(({ envelope }) => envelope.type))],
});

const documentOf = (events: readonly RecordedEvent[], at: Date): PublicationDocument => ({
  _id: randomUUID(),
  ...contentOf(events),
  publishedSeq: null,
  at,
});

/** Cuts events into parts that fit one atomic batch, by number and by bytes. */
function partsOf(events: readonly RecordedEvent[]): RecordedEvent[][] {
  const parts: RecordedEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    bytes += event.body.length;
    const last = parts.at(-1);
    if (last && last.length < publishBatchMax && bytes <= bytesMax) last.push(event);
    else {
      parts.push([event]);
      bytes = event.body.length;
    }
  }
  return parts;
}

/** A collection of its own says which events are out: small documents, many events in each. */
export class MongoStreamNotes implements StreamNotes {
  private readonly models: Models;

  constructor(models: Models) {
    this.models = models;
  }

  async record(transaction: Transaction, events: readonly RecordedEvent[], at: Date): Promise<Publication[]> {
    const parts = partsOf(events);
    const documents = parts.map((part) => documentOf(part, at));
    await insertAll(this.models.publications, documents, sessionOf(transaction));
    return documents.map(({ _id }, i) => ({ _id, at, events: parts[i] ?? [] }));
  }

  async *waiting(before: Date): AsyncGenerator<Publication[]> {
    const waiting = this.models.publications
      .find({ publishedSeq: null, at: trusted({ $lt: before }) })
      .sort({ at: 1 })
      .lean()
      .cursor({ batchSize: 100 });
    let batch: PublicationDocument[] = [];
    for await (const one of waiting) {
      const fits = firstBatch([...batch, one]).length > batch.length;
      if (!fits) yield await this.withEvents(batch);
      batch = fits ? [...batch, one] : [one];
    }
    if (batch.length) yield await this.withEvents(batch);
  }

  private async withEvents(batch: readonly PublicationDocument[]): Promise<Publication[]> {
    const ids = batch.flatMap((one) => one.events);
    const found = await this.models.events.find({ _id: trusted({ $in: ids }) }).lean();
    const byId = new Map(found.map((event) => [event._id, event]));
    return batch.map(({ _id, at, events }) => ({ _id, at, events: events.flatMap((id) => byId.get(id) ?? []) }));
  }

  async published(ids: readonly string[], sequence: number): Promise<StreamMark | undefined> {
    const { publications, meta } = this.models;
    // The mark first: were these out without it, a stream that is cut back to what it says would pass for whole.
    await meta.updateOne({ _id: "stream" }, { $max: { "value.highest": sequence } });
    await publications.updateMany({ _id: trusted({ $in: [...ids] }) }, { $set: { publishedSeq: sequence } });
    // Read only now: a demand that is counted later finds these out, and one that was counted before is seen.
    return await this.mark();
  }

  async unpublished(ids: readonly string[]): Promise<void> {
    const these = { _id: trusted({ $in: [...ids] }) };
    await this.models.publications.updateMany(these, { $set: { publishedSeq: null } });
  }

  async split({ _id, at, events }: Publication, out: readonly RecordedEvent[]): Promise<string> {
    const { publications } = this.models;
    const refused = events.filter((event) => !out.includes(event));
    // Of the same moment: who asks for what was recorded since then is to get both parts.
    const first = documentOf(out, at);
    await publications.insertMany([first], { lean: true });
    await publications.updateOne({ _id }, { $set: contentOf(refused) });
    return first._id;
  }

  async again(since: Date, types?: readonly string[]): Promise<number> {
    const { publications } = this.models;
    const filter = {
      at: trusted({ $gte: since }),
      publishedSeq: trusted({ $ne: null }),
      ...(types ? { types: trusted({ $in: [...types] }) } : {}),
    };
    const [counted] = await publications.aggregate<{ count: number }>([
      { $match: filter },
      { $group: { _id: null, count: { $sum: { $size: "$events" } } } },
    ]);
    await publications.updateMany(filter, { $set: { publishedSeq: null } });
    return counted?.count ?? 0;
  }

  async oldest(): Promise<Date | undefined> {
    const found = await this.models.publications.findOne({ publishedSeq: null }, { at: 1 }).sort({ at: 1 }).lean();
    return found?.at;
  }

  async depth(): Promise<{ waiting: number; oldest: Date | null }> {
    const [found] = await this.models.publications.aggregate<{ waiting: number; oldest: Date }>([
      { $match: { publishedSeq: null } },
      { $group: { _id: null, waiting: { $sum: { $size: "$events" } }, oldest: { $min: "$at" } } },
    ]);
    return { waiting: found?.waiting ?? 0, oldest: found?.oldest ?? null };
  }

  async mark(): Promise<StreamMark | undefined> {
    const found = await this.models.meta.findById("stream").lean();
    return found?.value as StreamMark | undefined;
  }

  async begin(value: StreamMark): Promise<void> {
    await this.models.meta.updateOne({ _id: "stream" }, { $setOnInsert: { value } }, { upsert: true });
  }

  async madeAgain(created: string): Promise<void> {
    await this.models.meta.updateOne({ _id: "stream" }, { $set: { "value.created": created } });
  }

  async countRedrive(): Promise<number> {
    const counted = { $inc: { "value.redriven": 1 } };
    const after = await this.models.meta
      .findOneAndUpdate({ _id: "stream" }, counted, { returnDocument: "after" })
      .lean();
    return (after?.value as StreamMark | undefined)?.redriven ?? 0;
  }
}
