import { domainService, type OfferedKey, readTownFiles, readTowns } from "../../platform/casework/index.ts";
import type { Housing } from "./calculation/decision.ts";
import { readFigures } from "./calculation/figures.ts";
import { offers, subsistenceAidService } from "./subsistence-aid.ts";
import schema from "./tariff.schema.json" with { type: "json" };

const files = readTownFiles<{ offered: OfferedKey[]; housing: Housing[] }>("subsistence-aid", schema);

export default domainService({
  definition: subsistenceAidService({ towns: readTowns(), housing: files, law: readFigures() }),
  offers,
  towns: files,
});
