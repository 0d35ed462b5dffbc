import { domainService } from "../../platform/service/domain.ts";
import { type OfferedKey, readTownFiles, readTowns } from "../../platform/towns.ts";
import { offers, residenceCertificate } from "./residence-certificate.ts";
import schema from "./tariff.schema.json" with { type: "json" };

export default domainService({
  surface: residenceCertificate(readTowns()),
  offers,
  towns: readTownFiles<{ offered: OfferedKey[]; source: string }>("residence-certificate", schema),
});
