import { type Connection, type Model, Schema } from "mongoose";
import type { Envelope } from "../../contracts/envelope.ts";

/** One document per key of a service. Everything personal is in `body`, sealed. */
export interface StateDocument {
  /** tenant and key */
  _id: string;
  /** ARS of the municipality; for what is not routed yet, the portal's name */
  tenant: string;
  key: string;
  version: number;
  status: string;
  body: Buffer;
  timers: { id: string; name: string; due: Date }[];
  /** the earliest of the timers, or null */
  nextTimer: Date | null;
  /** what waits for a person, as it stands in the collection of tasks as well: a batch writes there only what differs */
  tasks: { caseId: string; caseNumber: string; serviceKey: string; since: Date; reasons: string[]; dueOn?: string }[];
  /** the messages that were handled on it last, with what was answered to each */
  handled: Handled[];
  /** whether there are older ones, which are in a collection of their own */
  handledBefore: boolean;
  /** pseudonym of the person who acted on it last; "" when nobody has */
  actor: string;
  updatedAt: Date;
}

export interface Handled {
  id: string;
  answer?: unknown;
}

/** Something that a person has to do, apart from its state: a worklist is read in its order from an index. */
export interface TaskDocument {
  /** state and case number */
  _id: string;
  stateId: string;
  tenant: string;
  serviceKey: string;
  caseId: string;
  caseNumber: string;
  since: Date;
  reasons: string[];
  dueOn?: string;
  /** the last day that the law leaves for it (far away where it leaves none), since when it waits, and its id */
  order: string;
}

/** That a message was handled, where its state has had too many to hold them all. */
export interface HandledDocument {
  _id: string;
  stateId: string;
  at: Date;
  answer?: unknown;
}

/** An event, from the transaction that made it. Never changed. */
export interface EventDocument {
  _id: string;
  envelope: Envelope;
  body: Buffer;
  at: Date;
  /** the state that it came from; "" for what is told of a message that is dead */
  stateId: string;
  /** for what a portal is told: 1, 2, 3… within one application, 0 for what is about a record alone */
  order?: number;
  /** pseudonym of the person who caused it; never published */
  actor?: string;
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

/** A message as it came, kept for a later try or for a person. */
export interface KeptMessage {
  _id: string;
  envelope: Envelope;
  /** sealed body, as on the bus */
  body: Buffer;
  reason: string;
  /** how often it failed; what only waited for something that is away is not counted */
  attempts: number;
  at: Date;
  /** the state that it is for, where the message itself does not say: a timer's */
  key?: { tenant: string; key: string };
}

export interface RetryDocument extends KeptMessage {
  /** null for what was set aside: it has its account's turn instead */
  dueAt: Date | null;
  /** how often it had to wait for something that is away */
  waits: number;
  /** how often it was begun since it was kept: a process that dies of it ends none of these tries */
  begun: number;
  /** given where it was set aside because its account brings more than its share; it did not fail */
  account?: string;
}

export interface DeadDocument extends KeptMessage {
  detail: string;
  /** true until it was replayed */
  open?: boolean;
  replayedAt: Date | null;
}

/** That a person looked at personal data. Holds none itself: a case number or a key, and a pseudonym. */
export interface LookDocument {
  _id: string;
  at: Date;
  actor: string;
  action: string;
  /** case number, or key */
  about: string;
  municipality: string;
  serviceKey: string;
}

/** How long it is known who looked, in s: two years. */
const looksKept = 2 * 365 * 24 * 3600;

/** Small facts about this service: how far its stream is, who holds a lease, since when a consumer reads. */
export interface MetaDocument {
  _id: string;
  value: unknown;
}

/** In which dead letters are grouped and replayed; all of it is read from the index alone. */
export const deadOrder = { open: 1, reason: 1, at: 1, _id: 1, "envelope.type": 1 } as const;

/** Earlier than every timer. */
export const noTime = new Date(0);

const envelope = { type: Schema.Types.Mixed, required: true } as const;
const key = { type: { _id: false, tenant: String, key: String }, default: undefined } as const;
const kept = { _id: String, envelope, body: Buffer, reason: String, attempts: Number, at: Date, key };

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
    states: model<StateDocument>(
      "states",
      {
        _id: String,
        tenant: String,
        key: String,
        version: Number,
        status: String,
        body: Buffer,
        timers: [{ _id: false, id: String, name: String, due: Date }],
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
          },
        ],
        handled: [{ _id: false, id: String, answer: Schema.Types.Mixed }],
        handledBefore: Boolean,
        actor: String,
        updatedAt: Date,
      },
      (states) => {
        // A query uses a partial index only when its own condition says the same.
        states.index({ nextTimer: 1 }, { partialFilterExpression: { nextTimer: { $gt: noTime } } });
      },
    ),
    tasks: model<TaskDocument>(
      "tasks",
      {
        ...{ _id: String, stateId: String, tenant: String, serviceKey: String, caseId: String, caseNumber: String },
        ...{ since: Date, reasons: [String], dueOn: String, order: String },
      },
      (tasks) => {
        tasks.index({ tenant: 1, order: 1 });
        tasks.index({ tenant: 1, serviceKey: 1, order: 1 });
        tasks.index({ caseNumber: 1 });
      },
    ),
    handled: model<HandledDocument>("handled", { _id: String, stateId: String, at: Date, answer: Schema.Types.Mixed }),
    events: model<EventDocument>(
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
    retries: model<RetryDocument>(
      "retries",
      { ...kept, dueAt: Date, waits: Number, begun: Number, account: String },
      (retries) => {
        retries.index({ dueAt: 1 });
        retries.index({ account: 1, at: 1 }, { partialFilterExpression: { account: { $exists: true } } });
      },
    ),
    dead: model<DeadDocument>("dead", { ...kept, detail: String, open: Boolean, replayedAt: Date }, (dead) => {
      dead.index(deadOrder);
    }),
    looks: model<LookDocument>(
      "looks",
      { _id: String, at: Date, actor: String, action: String, about: String, municipality: String, serviceKey: String },
      (looks) => {
        looks.index({ about: 1, at: 1 });
        looks.index({ at: 1 }, { expireAfterSeconds: looksKept });
      },
    ),
    meta: model<MetaDocument>("meta", { _id: String, value: Schema.Types.Mixed }),
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
