import { domainService } from "../../platform/service/domain.ts";
import { type OfferedKey, readTownFiles, readTowns } from "../../platform/towns.ts";
import { dogTax, offers } from "./dog-tax.ts";
import schema from "./tariff.schema.json" with { type: "json" };
import type { Tariff } from "./tariff.ts";
import { yearlyActions } from "./yearly.ts";

const files = readTownFiles<{ offered: OfferedKey[]; tariffs: Tariff[] }>("dog-tax", schema);

export default domainService({
  surface: dogTax({ towns: readTowns(), tariffs: files }),
  offers,
  towns: files,
  actions: yearlyActions(files),
});
