import { domainService, readTariffs } from "../../platform/casework/index.ts";
import { config } from "../../platform/messaging/index.ts";
import type { Tariff } from "./assessment/tariff.ts";
import { yearlyActions } from "./assessment/yearly.ts";
import { dogTax, offers } from "./dog-tax.ts";
import schema from "./tariff.schema.json" with { type: "json" };

const parts = readTariffs<Tariff>("dog-tax", schema);

export default domainService({
  definition: dogTax({ ...parts, hashKey: config().hashKey }),
  offers,
  towns: parts.tariffs,
  actions: yearlyActions(parts.tariffs),
});
