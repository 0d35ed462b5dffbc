import { domainService, type OfferedKey, readTownFiles, readTowns } from "../../platform/casework/index.ts";
import { config } from "../../platform/messaging/index.ts";
import type { Tariff } from "./assessment/tariff.ts";
import { yearlyActions } from "./assessment/yearly.ts";
import { dogTax, offers } from "./dog-tax.ts";
import schema from "./tariff.schema.json" with { type: "json" };

const files = readTownFiles<{ offered: OfferedKey[]; tariffs: Tariff[] }>("dog-tax", schema);

export default domainService({
  definition: dogTax({ towns: readTowns(), tariffs: files, hashKey: config().hashKey }),
  offers,
  towns: files,
  actions: yearlyActions(files),
});
