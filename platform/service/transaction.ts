import mongoose, { type ClientSession, type Connection, trusted } from "mongoose";
import type { EventDocument, Handled, Models, StateDocument } from "../store/models.ts";
import type { Item } from "./batch.ts";
import type { Outcome } from "./delivery.ts";
import { delayAfter } from "./retry.ts";
import type { View } from "./surface.ts";

/** A transaction that takes longer is given up and its batch halved, in ms. */
const transactionMs = 5_000;
/** Ids of handled messages that a state holds; when there are more, all but the later half move out. */
const handledMax = 200;

/** One key's state while a batch is decided. */
export interface StateSlot {
  id: string;
  tenant: string;
  key: string;
  /** 0: not stored yet */
  stored: number;
  version: number;
  body: Buffer | undefined;
  view: View | undefined;
  handled: Handled[];
  handledBefore: boolean;
  /** who acted on it last */
  actor: string;
  /** ms since 1970; 0: not stored yet */
  changedAt: number;
}

/** What became of one message, before it is written. */
export interface Settled {
  item: Item;
  outcome: Outcome;
  events: EventDocument[];
}

export interface Loaded {
  slots: Map<string, StateSlot>;
  /** ids handled before, with what was answered */
  answers: Map<string, unknown>;
  /** ids kept for another try, with the attempts so far, or dead for a person */
  kept: Map<string, number | "dead">;
}

/** Whether an error means that the store cannot be reached, so that trying less of the same would not help. */
export function isStoreAway(error: unknown): boolean {
  const { MongoNetworkError, MongoServerSelectionError, MongoNotConnectedError } = mongoose.mongo;
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (error instanceof MongoNotConnectedError) return true;
  // 91 shutting down, 189/10107/13435 no primary: also "not reachable now".
  return (
    error instanceof mongoose.mongo.MongoServerError &&
    [91, 189, 10107, 11600, 11602, 13435].includes(Number(error.code))
  );
}

const duplicateKey = 11000;

/** Runs work in one transaction; conflicts with other instances are tried again within the time limit. */
export async function transaction<T>(connection: Connection, work: (session: ClientSession) => Promise<T>): Promise<T> {
  try {
    return await once(connection, work);
  } catch (error) {
    // Another instance wrote the same state, id or event first: a second look finds it and drops what is known.
    if (error instanceof mongoose.mongo.MongoServerError && error.code === duplicateKey) return once(connection, work);
    throw error;
  }
}

async function once<T>(connection: Connection, work: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = await connection.startSession();
  try {
    return await session.withTransaction(work, {
      timeoutMS: transactionMs,
      readConcern: { level: "snapshot" },
      writeConcern: { w: "majority", journal: true },
    });
  } finally {
    await session.endSession();
  }
}

/** Reads the states of a batch, and which of its messages were handled before or are kept: three queries. */
export async function loadBatch(
  models: Models,
  session: ClientSession,
  keyed: { item: Item; key: string | undefined }[],
): Promise<Loaded> {
  const stateIds = [...new Set(keyed.flatMap(({ key }) => (key ? [key] : [])))];
  const states = await models.states.find({ _id: trusted({ $in: stateIds }) }, null, { session }).lean();
  const these = { _id: trusted({ $in: keyed.map(({ item }) => item.delivery.envelope.id) }) };
  const retries = await models.retries.find(these, { attempts: 1 }, { session }).lean();
  const dead = await models.dead.find({ ...these, replayedAt: null }, { _id: 1 }, { session }).lean();
  const slots = new Map(stateIds.map((id): [string, StateSlot] => [id, emptySlot(id)]));
  for (const { _id, version, body, handled, handledBefore, actor = "", updatedAt } of states) {
    const slot = slots.get(_id);
    const changedAt = updatedAt.getTime();
    if (slot) Object.assign(slot, { stored: version, version, body, handled, handledBefore, actor, changedAt });
  }
  const earlier = states.some(({ handledBefore }) => handledBefore)
    ? await models.handled.find(these, { answer: 1 }, { session }).lean()
    : [];
  return {
    slots,
    answers: new Map([
      ...states.flatMap(({ handled }) => handled.map(({ id, answer }) => [id, answer] as const)),
      ...earlier.map(({ _id, answer }) => [_id, answer] as const),
    ]),
    kept: new Map<string, number | "dead">([
      ...retries.map(({ _id, attempts }) => [_id, attempts] as const),
      ...dead.map(({ _id }) => [_id, "dead"] as const),
    ]),
  };
}

function emptySlot(id: string): StateSlot {
  const cut = id.indexOf("/");
  return {
    id,
    tenant: id.slice(0, cut),
    key: id.slice(cut + 1),
    stored: 0,
    version: 0,
    body: undefined,
    view: undefined,
    handled: [],
    handledBefore: false,
    actor: "",
    changedAt: 0,
  };
}

