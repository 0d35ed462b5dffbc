import { dayOf } from "../../platform/calendar.ts";
import { CaseDelayed, PaymentArranged, PaymentRequested } from "../../platform/contracts/events.ts";
import { Fault } from "../../platform/faults.ts";
import { draft, of, type Surface } from "../../platform/service/surface.ts";
import type { Town } from "../../platform/towns.ts";
import { accountOn, arrange, type Ledger, type TownAccount } from "./rules.ts";

export interface PaymentsParts {
  towns: Map<string, Town>;
  /** by ARS */
  accounts: Map<string, { accounts: TownAccount[] }>;
}

/** Turns requests into receivables with references, due dates and mandates. One state is one account. */
export function payments({ towns, accounts }: PaymentsParts): Surface<Ledger> {
  return {
    name: "payments",
    takes: [PaymentRequested],
    publishes: [PaymentArranged, CaseDelayed],
    initial: () => ({ entries: [] }),
    key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.account }),
    handle: (ledger, message, { now }) => {
      if (!of(PaymentRequested, message)) throw new Fault("bad-contract", message.type);
      const { municipality, caseId } = message.envelope;
      const town = towns.get(municipality);
      if (!town) throw new Fault("not-possible", "unknown town");
      const day = dayOf(now);
      const account = accountOn(accounts.get(municipality)?.accounts ?? [], day);
      const arranged = arrange(message.body, message.id, { code: town.code, account }, day);
      const { reference, totalCents, claims } = arranged;
      const { payTo } = message.body;
      const entry = { requestId: message.id, caseId, reference, totalCents, claims, payTo };
      return { state: { entries: [...ledger.entries, entry] }, events: [draft(PaymentArranged, arranged)] };
    },
    view: ({ entries }) => ({ status: `${entries.length} receivables`, tasks: [], timers: [] }),
  };
}
