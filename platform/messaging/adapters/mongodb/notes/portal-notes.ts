import { randomUUID } from "node:crypto";
import { type ClientSession, type Connection, type Model, Schema, trusted } from "mongoose";
import type { Envelope } from "../../../contracts/envelope.ts";
import {
  claimCheckType,
  type DueDocument,
  type PortalNotes,
  type Sendable,
} from "../../../ports/notes/portal-notes.ts";
import type { RecordedEvent, Transaction } from "../../../ports/store.ts";
import type { Models } from "../models.ts";
import { insertAll, sessionOf } from "../transaction.ts";

interface PendingNotification {
  /** the event's id */
  _id: string;
  applicationId: string;
  order: number;
}

/** What a note takes from an event. */
type Told = Pick<RecordedEvent, "_id" | "at" | "order"> & { envelope: Pick<Envelope, "applicationId" | "type"> };

/** Messages of one transaction, which mostly go together. */
interface MessagesNote {
  _id: string;
  at: Date;
  /** 0, 1, 2… where the messages of one moment are too many for one note */
  part: number;
  messages: PendingNotification[];
}

/** A document goes alone: its bytes have to be fetched before. */
interface DocumentNote extends PendingNotification {
  at: Date;
  /** when it may be fetched; notes from before this was noted have none and are due */
  dueAt?: Date;
  /** how often it could not be fetched */
  attempts?: number;
}

const noteMax = 500;
/** How long a document that waits for others is not looked at where there are many, in ms. */
const waitsMs = 1_000;
/** Notes and messages that one round looks at and sends: bounds what lies in memory. */
const roundNotesMax = 100;
const roundMax = 2_000;

/** Events of one key are never of the same time, or they are of one transaction and have an order. */
const inOrder = { at: 1, order: 1 } as const;
/** What lies in memory at once where much is told again, and goes into one note. */
const pageMax = 500;
/** Bodies are read when they are sent. */
const noted = { at: 1, order: 1, "envelope.applicationId": 1, "envelope.type": 1 } as const;

/** Small notes beside the events, which go when the events were sent. */
export class MongoPortalNotes implements PortalNotes {
  private readonly messageNotes: Model<MessagesNote>;
  private readonly documentNotes: Model<DocumentNote>;
  private readonly models: Models;

  constructor(connection: Connection, models: Models) {
    const note = { _id: String, applicationId: String, order: Number };
    const messages = new Schema<MessagesNote>(
      { _id: String, at: Date, part: Number, messages: [note] },
      { versionKey: false },
    );
    messages.index({ at: 1, part: 1 });
    messages.index({ "messages.applicationId": 1 });
    const documents = new Schema<DocumentNote>(
      { ...note, at: Date, dueAt: Date, attempts: Number },
      { versionKey: false },
    );
    documents.index({ dueAt: 1, order: 1, at: 1 });
    documents.index({ applicationId: 1 });
    this.messageNotes =
      (connection.models.unsent as Model<MessagesNote>) ?? connection.model("unsent", messages, "unsent");
    this.documentNotes =
      (connection.models["unsent-documents"] as Model<DocumentNote>) ??
      connection.model("unsent-documents", documents, "unsent-documents");
    this.models = models;
  }

  record(transaction: Transaction, events: readonly RecordedEvent[], at: Date): Promise<number> {
    return this.add(events, at, sessionOf(transaction));
  }

  /**
   * Notes that events have to be told, each application's after what was noted of it before: an event's own time is later
   * than that of any before it on its key, also where that is ahead of the clock.
   * @param at the store's time
   * @returns how many were added
   */
  private async add(events: readonly Told[], at: Date, session: ClientSession | null = null): Promise<number> {
    const moments = Map.groupBy(events, (event) => Math.max(at.getTime(), event.at.getTime()));
    for (const [moment, together] of moments) await this.addAt(together, new Date(moment), at, session);
    return events.length;
  }

