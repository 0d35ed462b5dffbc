import { domainService, type OfferedKey, readTownFiles, readTowns } from "../../platform/casework/index.ts";
import { businessRegistration, commands, offers } from "./business-registration.ts";
import type { Tariff } from "./rules.ts";
import schema from "./tariff.schema.json" with { type: "json" };

const files = readTownFiles<{ offered: OfferedKey[]; tariffs: Tariff[] }>("business-registration", schema);

export default domainService({
  definition: businessRegistration({ towns: readTowns(), tariffs: files }),
  offers,
  commands,
  towns: files,
});
