import type { DunningRule } from "./dunning/dunning.ts";
import type { SecondPersonRule } from "./ledger/second-person.ts";
import type { TownAccount } from "./rules.ts";

/** What a town says about its money. From towns/<town>/payments.json. */
export interface TownPayments {
  accounts: TownAccount[];
  dunning: DunningRule[];
  secondPerson: SecondPersonRule[];
}
