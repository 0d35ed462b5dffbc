import { trusted } from "mongoose";
import { emptyEnvelope } from "../contracts/envelope.ts";
import { seal } from "../seal.ts";
import { type KeptMessage, type Models, noTime } from "../store/models.ts";
import type { Delivery } from "./delivery.ts";

/** A kept message on its way into the service once more. */
const retryOf = ({ envelope, body, attempts, key }: KeptMessage): Delivery => ({
  ...{ origin: "retry", envelope, body, attempts },
  ...(key && { key }),
});

/** Messages whose next attempt is due, oldest first. */
export async function dueRetries({ retries }: Models, now: Date, limit: number): Promise<Delivery[]> {
  const found = await retries
    .find({ dueAt: trusted({ $lte: now }) })
    .sort({ dueAt: 1 })
    .limit(limit)
    .lean();
  return found.map(retryOf);
}

/**
 * Timers that are due, also those that were due while nobody was there. One that failed is kept for another try or for a
 * person: it is not due any more, and holds up none behind it.
 */
export async function dueTimers(models: Models, now: Date, limit: number): Promise<Delivery[]> {
  const { states } = models;
  const found = await states
    .find({ nextTimer: trusted({ $gt: noTime, $lte: now }) }, { tenant: 1, key: 1, timers: 1 })
    .sort({ nextTimer: 1 })
    .limit(limit)
    .lean();
  const failed = await failedOf(
    models,
    found.flatMap(({ timers }) => timers.map(({ id }) => id)),
  );
  for (const { _id, timers } of found) {
    const open = timers.filter(({ id }) => !failed.has(id)).map(({ due }) => due.getTime());
    const nextTimer = open.length ? new Date(Math.min(...open)) : null;
    if (open.length < timers.length)
      await states.updateOne({ _id, timers: trusted({ $size: timers.length }) }, { nextTimer });
  }
  return found.flatMap(({ tenant, key, timers }) =>
    timers
      .filter(({ id, due }) => due <= now && !failed.has(id))
      .map(({ id, name }) => ({
        origin: "timer" as const,
        envelope: { ...emptyEnvelope, id, type: `timer.${name}`, municipality: tenant },
        body: seal("", Buffer.from("{}")),
        attempts: 0,
        key: { tenant, key },
      })),
  );
}

/** Which of some messages are kept for another try or for a person. */
async function failedOf({ retries, dead }: Models, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (!ids.length) return new Set();
  const these = { _id: trusted({ $in: ids }) };
  const waiting = await retries.find(these, { _id: 1 }).lean();
  const given = await dead.find({ ...these, replayedAt: null }, { _id: 1 }).lean();
  return new Set([...waiting, ...given].map(({ _id }) => _id));
}

export interface DeadGroup {
  reason: string;
  type: string;
  count: number;
  first: string;
  ids: string[];
}

/** Dead letters that nobody replayed yet, grouped by cause; at most 100 ids a group. */
export async function deadGroups({ dead }: Models): Promise<DeadGroup[]> {
  const groups = await dead.aggregate<{
    _id: { reason: string; type: string };
    count: number;
    first: Date;
    ids: string[];
  }>([
    { $match: { replayedAt: null } },
    { $sort: { at: 1 } },
    {
      $group: {
        _id: { reason: "$reason", type: "$envelope.type" },
        count: { $sum: 1 },
        first: { $first: "$at" },
        ids: { $push: "$_id" },
      },
    },
    { $sort: { count: -1 } },
  ]);
  return groups.map(({ _id, count, first, ids }) => ({
    ..._id,
    count,
    first: first.toISOString(),
    ids: ids.slice(0, 100),
  }));
}

/** The dead letters that a selection names and that were not replayed yet: at most 500. */
export async function selectDead(
  { dead }: Models,
  selection: { ids?: string[]; reason?: string },
): Promise<Delivery[]> {
  const filter = {
    replayedAt: null,
    ...(selection.ids ? { _id: trusted({ $in: selection.ids }) } : {}),
    ...(selection.reason ? { reason: selection.reason } : {}),
  };
  const found = await dead.find(filter).sort({ at: 1 }).limit(500).lean();
  // A replay counts from one: the cause was mended, so the message gets all its attempts again.
  return found.map((kept) => ({ ...retryOf(kept), origin: "replay", attempts: 0 }));
}
