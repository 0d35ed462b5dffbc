import { randomUUID } from "node:crypto";
import { type ClientSession, trusted } from "mongoose";
import { publishBatchMax } from "../bus/stream.ts";
import type { EventDocument, Models, PublicationDocument } from "../store/models.ts";

/** A publication with its events, in their order. */
export interface Publication {
  _id: string;
  events: readonly EventDocument[];
}

const contentOf = (events: readonly EventDocument[]) => ({
  events: events.map(({ _id }) => _id),
  types: [...new Set(events.map(({ envelope }) => envelope.type))],
});

const documentOf = (events: readonly EventDocument[], at: Date, publishedSeq: number | null): PublicationDocument => ({
  ...{ _id: randomUUID(), ...contentOf(events) },
  ...{ publishedSeq, at },
});

/** Notes in the transaction that records events that they have to be published. */
export async function recordPublications(
  { publications }: Models,
  session: ClientSession,
  events: readonly EventDocument[],
  at: Date,
): Promise<Publication[]> {
  const parts: EventDocument[][] = [];
  for (let i = 0; i < events.length; i += publishBatchMax) parts.push(events.slice(i, i + publishBatchMax));
  const documents = parts.map((part) => documentOf(part, at, null));
  await publications.insertMany(documents, { session, lean: true });
  return documents.map(({ _id }, i) => ({ _id, events: parts[i] ?? [] }));
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

/** The oldest publications that nobody published yet and that are older than a moment: one batch, with its events. */
export async function waitingPublications(
  { publications, events }: Models,
  before: Date,
  except: readonly string[],
): Promise<Publication[]> {
  const waiting = await publications
    .find({ publishedSeq: null, at: trusted({ $lt: before }), _id: trusted({ $nin: except }) })
    .sort({ at: 1 })
    .limit(20)
    .lean();
  const batch = firstBatch(waiting);
  const ids = batch.flatMap((one) => one.events);
  const byId = new Map((await events.find({ _id: trusted({ $in: ids }) }).lean()).map((event) => [event._id, event]));
  return batch.map((one) => ({ _id: one._id, events: one.events.flatMap((id) => byId.get(id) ?? []) }));
}

/** Tells what was published of a publication apart from what the server refuses: only that stays unpublished. */
export async function splitPublication(
  { publications }: Models,
  { _id, events }: Publication,
  published: readonly EventDocument[],
  sequence: number,
): Promise<void> {
  if (!published.length) return;
  const refused = events.filter((event) => !published.includes(event));
  await publications.insertMany([documentOf(published, new Date(), sequence)], { lean: true });
  await publications.updateOne({ _id }, { $set: contentOf(refused) });
}
