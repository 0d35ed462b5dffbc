import { trusted } from "mongoose";
import type { Models } from "../../platform/messaging/adapters/mongodb/models.ts";
import type { Resources } from "../../platform/messaging/index.ts";
import type { Told, Unsent } from "./unsent.ts";

/** Events of one key are never of the same time, or they are of one transaction and have an order. */
const inOrder = { at: 1, order: 1 } as const;
/** What lies in memory at once, and goes into one note. */
const pageMax = 500;
/** Bodies are read when they are sent. */
const noted = { at: 1, order: 1, "envelope.applicationId": 1, "envelope.type": 1 } as const;

/** Makes the index that `redrive` reads by; only senders to Kafka need it. */
export async function createRedriveIndex({ events }: Models): Promise<void> {
  await events.collection.createIndex(inOrder);
}

/**
 * Notes again, page by page and in their order, what was told from `since` until now: the portal drops it by number.
 * Broken off, it may be repeated. @returns how many events
 */
export async function redrive(
  { models: { events }, clock }: Pick<Resources, "models" | "clock">,
  unsent: Unsent,
  since: Date,
  types?: string[],
): Promise<number> {
  const [latest] = await events.find({}, { at: 1 }).sort({ at: -1, order: -1 }).limit(1).lean();
  if (!latest) return 0;
  const told = {
    at: trusted({ $gte: since, $lte: latest.at }),
    ...(types ? { "envelope.type": trusted({ $in: types }) } : {}),
  };
  const cursor = events.find(told, noted).sort(inOrder).hint(inOrder).lean<Told>().cursor({ batchSize: pageMax });
  let page: Told[] = [];
  let count = 0;
  let at = 0;
  const flush = async () => {
    at = Math.max(clock.now().getTime(), at + 1); // Notes are sent by their time: a page may not overtake the one before.
    count += await unsent.add(page, new Date(at));
    page = [];
  };
  for await (const event of cursor) {
    page.push(event);
    if (page.length === pageMax) await flush();
  }
  if (page.length) await flush();
  return count;
}
