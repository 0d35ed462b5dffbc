import { domainService, readTariffs } from "../../platform/casework/index.ts";
import { buildingPermit, commands, offers } from "./building-permit.ts";
import type { Tariff } from "./rules.ts";
import schema from "./tariff.schema.json" with { type: "json" };

const parts = readTariffs<Tariff>("building-permit", schema);

export default domainService({
  definition: buildingPermit(parts),
  offers,
  commands,
  towns: parts.tariffs,
});
