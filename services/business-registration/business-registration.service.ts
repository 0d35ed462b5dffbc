import { domainService, readTariffs } from "../../platform/casework/index.ts";
import { businessRegistration, commands, offers } from "./business-registration.ts";
import type { Tariff } from "./rules.ts";
import schema from "./tariff.schema.json" with { type: "json" };

const parts = readTariffs<Tariff>("business-registration", schema);

export default domainService({
  definition: businessRegistration(parts),
  offers,
  commands,
  towns: parts.tariffs,
});
