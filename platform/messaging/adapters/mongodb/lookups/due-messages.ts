import { trusted } from "mongoose";
import type { AsideAccount, Begun, DueTimer, Retry } from "../../../ports/store.ts";
import { type Models, noTime } from "../models.ts";

/** What is read of kept messages at once, in bytes: as much as one batch takes. */
const bytesMax = 4 * 1024 * 1024;

/** Reads documents until a batch is full, by number or by bytes; at least one where there is any. */
export async function upToBytes<T extends { body: Buffer }>(cursor: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  let bytes = 0;
  for await (const one of cursor) {
    bytes += one.body.length;
    if (found.length && bytes > bytesMax) break;
    found.push(one);
  }
  return found;
}

/** Messages whose next attempt is due, oldest first: as many as a batch takes. */
export async function dueRetries({ retries }: Models, now: Date, limit: number): Promise<Retry[]> {
  return await upToBytes(
    retries
      .find({ dueAt: trusted({ $lte: now }) })
      .sort({ dueAt: 1 })
      .limit(limit)
      .lean()
      .cursor(),
  );
}

/** The oldest messages that one account has set aside: as many as its share of a batch. */
export async function asideOf({ retries }: Models, account: string, limit: number): Promise<Retry[]> {
  return await upToBytes(retries.find({ account }).sort({ at: 1 }).limit(limit).lean().cursor());
}

/** The account that comes after another one among those that have messages aside; round again after the last. */
export async function nextAccount({ retries }: Models, after: string): Promise<string | undefined> {
  const next = (account: Record<string, unknown>) =>
    retries
      .findOne({ account: trusted(account) }, { account: 1 })
      .sort({ account: 1 })
      .lean();
  const found = (await next({ $gt: after })) ?? (await next({ $exists: true }));
  return found?.account;
}

const asideAccountsMax = 5;

/** Names the accounts that have most set aside; counted by an index alone. */
export async function asideAccounts({ retries }: Models): Promise<AsideAccount[]> {
  const found = await retries.aggregate<{ _id: string; count: number }>([
    { $match: { account: { $gt: "" } } }, // Not $exists: for that the documents would be read.
    { $group: { _id: "$account", count: { $sum: 1 } } },
    { $sort: { count: -1 } },
    { $limit: asideAccountsMax },
  ]);
  return await Promise.all(
    found.map(async ({ _id, count }) => {
      const oldest = await retries.findOne({ account: _id }, { envelope: 1 }).sort({ at: 1 }).lean();
      return { account: _id, count, caseNumber: oldest?.envelope.caseNumber ?? "" };
    }),
  );
}

/** Notes that messages are begun, so that those of which the process dies are known by it. */
export async function begin({ retries, states }: Models, these: Begun): Promise<void> {
  if (these.retries.length)
    await retries.updateMany({ _id: trusted({ $in: [...these.retries] }) }, { $inc: { begun: 1 } });
  if (!these.timers.length) return;
  const ids = these.timers.map(({ id }) => id);
  await states.updateMany(
    { _id: trusted({ $in: these.timers.map(({ stateId }) => stateId) }) },
    { $inc: { "timers.$[one].begun": 1 } },
    { arrayFilters: [{ "one.id": { $in: ids } }] },
  );
}

/**
 * Timers that are due, also those that were due while nobody was there. One that failed is kept for another try or for a
 * person: it is not due any more, and holds up none behind it.
 */
export async function dueTimers(models: Models, now: Date, limit: number): Promise<DueTimer[]> {
  const { states } = models;
  const found = await states
    .find(
      { nextTimer: trusted({ $gt: noTime, $lte: now }) },
      { tenant: 1, processor: 1, key: 1, version: 1, timers: 1 },
    )
    .sort({ nextTimer: 1 })
    .limit(limit)
    .lean();
  const failed = await failedOf(
    models,
    found.flatMap(({ timers }) => timers.map(({ id }) => id)),
  );
  for (const { _id, version, timers } of found) {
    const open = timers.filter(({ id }) => !failed.has(id)).map(({ due }) => due.getTime());
    const nextTimer = open.length ? new Date(Math.min(...open)) : null;
    // Only what was read: a state that was written meanwhile has other timers.
    if (open.length < timers.length) await states.updateOne({ _id, version }, { nextTimer });
  }
  return found.flatMap(({ _id, tenant, processor, key, timers }) =>
    timers
      .filter(({ id, due }) => due <= now && !failed.has(id))
      .map(({ id, name, argument, begun = 0 }) => ({
        ...{ id, name, ...(argument === undefined ? {} : { argument }) },
        ...{ stateId: _id, tenant, processor, key, begun },
      })),
  );
}

/** Which of some messages are kept for another try or for a person. */
async function failedOf({ retries, dead }: Models, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (!ids.length) return new Set();
  const these = { _id: trusted({ $in: ids }) };
  const waiting = await retries.find(these, { _id: 1 }).lean();
  const given = await dead.find({ ...these, open: true }, { _id: 1 }).lean();
  return new Set([...waiting, ...given].map(({ _id }) => _id));
}
