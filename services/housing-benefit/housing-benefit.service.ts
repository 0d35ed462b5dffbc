import { domainService } from "../../platform/casework/domain.ts";
import { type OfferedKey, readTownFiles, readTowns } from "../../platform/casework/towns.ts";
import { config } from "../../platform/messaging/index.ts";
import { withDwellings } from "./claiming.ts";
import type { RentLevel } from "./decision.ts";
import { housingBenefitService, offers } from "./housing-benefit.ts";
import { readParameters } from "./parameters.ts";
import schema from "./tariff.schema.json" with { type: "json" };

const files = readTownFiles<{ offered: OfferedKey[]; rentLevels: RentLevel[] }>("housing-benefit", schema);

export default domainService({
  surface: withDwellings(
    housingBenefitService({ towns: readTowns(), levels: files, law: readParameters() }),
    config().hashKey,
  ),
  offers,
  towns: files,
});
