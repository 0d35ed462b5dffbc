import { domainService, type OfferedKey, readTownFiles, readTowns } from "../../platform/casework/index.ts";
import { buildingPermit, commands, offers } from "./building-permit.ts";
import type { Tariff } from "./rules.ts";
import schema from "./tariff.schema.json" with { type: "json" };

const files = readTownFiles<{ offered: OfferedKey[]; tariffs: Tariff[] }>("building-permit", schema);

export default domainService({
  definition: buildingPermit({ towns: readTowns(), tariffs: files }),
  offers,
  commands,
  towns: files,
});
