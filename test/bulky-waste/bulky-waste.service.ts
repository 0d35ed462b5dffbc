import { domainService, type OfferedKey, readTownFiles, readTowns } from "../../platform/casework/index.ts";
import { bulkyWaste, offers } from "./bulky-waste.ts";
import schema from "./tariff.schema.json" with { type: "json" };

export default domainService({
  definition: bulkyWaste(readTowns()),
  offers,
  towns: readTownFiles<{ offered: OfferedKey[] }>("bulky-waste", schema),
});
