import type { PipelineStage } from "mongoose";
import { type Models, noTime } from "./models.ts";

/** Documents of one of a service's collections. */
export interface Where {
  collection: string;
  match: Record<string, unknown>;
}

/** What a service looks for again and again, each in one or more places. */
export type Places<What extends string> = Record<What, Where[]>;

/** Where messages may lie that wait for another try or for their account's turn, and the states whose timers are due. */
export const keptPlaces = (now: Date): Where[] => [
  // Mostly there are none at all, and one look is enough for both kinds.
  { collection: "retries", match: { _id: { $gt: "" } } },
  { collection: "states", match: { nextTimer: { $gt: noTime, $lte: now } } },
];

/**
 * What there is something of: one query for all places, because every service asks each second and mostly in vain.
 * Each place needs an index for its condition.
 */
export async function whatIsDue<What extends string>(
  { meta }: Pick<Models, "meta">,
  places: Places<What>,
): Promise<ReadonlySet<What>> {
  const stages = Object.entries<Where[]>(places).flatMap(([what, list]) =>
    list.map(({ collection, match }): PipelineStage => {
      const one = [{ $match: match }, { $limit: 1 }, { $project: { _id: 0, what: { $literal: what } } }];
      return { $unionWith: { coll: collection, pipeline: one } };
    }),
  );
  const nothing = { $match: { _id: "none of its own" } };
  const found = await meta.aggregate<{ what: What }>([nothing, ...stages]);
  return new Set(found.map(({ what }) => what));
}
