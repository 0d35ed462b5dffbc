import { type ClientSession, trusted } from "mongoose";
import type { Answered, Decided, Loaded, More, StoredState, Wanted } from "../../ports/store.ts";
import type { Models } from "./models.ts";
import { writeTasks } from "./task-store.ts";
import { insertAll, within } from "./transaction.ts";

/** Ids of handled messages that a state holds; when there are more, all but the later half move out. */
const handledMax = 200;

/** Has a batch decided on what is loaded within one transaction, and on more of it as long as more is asked for. */
export async function decideBatch(
  models: Models,
  session: ClientSession,
  wanted: Wanted,
  decide: (loaded: Loaded) => Promise<Decided | More>,
): Promise<Decided> {
  let loaded = await loadBatch(models, session, wanted);
  for (;;) {
    const decided = await decide(loaded);
    if (!("more" in decided)) return decided;
    const more = await statesOf(models, session, decided.more);
    loaded = {
      ...loaded,
      asked: new Set([...loaded.asked, ...decided.more]),
      states: [...loaded.states, ...more],
      answers: new Map([...loaded.answers, ...(await answersOf(models, session, more, wanted.messages))]),
    };
  }
}

const statesOf = ({ states }: Models, session: ClientSession, ids: readonly string[]): Promise<StoredState[]> =>
  states.find({ _id: trusted({ $in: [...ids] }) }, null, within(session)).lean<StoredState[]>();

/** Reads the states of a batch, and which of its messages were handled before or are kept. */
async function loadBatch(models: Models, session: ClientSession, wanted: Wanted): Promise<Loaded> {
  const states = await statesOf(models, session, wanted.states);
  const stored = await keptOf(models, session, { _id: trusted({ $in: [...wanted.messages] }) });
  const answers = await answersOf(models, session, states, wanted.messages);
  return { asked: new Set(wanted.states), states, answers: new Map(answers), parked: stored };
}

/** What was answered to messages that were handled on some states before. */
async function answersOf(
  { handled }: Models,
  session: ClientSession,
  states: readonly StoredState[],
  messages: readonly string[],
): Promise<[string, Answered][]> {
  const earlier = states.some(({ handledBefore }) => handledBefore)
    ? await handled
        .find({ _id: trusted({ $in: [...messages] }) }, { answer: 1, sealed: 1, stateId: 1 }, within(session))
        .lean()
    : [];
  return [
    ...states.flatMap(({ _id, handled: ids }) =>
      ids.map(({ id, answer, sealed }): [string, Answered] => [id, answeredAs(_id, answer, sealed)]),
    ),
    ...earlier.map(({ _id, stateId, answer, sealed }): [string, Answered] => [
      _id,
      answeredAs(stateId, answer, sealed),
    ]),
  ];
}

const answeredAs = (stateId: string, answer: unknown, sealed: Buffer | undefined): Answered =>
  sealed ? { stateId, answer, sealed } : { stateId, answer };

/** Which messages are kept. Mostly none are at all: one look for any costs less than one for each of a batch. */
async function keptOf(
  { retries, dead }: Models,
  session: ClientSession,
  these: Record<string, unknown>,
): Promise<Loaded["parked"]> {
  const read = within(session);
  const stored: Loaded["parked"] = new Map();
  if (await retries.findOne({ _id: trusted({ $gt: "" }) }, { _id: 1 }, read).lean())
    for (const { _id, attempts } of await retries.find(these, { attempts: 1 }, read).lean()) stored.set(_id, attempts);
  // By id alone: with `open` the server weighs another index each time.
  if (await dead.findOne({ open: true }, { _id: 1 }, read).lean())
    for (const { _id, open } of await dead.find(these, { open: 1 }, read).lean()) if (open) stored.set(_id, "dead");
  return stored;
}

/** Writes everything that a batch decided. */
export async function writeBatch(models: Models, session: ClientSession, decided: Decided): Promise<void> {
  await moveHandled(
    models,
    session,
    decided.states.map(({ after }) => after),
  );
  await writeStates(models, session, decided.states);
  await writeTasks(
    models,
    session,
    decided.states.map(({ before, after }) => ({ state: after, before: before?.tasks ?? [] })),
  );
  await insertAll(models.events, decided.events, session);
  await keep(models, session, decided);
  await forget(models, session, decided);
}

/** Keeps states small on which very many messages were handled, such as an account of many years. */
async function moveHandled(models: Models, session: ClientSession, states: StoredState[]): Promise<void> {
  const moved = states.flatMap((state) => {
    if (state.handled.length <= handledMax) return [];
    state.handledBefore = true;
    const older = state.handled.splice(0, state.handled.length - handledMax / 2);
    return older.map(({ id, ...answered }) => ({ _id: id, stateId: state._id, at: state.updatedAt, ...answered }));
  });
  await insertAll(models.handled, moved, session);
}

/**
 * Writes the states of a batch, known ones by deleting and inserting them: a third of the server's time that replacing
 * each takes. The transaction's snapshot compares and sets: a state that another instance changed since it was read is
 * a write conflict, and everything is read and decided once more.
 */
async function writeStates(models: Models, session: ClientSession, states: Decided["states"]): Promise<void> {
  const known = states.flatMap(({ before }) => (before ? [before._id] : []));
  if (known.length) {
    const { deletedCount } = await models.states.deleteMany({ _id: trusted({ $in: known }) }, within(session));
    if (deletedCount !== known.length) throw new Error("a state vanished within its transaction");
  }
  await insertAll(
    models.states,
    states.map(({ after }) => after),
    session,
  );
}

/** Keeps messages that failed: for another try, or dead for a person. */
async function keep({ retries, dead }: Models, session: ClientSession, decided: Decided): Promise<void> {
  const again = decided.retries.map(({ _id, ...stored }) => ({
    updateOne: { filter: { _id }, update: { $set: stored, $unset: { account: 1 as const } }, upsert: true },
  }));
  if (again.length) await retries.bulkWrite(again, within(session));
  const ended = decided.dead.map(({ _id, ...letter }) => ({
    updateOne: { filter: { _id }, update: { $set: letter }, upsert: true },
  }));
  if (!ended.length) return;
  await dead.bulkWrite(ended, within(session));
  await retries.deleteMany({ _id: trusted({ $in: decided.dead.map(({ _id }) => _id) }) }, within(session));
}

/** Forgets what was kept and now went through, and what counts as dead alone. */
async function forget(
  { retries, dead }: Models,
  session: ClientSession,
  { at, done, dropped }: Decided,
): Promise<void> {
  const gone = [...done, ...dropped];
  if (!gone.length) return;
  await retries.deleteMany({ _id: trusted({ $in: gone }) }, within(session));
  if (!done.length) return;
  const replayed = { $set: { replayedAt: at }, $unset: { open: 1 as const } };
  await dead.updateMany({ _id: trusted({ $in: done }) }, replayed, within(session));
}
