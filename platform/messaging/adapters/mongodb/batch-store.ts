import { type ClientSession, trusted } from "mongoose";
import type { Item } from "../../engine/batch.ts";
import type { Outcome } from "../../engine/delivery.ts";
import type { View } from "../../engine/processor.ts";
import { forgetKept, keepFailed } from "./kept-messages.ts";
import type { EventDocument, Handled, Models, StateDocument } from "./models.ts";
import { writeTasks } from "./task-store.ts";
import { insertAll, within } from "./transaction.ts";

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
  /** sealed, as it was read, and as it is to be written; undefined: not stored yet */
  body: Buffer | undefined;
  /** the state itself, once the first message of the batch needs it: read once and written once, however many follow */
  state: { value: unknown } | undefined;
  /** what the platform may know of it, once the batch is decided */
  view: View | undefined;
  /** its tasks as they are stored */
  tasks: StateDocument["tasks"];
  /** timers that this batch brought */
  fired: Set<string>;
  handled: Handled[];
  handledBefore: boolean;
  /** who acted on it last */
  actor: string;
  /** this batch's time on this key: it never goes back, whatever the clocks of two instances say */
  at: Date;
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

/** Reads the states of a batch, and which of its messages were handled before or are kept. */
export async function loadBatch(
  models: Models,
  session: ClientSession,
  keyed: { item: Item; key: string | undefined }[],
  now: Date,
): Promise<Loaded> {
  const read = within(session);
  const stateIds = [...new Set(keyed.flatMap(({ key }) => (key ? [key] : [])))];
  const states = await models.states.find({ _id: trusted({ $in: stateIds }) }, null, read).lean();
  const these = { _id: trusted({ $in: keyed.map(({ item }) => item.delivery.envelope.id) }) };
  const kept = await keptOf(models, session, these);
  const slots = new Map(stateIds.map((id): [string, StateSlot] => [id, emptySlot(id, now)]));
  for (const { _id, version, body, tasks, handled, handledBefore, actor = "", updatedAt } of states) {
    const slot = slots.get(_id);
    const at = new Date(Math.max(now.getTime(), updatedAt.getTime() + 1));
    if (slot) Object.assign(slot, { stored: version, version, body, tasks, handled, handledBefore, actor, at });
  }
  const earlier = states.some(({ handledBefore }) => handledBefore)
    ? await models.handled.find(these, { answer: 1 }, read).lean()
    : [];
  return {
    slots,
    answers: new Map([
      ...states.flatMap(({ handled }) => handled.map(({ id, answer }) => [id, answer] as const)),
      ...earlier.map(({ _id, answer }) => [_id, answer] as const),
    ]),
    kept,
  };
}

/** Which messages are kept. Mostly none are at all: one look for any costs less than one for each of a batch. */
async function keptOf(
  { retries, dead }: Models,
  session: ClientSession,
  these: Record<string, unknown>,
): Promise<Loaded["kept"]> {
  const read = within(session);
  const kept: Loaded["kept"] = new Map();
  if (await retries.findOne({ _id: trusted({ $gt: "" }) }, { _id: 1 }, read).lean())
    for (const { _id, attempts } of await retries.find(these, { attempts: 1 }, read).lean()) kept.set(_id, attempts);
  // By id alone: with `open` the server weighs another index each time.
  if (await dead.findOne({ open: true }, { _id: 1 }, read).lean())
    for (const { _id, open } of await dead.find(these, { open: 1 }, read).lean()) if (open) kept.set(_id, "dead");
  return kept;
}

function emptySlot(id: string, at: Date): StateSlot {
  const cut = id.indexOf("/");
  return {
    id,
    tenant: id.slice(0, cut),
    key: id.slice(cut + 1),
    stored: 0,
    version: 0,
    body: undefined,
    state: undefined,
    view: undefined,
    tasks: [],
    fired: new Set(),
    handled: [],
    handledBefore: false,
    actor: "",
    at,
  };
}

/** Writes everything that a batch decided. @returns the events that it recorded */
export async function writeBatch(
  models: Models,
  session: ClientSession,
  settled: readonly Settled[],
  loaded: Loaded,
  now: Date,
): Promise<EventDocument[]> {
  const changed = [...loaded.slots.values()].filter(({ version, stored }) => version > stored);
  await moveHandled(models, session, changed, now);
  const states = changed.map(stateOf);
  await writeStates(models, session, changed, states);
  await writeTasks(
    models,
    session,
    states.map((state, i) => ({ state, before: changed[i]?.tasks ?? [] })),
  );
  const events = settled.flatMap((one) => one.events);
  await insertAll(models.events, events, session);
  await keepFailed(models, session, settled, now);
  await forgetKept(models, session, settled, loaded, now);
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
  await insertAll(models.handled, moved, session);
}

/**
 * Writes the states of a batch, known ones by deleting and inserting them: a third of the server's time that replacing
 * each takes. The transaction's snapshot compares and sets: a state that another instance changed since it was read is
 * a write conflict, and everything is read and decided once more.
 */
async function writeStates(
  models: Models,
  session: ClientSession,
  slots: StateSlot[],
  states: StateDocument[],
): Promise<void> {
  if (!slots.length) return;
  const known = slots.flatMap(({ id, stored }) => (stored > 0 ? [id] : []));
  if (known.length) {
    const { deletedCount } = await models.states.deleteMany({ _id: trusted({ $in: known }) }, within(session));
    if (deletedCount !== known.length) throw new Error("a state vanished within its transaction");
  }
  await insertAll(models.states, states, session);
}

function stateOf({ id, tenant, key, version, body, view, at, ...slot }: StateSlot): StateDocument {
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
    updatedAt: at,
  };
}