  private async addAt(events: readonly Told[], at: Date, dueAt: Date, session: ClientSession | null): Promise<void> {
    const isDocument = ({ envelope }: Told) => envelope.type === claimCheckType;
    const messages = events.filter((event) => !isDocument(event)).map(noteOf);
    const documents = events.filter(isDocument).map((event) => ({ ...noteOf(event), at, dueAt, attempts: 0 }));
    const notes = Array.from({ length: Math.ceil(messages.length / noteMax) }, (_, part) => ({
      ...{ _id: randomUUID(), at, part, messages: messages.slice(part * noteMax, (part + 1) * noteMax) },
    }));
    if (session) {
      await insertAll(this.messageNotes, notes, session);
      await insertAll(this.documentNotes, documents, session);
      return;
    }
    if (notes.length) await this.messageNotes.insertMany(notes, { lean: true });
    if (documents.length) await this.documentNotes.bulkWrite(documents.map((one) => ({ replaceOne: upsert(one) })));
  }

  /**
   * Messages that may be sent now, so that n comes before n+1 of the same application: the oldest ones, but none that
   * follows a document of its application which is still to be sent.
   */
  async messages(): Promise<Sendable> {
    for (let skip = 0; ; skip += roundNotesMax) {
      const notes = await this.messageNotes.find().sort({ at: 1, part: 1 }).skip(skip).limit(roundNotesMax).lean();
      const isFree = await this.freeOfDocuments(notes);
      const free: PendingNotification[] = [];
      for (const { messages } of notes) if (free.length < roundMax) free.push(...messages.filter(isFree));
      if (notes.length && !free.length) continue;
      const events = await this.events(free.toSorted((a, b) => a.order - b.order));
      return { events, sent: () => this.sent(notes, new Set(free)) };
    }
  }

  private async freeOfDocuments(notes: readonly MessagesNote[]): Promise<(one: PendingNotification) => boolean> {
    const applicationId = trusted({ $in: notes.flatMap(({ messages }) => messages.map((one) => one.applicationId)) });
    const first = new Map<string, number>();
    for (const { applicationId: id, order } of await this.documentNotes.find({ applicationId }).lean())
      first.set(id, Math.min(order, first.get(id) ?? order));
    return ({ applicationId: id, order }) => (first.get(id) ?? order) >= order;
  }

  /** Documents that may be sent now: the next one of each application, none that follows a message not sent yet. */
  async documents(limit: number, now: Date): Promise<DueDocument[]> {
    const found = await this.documentNotes
      .find({ dueAt: trusted({ $not: { $gt: now } }) })
      .sort({ dueAt: 1, order: 1, at: 1 })
      .limit(limit)
      .lean();
    if (!found.length) return [];
    const applicationId = trusted({ $in: found.map((one) => one.applicationId) });
    const documents = await this.documentNotes.find({ applicationId }).lean();
    const waiting = await this.messageNotes.find({ "messages.applicationId": applicationId }).lean();
    const others = [...documents, ...waiting.flatMap(({ messages }) => messages)];
    const inHand = new Set(found.map(({ _id }) => _id));
    const isFree = (one: PendingNotification) =>
      others.every((other) => inHand.has(other._id) || !isBefore(other, one));
    const free = found.filter(isFree);
    // Those that wait for others make room: else a round may see nothing but them.
    const waits = found.filter((one) => !free.includes(one)).map(({ _id }) => _id);
    if (found.length === limit && waits.length) {
      const dueAt = new Date(now.getTime() + waitsMs);
      await this.documentNotes.updateMany({ _id: trusted({ $in: waits }) }, { $set: { dueAt } });
    }
    const attempts = new Map(free.map((one) => [one._id, one.attempts ?? 0]));
    // By their number, and what was told first before what was told later.
    const events = await this.events(free.toSorted((a, b) => a.order - b.order || +a.at - +b.at));
    return events.map((event) => ({ event, attempts: attempts.get(event._id) ?? 0 }));
  }

