import { domainService, readTariffs } from "../../platform/casework/index.ts";
import type { Tariff } from "./fee/tariff.ts";
import { commands, offers, streetUse } from "./street-use.ts";
import schema from "./tariff.schema.json" with { type: "json" };

const parts = readTariffs<Tariff>("street-use", schema);

export default domainService({
  definition: streetUse(parts),
  offers,
  commands,
  towns: parts.tariffs,
});
