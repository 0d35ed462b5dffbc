import { onlyServices } from "../../platform/casework/actor.ts";
import { dayOf } from "../../platform/casework/calendar.ts";
import { caseworkService } from "../../platform/casework/casework-service.ts";
import { readTownOffers, readTowns } from "../../platform/casework/towns.ts";
import { action, unseal } from "../../platform/messaging/index.ts";
import { type CatalogueState, catalogue, offersOf } from "./catalogue.ts";

const towns = readTowns();
const named = readTownOffers();

export default caseworkService({
  name: "catalogue",
  surface: () => catalogue,
  actions: (runtime) => ({
    offers: action("catalogue.offers", async ({ municipality }, meta) => {
      onlyServices(meta);
      const stored = await Array.fromAsync(runtime().resources.store.states.scan("offers"));
      const announcements = stored.flatMap(({ body }) => {
        const { announcement } = JSON.parse(unseal("", body).toString("utf8")) as CatalogueState;
        return announcement ? [announcement] : [];
      });
      const offers = offersOf(announcements, towns, named, dayOf(new Date()));
      return { offers: municipality ? offers.filter((row) => row.municipality === municipality) : offers };
    }),
  }),
});
