import { trusted } from "mongoose";
import type { Models } from "../store/models.ts";
import type { Delivery } from "./delivery.ts";
import { deliveryOf, upToBytes } from "./due-messages.ts";

export interface DeadGroup {
  reason: string;
  type: string;
  count: number;
  first: string;
  ids: string[];
}

const idsMax = 100;
const groupsMax = 200;

/**
 * Groups dead letters that nobody replayed yet by their cause: at most 200 groups, the largest first, with the oldest 100
 * ids each. Read from an index alone, whatever the letters hold.
 */
export async function deadGroups({ dead }: Models): Promise<DeadGroup[]> {
  const groups = await dead.aggregate<{
    _id: { reason: string; type: string };
    count: number;
    first: Date;
    ids: string[];
  }>([
    { $match: { open: true } },
    { $sort: { open: 1, reason: 1, "envelope.type": 1, at: 1, _id: 1 } },
    {
      $group: {
        _id: { reason: "$reason", type: "$envelope.type" },
        count: { $sum: 1 },
        first: { $min: "$at" },
        ids: { $firstN: { input: "$_id", n: idsMax } },
      },
    },
    { $sort: { count: -1 } },
    { $limit: groupsMax },
  ]);
  return groups.map(({ _id, count, first, ids }) => ({ ..._id, count, first: first.toISOString(), ids }));
}

/** Dead letters of a selection that are replayed in one go: up to 500 and 4 MiB. Who wants more asks again. */
const selectedMax = 500;

/** The oldest dead letters that a selection names and that were not replayed yet. */
export async function selectDead(
  { dead }: Models,
  selection: { ids?: string[]; reason?: string },
): Promise<Delivery[]> {
  const filter = {
    open: true,
    ...(selection.ids ? { _id: trusted({ $in: selection.ids }) } : {}),
    ...(selection.reason ? { reason: selection.reason } : {}),
  };
  const order = { open: 1, reason: 1, "envelope.type": 1, at: 1 } as const;
  const found = await upToBytes(dead.find(filter).sort(order).limit(selectedMax).lean().cursor());
  // A replay counts from one: the cause was mended, so the message gets all its attempts again.
  return found.map((kept) => ({ ...deliveryOf(kept), origin: "replay", attempts: 0 }));
}
