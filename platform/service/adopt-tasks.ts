import { type Connection, trusted } from "mongoose";
import { dropIndex } from "../store/former-indexes.ts";
import type { Models } from "../store/models.ts";
import { transaction, within } from "../store/transaction.ts";
import { documentsOf } from "./task-store.ts";

/** The index by which tasks were found within their states, before they had a collection of their own. */
const formerIndex = "tasks.caseNumber_1_tenant_1";
/** States in one transaction: each may have thousands of tasks. */
const statesMax = 20;

/**
 * Makes tasks of what waits in states that were stored before tasks had a collection of their own, once: the former
 * index says that it is to be done, and goes when it is. Safe to repeat, and to do in several instances at once.
 */
export async function adoptTasks(connection: Connection, models: Models): Promise<void> {
  const { states } = models;
  const indexes = await states.collection.indexes();
  if (!indexes.some(({ name }) => name === formerIndex)) return;
  const waiting = { "tasks.caseNumber": trusted({ $exists: true }) };
  const ids = (await states.find(waiting, { _id: 1 }).lean()).map(({ _id }) => _id);
  for (let i = 0; i < ids.length; i += statesMax) await adopt(connection, models, ids.slice(i, i + statesMax));
  await dropIndex(connection, states.collection.name, formerIndex);
}

async function adopt(connection: Connection, { states, tasks }: Models, ids: readonly string[]): Promise<void> {
  await transaction(connection, async (session) => {
    const these = { _id: trusted({ $in: ids }) };
    const found = await states.find(these, { tenant: 1, tasks: 1, updatedAt: 1 }, within(session)).lean();
    // Written as well: whoever handles a message on one of them meanwhile collides with this, and looks again.
    for (const { _id, updatedAt } of found)
      await states.updateOne({ _id }, { $set: { updatedAt: new Date(updatedAt.getTime() + 1) } }, within(session));
    const all = found.flatMap((state) => [...documentsOf(state).values()]);
    await tasks.deleteMany({ _id: trusted({ $in: all.map(({ _id }) => _id) }) }, within(session));
    if (all.length) await tasks.insertMany(all, { ...within(session), lean: true });
  });
}
