import { type ClientSession, type Model, Schema, trusted } from "mongoose";
import type { Resources } from "../../platform/service/runtime.ts";
import type { EventDocument, Models } from "../../platform/store/models.ts";
import { documentReference } from "./document-reference.ts";

interface UnsentDocument {
  /** the event's id */
  _id: string;
  applicationId: string;
  order: number;
  at: Date;
  /** its bytes have to be fetched before it can go */
  document: boolean;
}

const inOrder = { order: 1, at: 1 } as const;

/** What a portal was not told yet: a small note beside each event, which goes when the event was sent. */
export class Unsent {
  private readonly notes: Model<UnsentDocument>;
  private readonly models: Models;

  constructor({ connection, models }: Pick<Resources, "connection" | "models">) {
    const fields = { _id: String, applicationId: String, order: Number, at: Date, document: Boolean };
    const schema = new Schema<UnsentDocument>(fields, { versionKey: false });
    schema.index({ document: 1, order: 1, at: 1 });
    schema.index({ applicationId: 1 }, { partialFilterExpression: { document: true } });
    this.notes = (connection.models.unsent as Model<UnsentDocument>) ?? connection.model("unsent", schema, "unsent");
    this.models = models;
  }

  /** @returns how many were added */
  async add(events: readonly EventDocument[], session: ClientSession | null = null): Promise<number> {
    const notes = events.map(({ _id, envelope, order = 0, at }) => {
      const document = envelope.type === documentReference.name;
      return { _id, applicationId: envelope.applicationId, order, at, document };
    });
    if (session) await this.notes.insertMany(notes, { session, lean: true });
    else await this.notes.bulkWrite(notes.map((note) => ({ replaceOne: upsert(note) })));
    return notes.length;
  }

  /**
   * Messages that may be sent now, by number, so that n comes before n+1 of the same application: all but those that
   * follow a document of their application which is still to be sent.
   */
  async messages(limit: number): Promise<EventDocument[]> {
    for (let skip = 0; ; skip += limit) {
      const found = await this.notes.find({ document: false }).sort(inOrder).skip(skip).limit(limit).lean();
      if (!found.length) return [];
      const applications = trusted({ $in: found.map(({ applicationId }) => applicationId) });
      const documents = await this.notes.find({ document: true, applicationId: applications }).lean();
      const free = found.filter((one) => !documents.some((document) => isBefore(document, one)));
      if (free.length) return await this.events(free);
    }
  }

  /** Documents that may be sent now: the next one of each application, none that follows a message not sent yet. */
  async documents(limit: number, except: readonly string[]): Promise<EventDocument[]> {
    const filter = { document: true, _id: trusted({ $nin: except }) };
    const found = await this.notes.find(filter).sort(inOrder).limit(limit).lean();
    if (!found.length) return [];
    const applications = trusted({ $in: found.map(({ applicationId }) => applicationId) });
    const others = await this.notes.find({ applicationId: applications }).lean();
    const inHand = new Set(found.map(({ _id }) => _id));
    const isFree = (one: UnsentDocument) => others.every((other) => inHand.has(other._id) || !isBefore(other, one));
    return await this.events(found.filter(isFree));
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.notes.deleteMany({ _id: trusted({ $in: ids }) });
  }

  async depth(): Promise<{ waiting: number; oldest: Date | null }> {
    const [oldest] = await this.notes.find().sort({ at: 1 }).limit(1).lean();
    return { waiting: await this.notes.countDocuments(), oldest: oldest?.at ?? null };
  }

  private async events(notes: readonly UnsentDocument[]): Promise<EventDocument[]> {
    const ids = notes.map(({ _id }) => _id);
    const found = await this.models.events.find({ _id: trusted({ $in: ids }) }).lean();
    const byId = new Map(found.map((event) => [event._id, event]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }
}

const isBefore = (one: UnsentDocument, other: UnsentDocument) =>
  one.applicationId === other.applicationId && one._id !== other._id && one.order < other.order;

const upsert = (note: UnsentDocument) => ({ filter: { _id: note._id }, replacement: note, upsert: true });