/** Writes everything that a batch decided. @returns the events that it recorded */
export async function writeBatch(
  models: Models,
  session: ClientSession,
  settled: readonly Settled[],
  { slots, answers }: Loaded,
  now: Date,
): Promise<EventDocument[]> {
  const changed = [...slots.values()].filter(({ version, stored }) => version > stored);
  await moveHandled(models, session, changed, now);
  await writeStates(models, session, changed, now);
  const events = settled.flatMap((one) => one.events);
  if (events.length) await models.events.insertMany(events, { session, lean: true });
  await keepFailed(models, session, settled, now);
  await forgetKept(models, session, settled, answers, now);
  return events;
}

/** Keeps states small on which very many messages were handled, such as an account of many years. */
async function moveHandled(models: Models, session: ClientSession, slots: StateSlot[], now: Date): Promise<void> {
  const moved = slots.flatMap((slot) => {
    if (slot.handled.length <= handledMax) return [];
    slot.handledBefore = true;
    const older = slot.handled.splice(0, slot.handled.length - handledMax / 2);
    return older.map(({ id, answer }) => ({ _id: id, stateId: slot.id, at: now, answer }));
  });
  if (moved.length) await models.handled.insertMany(moved, { session, lean: true });
}

/**
 * Writes the states of a batch, known ones by deleting and inserting them: a third of the server's time that replacing
 * each takes. The transaction's snapshot compares and sets: a state that another instance changed since it was read is
 * a write conflict, and everything is read and decided once more.
 */
async function writeStates(models: Models, session: ClientSession, slots: StateSlot[], now: Date): Promise<void> {
  if (!slots.length) return;
  const known = slots.flatMap(({ id, stored }) => (stored > 0 ? [id] : []));
  if (known.length) {
    const { deletedCount } = await models.states.deleteMany({ _id: trusted({ $in: known }) }, { session });
    if (deletedCount !== known.length) throw new Error("a state vanished within its transaction");
  }
  await models.states.insertMany(
    slots.map((slot) => stateOf(slot, now)),
    { session, lean: true },
  );
}

function stateOf({ id, tenant, key, version, body, view, ...slot }: StateSlot, now: Date): StateDocument {
  const { status = "", tasks = [], timers = [] } = view ?? {};
  const due = timers.map((timer) => ({ ...timer, due: new Date(timer.due) }));
  return {
    _id: id,
    tenant,
    key,
    version,
    status,
    body: body ?? Buffer.alloc(0),
    timers: due,
    nextTimer: due.length ? new Date(Math.min(...due.map((timer) => timer.due.getTime()))) : null,
    tasks: tasks.map((task) => ({ ...task, since: new Date(task.since) })),
    handled: slot.handled,
    handledBefore: slot.handledBefore,
    actor: slot.actor,
    updatedAt: now,
  };
}

/** Keeps messages that failed: for another try, or dead for a person. */
async function keepFailed(
  models: Models,
  session: ClientSession,
  settled: readonly Settled[],
  now: Date,
): Promise<void> {
  for (const { item, outcome } of settled) {
    if (outcome.kind !== "retry" && outcome.kind !== "dead") continue;
    const { envelope, body, attempts, key } = item.delivery;
    const kept = { envelope, body, reason: outcome.fault.code, attempts: attempts + 1, at: now, ...(key && { key }) };
    const upsert = { session, upsert: true };
    if (outcome.kind === "retry") {
      const dueAt = new Date(now.getTime() + delayAfter(attempts + 1));
      await models.retries.updateOne({ _id: envelope.id }, { $set: { ...kept, dueAt } }, upsert);
    } else {
      const dead = { ...kept, detail: outcome.fault.detail, replayedAt: null };
      await models.dead.updateOne({ _id: envelope.id }, { $set: dead }, upsert);
      await models.retries.deleteOne({ _id: envelope.id }, { session });
    }
  }
}

/** What was kept and now went through is no longer waiting. */
async function forgetKept(
  models: Models,
  session: ClientSession,
  settled: readonly Settled[],
  answers: Map<string, unknown>,
  now: Date,
): Promise<void> {
  const ids = settled.flatMap(({ item: { delivery } }) =>
    ["retry", "replay"].includes(delivery.origin) && answers.has(delivery.envelope.id) ? [delivery.envelope.id] : [],
  );
  if (!ids.length) return;
  await models.retries.deleteMany({ _id: trusted({ $in: ids }) }, { session });
  await models.dead.updateMany({ _id: trusted({ $in: ids }) }, { $set: { replayedAt: now } }, { session });
}
