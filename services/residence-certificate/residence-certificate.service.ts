import { domainService, type OfferedKey, readTownFiles, readTowns } from "../../platform/casework/index.ts";
import { offers, residenceCertificate } from "./residence-certificate.ts";
import schema from "./tariff.schema.json" with { type: "json" };

export default domainService({
  definition: residenceCertificate(readTowns()),
  offers,
  towns: readTownFiles<{ offered: OfferedKey[]; source: string }>("residence-certificate", schema),
});
