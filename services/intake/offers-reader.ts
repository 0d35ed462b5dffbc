import { readTownOffers } from "../../platform/casework/towns.ts";
import { type Store, unseal } from "../../platform/messaging/index.ts";
import type { IntakeState } from "./intake.ts";
import { Offers } from "./offers.ts";

/** Keeps the copy of announcements in step with the store: a look at the versions before each batch. */
export function offersReader({ states }: Pick<Store, "states">): () => Promise<Offers> {
  const offers = new Offers(readTownOffers());
  return async () => {
    const stored = await states.versions("offers");
    const changed = [...stored].filter(([id, version]) => offers.versionOf(id.slice("offers/".length)) !== version);
    if (!changed.length) return offers;
    for (const { version, body } of await states.read(changed.map(([id]) => id))) {
      const { announcement } = JSON.parse(unseal("", body).toString("utf8")) as IntakeState;
      if (announcement) offers.set(version, announcement);
    }
    return offers;
  };
}
