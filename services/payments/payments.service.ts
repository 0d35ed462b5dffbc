import { moleculerService } from "../../platform/service/moleculer.ts";
import { readTownFiles, readTowns } from "../../platform/towns.ts";
import { paymentActions } from "./actions.ts";
import { askProvider } from "./paying-online.ts";
import { payments, type TownPayments } from "./payments.ts";
import { sandboxProvider } from "./sandbox-provider.ts";
import schema from "./town.schema.json" with { type: "json" };

const accounts = readTownFiles<TownPayments>("payments", schema);
const towns = readTowns();
/** The only one there is yet; another stands behind the same port. */
const provider = sandboxProvider(() => new Date());

export default moleculerService({
  name: "payments",
  worklist: true,
  surface: ({ models, log }) => payments({ towns, accounts, ask: askProvider(provider, models, log) }),
  actions: (runtime, prove) => paymentActions({ runtime, prove, towns, accounts, provider }),
});
