import { domainService, type OfferedKey, readTownFiles, readTowns } from "../../platform/casework/index.ts";
import { config } from "../../platform/messaging/index.ts";
import type { RentLevel } from "./calculation/decision.ts";
import { readParameters } from "./calculation/parameters.ts";
import { housingBenefitService, offers } from "./housing-benefit.ts";
import schema from "./tariff.schema.json" with { type: "json" };

const files = readTownFiles<{ offered: OfferedKey[]; rentLevels: RentLevel[] }>("housing-benefit", schema);

export default domainService({
  definition: housingBenefitService({
    towns: readTowns(),
    levels: files,
    law: readParameters(),
    hashKey: config().hashKey,
  }),
  offers,
  towns: files,
});