  /** A document could not be fetched: it, and what follows it, is left alone until then. */
  async failed({ event, attempts }: DueDocument, until: Date): Promise<void> {
    const { _id, envelope, order = 0 } = event;
    await this.documentNotes.updateOne({ _id }, { $set: { attempts: attempts + 1 } });
    const following = { applicationId: envelope.applicationId, order: trusted({ $gte: order }) };
    await this.documentNotes.updateMany(following, { $set: { dueAt: until } });
  }

  /** All documents of an application that are still to be sent. */
  async documentsOf(applicationId: string): Promise<RecordedEvent[]> {
    return await this.events(await this.documentNotes.find({ applicationId }).sort({ order: 1 }).lean());
  }

  async removeDocuments(ids: readonly string[]): Promise<void> {
    await this.documentNotes.deleteMany({ _id: trusted({ $in: ids }) });
  }

  async again(since: Date, types: readonly string[] | undefined, now: () => Date): Promise<number> {
    const { events } = this.models;
    // Only who sends to Kafka needs it.
    await events.collection.createIndex(inOrder);
    const [latest] = await events.find({}, { at: 1 }).sort({ at: -1, order: -1 }).limit(1).lean();
    if (!latest) return 0;
    const filter = {
      at: trusted({ $gte: since, $lte: latest.at }),
      ...(types ? { "envelope.type": trusted({ $in: [...types] }) } : {}),
    };
    const cursor = events.find(filter, noted).sort(inOrder).hint(inOrder).lean<Told>().cursor({ batchSize: pageMax });
    let page: Told[] = [];
    let count = 0;
    let at = 0;
    const flush = async () => {
      at = Math.max(now().getTime(), at + 1); // Notes are sent by their time: a page may not overtake the one before.
      count += await this.add(page, new Date(at));
      page = [];
    };
    for await (const event of cursor) {
      page.push(event);
      if (page.length === pageMax) await flush();
    }
    if (page.length) await flush();
    return count;
  }

  async depth(): Promise<{ waiting: number; oldest: Date | null }> {
    const notes = await this.messageNotes.aggregate<{ count: number; oldest: Date }>([
      { $group: { _id: null, count: { $sum: { $size: "$messages" } }, oldest: { $min: "$at" } } },
    ]);
    const [document] = await this.documentNotes.find().sort({ at: 1 }).limit(1).lean();
    const documents = await this.documentNotes.countDocuments();
    const oldest = [notes[0]?.oldest, document?.at].filter((at) => at !== undefined).sort((a, b) => +a - +b);
    return { waiting: (notes[0]?.count ?? 0) + documents, oldest: oldest[0] ?? null };
  }

  /** Notes whose messages all went are gone; of the others what had to wait is left. */
  private async sent(notes: readonly MessagesNote[], went: ReadonlySet<PendingNotification>): Promise<void> {
    const touched = notes.filter(({ messages }) => messages.some((one) => went.has(one)));
    const left = touched.map(({ _id, messages }) => ({ _id, messages: messages.filter((one) => !went.has(one)) }));
    for (const { _id, messages } of left)
      if (messages.length) await this.messageNotes.updateOne({ _id }, { $set: { messages } });
    const gone = left.filter(({ messages }) => !messages.length).map(({ _id }) => _id);
    if (gone.length) await this.messageNotes.deleteMany({ _id: trusted({ $in: gone }) });
  }

  private async events(notes: readonly PendingNotification[]): Promise<RecordedEvent[]> {
    if (!notes.length) return [];
    const ids = notes.map(({ _id }) => _id);
    const found = await this.models.events.find({ _id: trusted({ $in: ids }) }).lean();
    const byId = new Map(found.map((event) => [event._id, event]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }
}

const noteOf = ({ _id, envelope, order = 0 }: Told): PendingNotification => ({
  ...{ _id, applicationId: envelope.applicationId, order },
});

const isBefore = (one: PendingNotification, other: PendingNotification) =>
  one.applicationId === other.applicationId && one._id !== other._id && one.order < other.order;

const upsert = (note: DocumentNote) => ({ filter: { _id: note._id }, replacement: note, upsert: true });
