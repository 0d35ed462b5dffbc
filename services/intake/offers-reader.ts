import { readTownOffers } from "../../platform/casework/index.ts";
import type { Resources } from "../../platform/messaging/index.ts";
import { type OfferState, offered } from "./intake.ts";
import { Offers } from "./offers.ts";

const tenant = "offers";

/** Keeps the copy of announcements in step with the store: a look at the versions before each batch. */
export function offersReader(
  { states }: Pick<Resources, "states">,
  offers = new Offers(readTownOffers()),
): () => Promise<Offers> {
  return async () => {
    const stored = await states.versions(offered.name, tenant);
    const changed = [...stored].filter(([service, version]) => offers.versionOf(service) !== version);
    const keys = changed.map(([key]) => ({ tenant, key }));
    for (const { version, value } of await states.read<OfferState>(offered.name, keys))
      if (value.announcement) offers.set(version, value.announcement);
    return offers;
  };
}
