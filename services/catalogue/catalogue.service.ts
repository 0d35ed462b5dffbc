import { caseworkService, dayOf, onlyServices, readTownOffers, readTowns } from "../../platform/casework/index.ts";
import { action } from "../../platform/messaging/index.ts";
import { announcements, type CatalogueState, catalogue, offersOf } from "./catalogue.ts";

const towns = readTowns();
const named = readTownOffers();

export default caseworkService({
  name: "catalogue",
  define: () => catalogue,
  actions: (runtime) => ({
    offers: action("catalogue.offers", async ({ municipality }, meta) => {
      onlyServices(meta);
      const { states, store } = runtime().resources;
      const stored = await Array.fromAsync(states.scan<CatalogueState>(announcements.name, "offers"));
      const announced = stored.flatMap(({ value: { announcement } }) => announcement ?? []);
      const offers = offersOf(announced, towns, named, dayOf(store.now()));
      return { offers: municipality ? offers.filter((row) => row.municipality === municipality) : offers };
    }),
  }),
});
