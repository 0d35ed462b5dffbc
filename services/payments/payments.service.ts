import { caseworkService, readTownFiles, readTowns } from "../../platform/casework/index.ts";
import { config } from "../../platform/messaging/index.ts";
import { paymentActions } from "./actions.ts";
import { askProvider } from "./online/paying-online.ts";
import { sandboxProvider } from "./online/sandbox-provider.ts";
import { payments } from "./payments.ts";
import { StatementFiles } from "./statements/statement-files.ts";
import schema from "./town.schema.json" with { type: "json" };
import type { TownPayments } from "./town.ts";

const accounts = readTownFiles<TownPayments>("payments", schema);
const towns = readTowns();
/** The invented one, where the launcher started a sandbox. A real one stands behind the same port. */
const provider = config().paymentProvider === "sandbox" ? sandboxProvider(() => new Date()) : undefined;

export default caseworkService({
  name: "payments",
  worklist: true,
  define: ({ states, sealing, store, log }) => {
    new StatementFiles(store, sealing); // Its collection is made with all others of the store.
    return payments({ towns, accounts, ask: askProvider(provider, states, log) });
  },
  actions: (runtime, prove) => paymentActions({ runtime, prove, towns, accounts, provider }),
});
