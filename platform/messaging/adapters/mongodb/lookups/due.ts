import type { PipelineStage } from "mongoose";
import type { Due } from "../../../ports/store.ts";
import { type Models, noTime } from "../models.ts";

/** Documents of one of a service's collections. */
interface Place {
  what: Due;
  collection: string;
  match: Record<string, unknown>;
}

/** Where work may lie that waits for its time. Each place needs an index for its condition, or is mostly empty. */
const places = ({ now, unsentBefore }: { now: Date; unsentBefore: Date }): Place[] => [
  // Mostly there are none at all, and one look is enough for retries and for what was set aside.
  { what: "kept", collection: "retries", match: { _id: { $gt: "" } } },
  { what: "kept", collection: "states", match: { nextTimer: { $gt: noTime, $lte: now } } },
  { what: "outbox", collection: "publications", match: { publishedSeq: null, at: { $lt: unsentBefore } } },
  // Only who sends to Kafka has these.
  { what: "outbox", collection: "unsent", match: {} },
  { what: "outbox", collection: "unsent-documents", match: { dueAt: { $not: { $gt: now } } } },
];

/** What there is something of: one query for all places, because every service asks each second and mostly in vain. */
export async function whatIsDue(
  { meta }: Pick<Models, "meta">,
  at: { now: Date; unsentBefore: Date },
): Promise<ReadonlySet<Due>> {
  const stages = places(at).map(({ what, collection, match }): PipelineStage => {
    const one = [{ $match: match }, { $limit: 1 }, { $project: { _id: 0, what: { $literal: what } } }];
    return { $unionWith: { coll: collection, pipeline: one } };
  });
  const nothing = { $match: { _id: "none of its own" } };
  const found = await meta.aggregate<{ what: Due }>([nothing, ...stages]);
  return new Set(found.map(({ what }) => what));
}
