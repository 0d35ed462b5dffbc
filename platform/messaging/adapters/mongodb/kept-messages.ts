import { type AnyBulkWriteOperation, type ClientSession, trusted } from "mongoose";
import type { Delivery } from "../../engine/delivery.ts";
import { aloneFrom, delayAfter, delayOfWaiting } from "../../engine/retry.ts";
import type { Settled } from "./batch-store.ts";
import type { DeadDocument, KeptMessage, Models, RetryDocument } from "./models.ts";
import { within } from "./transaction.ts";

type Fields = Omit<KeptMessage, "_id">;

const fieldsOf = ({ envelope, body, attempts, key }: Delivery, reason: string, at: Date): Fields => {
  const fields = { envelope, body, reason, attempts, at };
  return key ? { ...fields, key } : fields;
};

/** Keeps messages that failed, in the transaction of their batch: for another try, or dead for a person. */
export async function keepFailed(
  { retries, dead }: Models,
  session: ClientSession,
  settled: readonly Settled[],
  now: Date,
): Promise<void> {
  const again: AnyBulkWriteOperation<RetryDocument>[] = [];
  const ended: AnyBulkWriteOperation<DeadDocument>[] = [];
  const endedIds: string[] = [];
  for (const { item, outcome } of settled) {
    if (outcome.kind !== "retry" && outcome.kind !== "dead") continue;
    const { delivery } = item;
    const _id = delivery.envelope.id;
    const { code, detail, counts } = outcome.fault;
    const attempts = delivery.attempts + (counts ? 1 : 0);
    const kept = fieldsOf({ ...delivery, attempts }, code, now);
    if (outcome.kind === "retry") {
      const waits = (delivery.waits ?? 0) + (counts ? 0 : 1);
      const dueAt = new Date(now.getTime() + (counts ? delayAfter(attempts) : delayOfWaiting(waits)));
      const update = { $set: { ...kept, dueAt, waits, begun: 0 }, $unset: { account: 1 as const } };
      again.push({ updateOne: { filter: { _id }, update, upsert: true } });
    } else {
      const update = { $set: { ...kept, detail, open: true, replayedAt: null } };
      ended.push({ updateOne: { filter: { _id }, update, upsert: true } });
      endedIds.push(_id);
    }
  }
  if (again.length) await retries.bulkWrite(again, within(session));
  if (!ended.length) return;
  await dead.bulkWrite(ended, within(session));
  await retries.deleteMany({ _id: trusted({ $in: endedIds }) }, within(session));
}

/** Forgets what was kept and now went through, in the transaction of its batch. */
export async function forgetKept(
  { retries, dead }: Models,
  session: ClientSession,
  settled: readonly Settled[],
  { answers, kept }: { answers: ReadonlyMap<string, unknown>; kept: ReadonlyMap<string, number | "dead"> },
  now: Date,
): Promise<void> {
  // What is dead and came to wait here once more, as what was set aside may: the dead letter is what counts.
  const dropped = settled.flatMap(({ item: { delivery } }) =>
    delivery.origin === "retry" && kept.get(delivery.envelope.id) === "dead" ? [delivery.envelope.id] : [],
  );
  if (dropped.length) await retries.deleteMany({ _id: trusted({ $in: dropped }) }, within(session));
  const ids = settled.flatMap(({ item: { delivery } }) =>
    ["retry", "replay"].includes(delivery.origin) && answers.has(delivery.envelope.id) ? [delivery.envelope.id] : [],
  );
  if (!ids.length) return;
  const these = { _id: trusted({ $in: ids }) };
  await retries.deleteMany(these, within(session));
  await dead.updateMany(these, { $set: { replayedAt: now }, $unset: { open: 1 } }, within(session));
}

/**
 * Takes messages off the bus without handling them: from then on they come from the store. `alone`: each of them was
 * delivered twice without an end, and is handled alone; else they are an account's that brings more than its share.
 */
export async function setAside(
  { retries }: Models,
  deliveries: readonly Delivery[],
  now: Date,
  why: "alone" | "share",
): Promise<void> {
  const operations = deliveries.map((delivery): AnyBulkWriteOperation<RetryDocument> => {
    const kept = { ...fieldsOf(delivery, why === "alone" ? "delivered-again" : "", now), waits: 0 };
    // What is kept already stays as it is: it has its own attempts.
    const document =
      why === "alone"
        ? { ...kept, dueAt: now, begun: aloneFrom - 1 }
        : { ...kept, dueAt: null, begun: 0, account: accountOf(delivery) };
    return { updateOne: { filter: { _id: delivery.envelope.id }, update: { $setOnInsert: document }, upsert: true } };
  });
  if (operations.length) await retries.bulkWrite(operations, { ordered: false });
}

/** Whose share of a batch a message takes: its applicant's, else its account's or case's. */
export const accountOf = ({ envelope: { applicant, account, caseId, id } }: Delivery): string =>
  applicant || account || caseId || id;
