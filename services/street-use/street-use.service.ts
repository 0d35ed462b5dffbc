import { domainService, type OfferedKey, readTownFiles, readTowns } from "../../platform/casework/index.ts";
import { commands, offers, streetUse } from "./street-use.ts";
import schema from "./tariff.schema.json" with { type: "json" };
import type { Tariff } from "./tariff.ts";

const files = readTownFiles<{ offered: OfferedKey[]; tariffs: Tariff[] }>("street-use", schema);

export default domainService({
  definition: streetUse({ towns: readTowns(), tariffs: files }),
  offers,
  commands,
  towns: files,
});
