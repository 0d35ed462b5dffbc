import { trusted } from "mongoose";
import { readTownOffers } from "../../platform/casework/towns.ts";
import type { Models } from "../../platform/messaging/adapters/mongodb/models.ts";
import { unseal } from "../../platform/messaging/index.ts";
import type { IntakeState } from "./intake.ts";
import { Offers } from "./offers.ts";

/** All states whose tenant is "offers", by the beginning of their ids ("0" follows "/"). */
const announced = { _id: trusted({ $gte: "offers/", $lt: "offers0" }) };

/** Keeps the copy of announcements in step with the store: a look at the versions before each batch. */
export function offersReader({ models }: { models: Pick<Models, "states"> }): () => Promise<Offers> {
  const offers = new Offers(readTownOffers());
  return async () => {
    const stored = await models.states.find(announced, { key: 1, version: 1 }).lean();
    const changed = stored.filter(({ key, version }) => offers.versionOf(key) !== version).map(({ _id }) => _id);
    if (!changed.length) return offers;
    for (const { version, body } of await models.states.find({ _id: trusted({ $in: changed }) }).lean()) {
      const { announcement } = JSON.parse(unseal("", body).toString("utf8")) as IntakeState;
      if (announcement) offers.set(version, announcement);
    }
    return offers;
  };
}
