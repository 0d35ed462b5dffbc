import { type QueryFilter, trusted } from "mongoose";
import { Fault } from "../../../faults.ts";
import type { DeadGroups, DeadLetters, DeadSelection } from "../../../ports/archive.ts";
import type { DeadLetter } from "../../../ports/store.ts";
import { deadOrder, type Models } from "../models.ts";

/** Ids of one group that are told. */
const idsMax = 20;
/** Groups that are told: with their ids some 200 KB, of 1 MB that NATS carries. */
const groupsMax = 200;

interface Group {
  _id: { reason: string; type: string };
  count: number;
  first: Date;
  ids: string[];
}

/**
 * Groups dead letters that nobody replayed yet by their cause: at most 200 groups, the largest first, with the oldest 20
 * ids each, and how many of both are left off. Read from an index alone, whatever the letters hold.
 */
async function deadGroups({ dead }: Models): Promise<DeadGroups> {
  const [found] = await dead.aggregate<{ groups: Group[]; all: { count: number }[] }>([
    { $match: { open: true } },
    { $sort: deadOrder },
    {
      $group: {
        _id: { reason: "$reason", type: "$envelope.type" },
        count: { $sum: 1 },
        first: { $min: "$at" },
        ids: { $firstN: { input: "$_id", n: idsMax } },
      },
    },
    {
      $facet: {
        groups: [{ $sort: { count: -1, _id: 1 } }, { $limit: groupsMax }],
        all: [{ $count: "count" }],
      },
    },
  ]);
  const groups = (found?.groups ?? []).map(({ _id, count, first, ids }) => ({
    ...{ ..._id, count, first: first.toISOString(), ids, more: count - ids.length },
  }));
  return { groups, more: (found?.all[0]?.count ?? 0) - groups.length };
}

/** Dead letters that are replayed in one go: up to 500 and 4 MiB. Who wants more goes on behind them. */
const selectedMax = 500;
const bytesMax = 4 * 1024 * 1024;

/** Where a selection goes on: behind a letter, among those that were dead when it began. */
interface Place {
  until: Date;
  reason: string;
  at: Date;
  id: string;
}

/**
 * The first dead letters that a selection names and that were not replayed yet, by reason and age.
 * @returns them, and where to go on; what dies once more meanwhile is not found again
 * @throws Fault bad-request for a place that is none
 */
async function selectDead(
  { dead }: Models,
  { ids, reason, after }: DeadSelection,
  now: Date,
): Promise<{ letters: DeadLetter[]; next?: string }> {
  const place = after === undefined ? undefined : placeIn(after);
  const until = place?.until ?? now;
  const query = ids
    ? dead.find({ open: true, ...namedAfter(ids, place) }).sort({ _id: 1 })
    : dead.find({ open: true, ...(reason ? { reason } : {}), ...behind(place, until) }).sort(deadOrder);
  const cursor = query
    .hint(ids ? { _id: 1 } : deadOrder)
    .limit(selectedMax + 1)
    .lean()
    .cursor();
  const letters: DeadLetter[] = [];
  let bytes = 0;
  for await (const letter of cursor) {
    bytes += letter.body.length;
    const last = letters.at(-1);
    if (last && (letters.length === selectedMax || bytes > bytesMax)) return { letters, next: afterOf(until, last) };
    letters.push(letter);
  }
  return { letters };
}

const namedAfter = (ids: readonly string[], place: Place | undefined): QueryFilter<DeadLetter> => ({
  _id: trusted({ $in: ids.filter((id) => !place || id > place.id) }),
});

function behind(place: Place | undefined, until: Date): QueryFilter<DeadLetter> {
  const before = trusted({ $lte: until });
  if (!place) return { at: before };
  const { reason, at, id } = place;
  return {
    $or: [
      { reason, at, _id: trusted({ $gt: id }) },
      { reason, at: trusted({ $gt: at, $lte: until }) },
      { reason: trusted({ $gt: reason }), at: before },
    ],
  };
}

const afterOf = (until: Date, { reason, at, _id }: DeadLetter): string =>
  Buffer.from(JSON.stringify([until.getTime(), reason, at.getTime(), _id])).toString("base64url");

function placeIn(after: string): Place {
  const text = Buffer.from(after, "base64url").toString("utf8");
  const [, until, reason, at, id] = /^\[(\d{1,15}),"([^"\\]*)",(\d{1,15}),"([^"\\]+)"\]$/.exec(text) ?? [];
  if (!id) throw new Fault("bad-request", "after is no place in this list");
  return { until: new Date(Number(until)), reason: reason ?? "", at: new Date(Number(at)), id };
}

/** A service's dead letters in its own database. */
export const mongoDeadLetters = (models: Models): DeadLetters => ({
  groups: () => deadGroups(models),
  select: (selection, how) => selectDead(models, selection, how),
  find: async (id) => (await models.dead.findById(id).lean<DeadLetter>()) ?? undefined,
  bury: async (letters) => {
    const written = letters.map(({ _id, ...letter }) => ({
      updateOne: { filter: { _id }, update: { $set: letter }, upsert: true },
    }));
    if (written.length) await models.dead.bulkWrite(written);
  },
});
