import { type Connection, type Model, Schema } from "mongoose";
import type { Look, StoredTask } from "../../ports/archive.ts";
import type { DeadLetter, RecordedEvent, Retry, StoredState } from "../../ports/store.ts";

/** That a message was handled, where its state has had too many to hold them all. */
export interface HandledDocument {
  _id: string;
  stateId: string;
  at: Date;
  answer?: unknown;
  sealed?: Buffer;
}

/** Events of one transaction that go to the stream together, at most as many as one atomic batch takes. */
export interface PublicationDocument {
  _id: string;
  /** ids of the events, in their order */
  events: string[];
  /** their types, each once */
  types: string[];
  /** the stream's sequence of the last of them; null until the bus has them */
  publishedSeq: number | null;
  at: Date;
}

/** How long it is known who looked, in s: two years. */
const looksKept = 2 * 365 * 24 * 3600;

/** Small facts about this service: how far its stream is, who holds a lease, since when a consumer reads. */
export interface MetaDocument {
  _id: string;
  value: unknown;
  /** of what is written by compare-and-set */
  version?: number;
}

/** In which dead letters are grouped and replayed; all of it is read from the index alone. */
export const deadOrder = { open: 1, reason: 1, at: 1, _id: 1, "envelope.type": 1 } as const;

/** Earlier than every timer. */
export const noTime = new Date(0);

const envelope = { type: Schema.Types.Mixed, required: true } as const;
const to = { type: { _id: false, tenant: String, processor: String, key: String }, default: undefined } as const;
const message = { _id: String, envelope, body: Buffer, reason: String, attempts: Number, at: Date, to };

const stateFields = {
  _id: String,
  tenant: String,
  processor: String,
  key: String,
  version: Number,
  status: String,
  body: Buffer,
  timers: [{ _id: false, id: String, name: String, due: Date, argument: String, begun: Number }],
  nextTimer: Date,
  tasks: [
    {
      _id: false,
      caseId: String,
      caseNumber: String,
      serviceKey: String,
      since: Date,
      reasons: [String],
      dueOn: String,
      assignee: String,
      asideUntil: String,
    },
  ],
  handled: [{ _id: false, id: String, answer: Schema.Types.Mixed, sealed: Buffer }],
  handledBefore: Boolean,
  actor: String,
  updatedAt: Date,
};

const place = { municipality: String, serviceKey: String };
const lookFields = { _id: String, at: Date, actor: String, action: String, target: String, ...place };

function schema<T>(fields: Record<string, unknown>): Schema<T> {
  return new Schema<T>(fields as never, { versionKey: false, minimize: false });
}

/** The collections that every service has, in its own database. */
export function modelsOf(connection: Connection) {
  const model = <T>(name: string, fields: Record<string, unknown>, index: (schema: Schema<T>) => void = () => {}) => {
    const made = schema<T>(fields);
    index(made);
    return (connection.models[name] ?? connection.model(name, made, name)) as Model<T>;
  };
  return {
    states: model<StoredState>("states", stateFields, (states) => {
      // A query uses a partial index only when its own condition says the same.
      states.index({ nextTimer: 1 }, { partialFilterExpression: { nextTimer: { $gt: noTime } } });
    }),
    tasks: model<StoredTask>(
      "tasks",
      {
        ...{ _id: String, stateId: String, tenant: String, serviceKey: String, caseId: String, caseNumber: String },
        ...{ since: Date, reasons: [String], dueOn: String, order: String },
        ...{ assignee: String, asideUntil: String },
      },
      (tasks) => {
        tasks.index({ tenant: 1, order: 1 });
        tasks.index({ tenant: 1, serviceKey: 1, order: 1 });
        tasks.index({ caseNumber: 1 });
      },
    ),
    handled: model<HandledDocument>("handled", {
      _id: String,
      stateId: String,
      at: Date,
      answer: Schema.Types.Mixed,
      sealed: Buffer,
    }),
    events: model<RecordedEvent>(
      "events",
      { _id: String, envelope, body: Buffer, at: Date, stateId: String, order: Number, actor: String },
      (events) => {
        events.index({ "envelope.caseNumber": 1 });
        events.index({ "envelope.cause": 1 }, { partialFilterExpression: { order: { $gte: 0 } } });
      },
    ),
    publications: model<PublicationDocument>(
      "publications",
      { _id: String, events: [String], types: [String], publishedSeq: Number, at: Date },
      (publications) => {
        publications.index({ publishedSeq: 1, at: 1 });
        publications.index({ at: 1 });
      },
    ),
    retries: model<Retry>(
      "retries",
      { ...message, dueAt: Date, waits: Number, begun: Number, account: String },
      (retries) => {
        retries.index({ dueAt: 1 });
        retries.index({ account: 1, at: 1 }, { partialFilterExpression: { account: { $exists: true } } });
      },
    ),
    dead: model<DeadLetter>("dead", { ...message, detail: String, open: Boolean, replayedAt: Date }, (dead) => {
      dead.index(deadOrder);
    }),
    looks: model<Look & { _id: string }>("looks", lookFields, (looks) => {
      looks.index({ target: 1, at: 1 });
      looks.index({ at: 1 }, { expireAfterSeconds: looksKept });
    }),
    meta: model<MetaDocument>("meta", { _id: String, value: Schema.Types.Mixed, version: Number }),
  };
}

export type Models = ReturnType<typeof modelsOf>;

/** Creates collections and indexes. Safe to repeat. */
export async function createIndexes(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models)) {
    // An index makes its collection.
    if (model.schema.indexes().length) await model.createIndexes();
    else await model.createCollection();
  }
}
