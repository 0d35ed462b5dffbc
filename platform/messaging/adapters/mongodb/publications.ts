import { randomUUID } from "node:crypto";
import { type ClientSession, trusted } from "mongoose";
import { publishBatchMax } from "../jetstream/stream.ts";
import type { EventDocument, Models, PublicationDocument } from "./models.ts";
import { insertAll } from "./transaction.ts";

/** A publication with its events, in their order. */
export interface Publication {
  _id: string;
  at: Date;
  events: readonly EventDocument[];
}

/** What the events of one publication may have together, in bytes. */
const bytesMax = 4 * 1024 * 1024;

const contentOf = (events: readonly EventDocument[]) => ({
  events: events.map(({ _id }) => _id),
  types: [...new Set(events.map(({ envelope }) => envelope.type))],
});

const documentOf = (events: readonly EventDocument[], at: Date, publishedSeq: number | null): PublicationDocument => ({
  _id: randomUUID(),
  ...contentOf(events),
  publishedSeq,
  at,
});

/** Cuts events into parts that fit one atomic batch, by number and by bytes. */
function partsOf(events: readonly EventDocument[]): EventDocument[][] {
  const parts: EventDocument[][] = [];
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

/** Notes in the transaction that records events that they have to be published. */
export async function recordPublications(
  { publications }: Models,
  session: ClientSession,
  events: readonly EventDocument[],
  at: Date,
): Promise<Publication[]> {
  const parts = partsOf(events);
  const documents = parts.map((part) => documentOf(part, at, null));
  await insertAll(publications, documents, session);
  return documents.map(({ _id }, i) => ({ _id, at, events: parts[i] ?? [] }));
}

/** The beginning of a list, as many as fit one atomic batch. */
export function firstBatch<P extends { events: readonly unknown[] }>(list: readonly P[]): P[] {
  let count = 0;
  const end = list.findIndex(({ events }, i) => {
    count += events.length;
    return i > 0 && count > publishBatchMax;
  });
  return list.slice(0, end < 0 ? list.length : end);
}

/**
 * Goes once through the publications that nobody published yet and that are older than a moment, oldest first, in batches
 * with their events. What the server refuses is left behind, and not found again in this pass.
 */
export async function* waitingPublications(models: Models, before: Date): AsyncGenerator<Publication[]> {
  const waiting = models.publications
    .find({ publishedSeq: null, at: trusted({ $lt: before }) })
    .sort({ at: 1 })
    .lean()
    .cursor({ batchSize: 100 });
  let batch: PublicationDocument[] = [];
  for await (const one of waiting) {
    const fits = firstBatch([...batch, one]).length > batch.length;
    if (!fits) yield await withEvents(models, batch);
    batch = fits ? [...batch, one] : [one];
  }
  if (batch.length) yield await withEvents(models, batch);
}

async function withEvents({ events }: Models, batch: readonly PublicationDocument[]): Promise<Publication[]> {
  const ids = batch.flatMap((one) => one.events);
  const byId = new Map((await events.find({ _id: trusted({ $in: ids }) }).lean()).map((event) => [event._id, event]));
  return batch.map(({ _id, at, events }) => ({ _id, at, events: events.flatMap((id) => byId.get(id) ?? []) }));
}

/**
 * Tells what was published of a publication apart from what the server refuses: only that stays unpublished.
 * @returns the id of the publication of what is out
 */
export async function splitPublication(
  { publications }: Models,
  { _id, at, events }: Publication,
  published: readonly EventDocument[],
  sequence: number,
): Promise<string> {
  const refused = events.filter((event) => !published.includes(event));
  // Of the same moment: who asks for what was recorded since then is to get both parts.
  const out = documentOf(published, at, sequence);
  await publications.insertMany([out], { lean: true });
  await publications.updateOne({ _id }, { $set: contentOf(refused) });
  return out._id;
}
