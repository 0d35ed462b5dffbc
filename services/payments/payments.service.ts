import { moleculerService } from "../../platform/service/moleculer.ts";
import { readTownFiles, readTowns } from "../../platform/towns.ts";
import { paymentActions } from "./actions.ts";
import { payments, type TownPayments } from "./payments.ts";
import schema from "./town.schema.json" with { type: "json" };

const accounts = readTownFiles<TownPayments>("payments", schema);
const towns = readTowns();

export default moleculerService({
  name: "payments",
  worklist: true,
  surface: () => payments({ towns, accounts }),
  actions: (runtime) => paymentActions({ runtime, towns, accounts }),
});
