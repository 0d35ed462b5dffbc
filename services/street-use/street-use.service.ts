import { domainService, type OfferedKey, readTownFiles, readTowns } from "../../platform/casework/index.ts";
import type { Tariff } from "./fee/tariff.ts";
import { commands, offers, streetUse } from "./street-use.ts";
import schema from "./tariff.schema.json" with { type: "json" };

const files = readTownFiles<{ offered: OfferedKey[]; tariffs: Tariff[] }>("street-use", schema);

export default domainService({
  definition: streetUse({ towns: readTowns(), tariffs: files }),
  offers,
  commands,
  towns: files,
});
