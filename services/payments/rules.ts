import { addDays, germanDay, holds, nextWorkingDay } from "../../platform/casework/index.ts";
import { comparable, computeId, Fault, isOfEea, isReached } from "../../platform/messaging/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import { creditorReference } from "./reference.ts";

export type Request = EventBodies["payment.requested.v1"];
export type Arrangement = EventBodies["payment.arranged.v1"];

/** How a town collects, from a day on. From towns/<town>/payments.json. */
export interface TownAccount {
  from: string;
  until?: string | null;
  payee: string;
  iban: string;
  bic?: string;
  creditorId: string;
  firstDueDays: number;
  source: string;
}

/** What payments keeps of one account: every request with what was arranged for it. */
export interface Ledger {
  entries: {
    requestId: string;
    caseId: string;
    reference: string;
    totalCents: number;
    claims: Arrangement["claims"];
    /** where a benefit is paid to */
    payTo: Request["payTo"];
  }[];
}

/**
 * How and when a request is to be paid: its reference, its due dates (never earlier than the town's days after the
 * assessment, moved to a working day: AO § 108(3); a benefit as the service says), by mandate where the application brought one.
 * @param day of the assessment, YYYY-MM-DD
 * @throws Fault bad-contract when the claims are no whole cents or do not add up to the total
 */
export function arrange(
  request: Request,
  requestId: string,
  town: { code: string; account: TownAccount },
  day: string,
): Arrangement {
  const sum = request.claims.reduce((cents, claim) => cents + claim.cents, 0);
  if (sum !== request.totalCents || !request.claims.every(({ cents }) => Number.isSafeInteger(cents)))
    throw new Fault("bad-contract", "the claims do not add up to the total");
  const { account, code } = town;
  const earliest = addDays(day, account.firstDueDays);
  const claims = request.claims.map(({ cents, dueOn, label }) => {
    // A benefit is paid in advance, on the day that its service named; only what is owed to the town waits.
    const isPaidOut = request.payTo && cents < 0;
    return { cents, dueOn: isPaidOut ? dueOn : nextWorkingDay(dueOn > earliest ? dueOn : earliest), label };
  });
  const reference = creditorReference(code, requestId);
  const problem = mandateProblem(request, day);
  const method = sum <= 0 ? "credit" : request.mandate && !problem ? "direct_debit" : "transfer";
  return {
    reference,
    method,
    claims,
    totalCents: sum,
    mandateReference: method === "direct_debit" ? mandateReference(code, requestId) : "",
    creditorId: method === "direct_debit" ? account.creditorId : "",
    payeeName: account.payee,
    payeeIban: account.iban,
    epcCode:
      method === "transfer" ? epcCode(account, reference, claims.find(({ cents }) => cents > 0)?.cents ?? 0) : "",
    mandateUnused: problem ? unused[problem] : "none",
  };
}

/**
 * Why nothing can be collected by a mandate, or undefined where it can: its account is one that direct debits do not reach,
 * or one outside of the EEA of somebody else than the application says the address of, which the bank has to be told.
 * @param day YYYY-MM-DD
 */
export function mandateProblem(
  { mandate, payer }: { mandate: Request["mandate"]; payer: Request["payer"] | null },
  day: string,
): MandateProblem | undefined {
  if (!mandate) return undefined;
  if (!isReached(mandate.iban, "directDebit", day)) return "mandate-not-reached";
  if (isOfEea(mandate.iban)) return undefined;
  const isPayers = payer !== null && comparable(mandate.holder).includes(comparable(payer.familyName));
  return isPayers ? undefined : "mandate-without-address";
}

export type MandateProblem = "mandate-not-reached" | "mandate-without-address";

const unused = {
  "mandate-not-reached": "account_not_reached",
  "mandate-without-address": "address_unknown",
} as const satisfies Record<MandateProblem, Arrangement["mandateUnused"]>;

/** A mandate's reference: at most 35 characters, unique per creditor. */
const mandateReference = (code: string, requestId: string): string =>
  `${code}-M-${computeId("mandate", requestId).slice(0, 20).toUpperCase()}`;

/** EPC069-12, version 002 in UTF-8: a credit transfer of the first claim that asks for money, so that paying is one scan. */
function epcCode({ payee, iban, bic = "" }: TownAccount, reference: string, cents: number): string {
  if (cents <= 0) return "";
  const euros = `EUR${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
  const [purpose, text, forPayer] = ["", "", ""];
  return ["BCD", "002", "1", "SCT", bic, payee, iban, euros, purpose, reference, text, forPayer].join("\n");
}

/** The account that a town uses on a day. Throws Fault not-possible. */
export function accountOn(accounts: readonly TownAccount[], day: string): TownAccount {
  const found = accounts.find((account) => holds(account, day));
  if (!found) throw new Fault("not-possible", `Für den ${germanDay(day)} ist kein Konto der Stadt eingetragen.`);
  return found;
}
