import { addDays } from "../../../platform/casework/index.ts";
import { Fault } from "../../../platform/messaging/index.ts";
import { allAt, type Element, firstAt, textAt } from "./camt-tree.ts";
import { centsOf, dayIn } from "./camt-values.ts";

/** What stands before a statement's entries. */
export interface SaidBalances {
  iban: string;
  openingCents: number;
  closingCents: number;
  /** YYYY-MM-DD */
  closedOn: string;
  /** the days on which its entries may be booked, both included */
  bookedIn: readonly [string, string];
}

/** How far a booking day may lie from the closing day of its statement. */
const [daysBefore, daysAfter] = [400, 7];

/**
 * The account of a statement, and what it held before and after: what was booked, or on a page of several what the pages
 * before and after have (`ITBD`).
 * @throws Fault bad-request where one is missing
 */
export function balancesOf(statement: Element): SaidBalances {
  const iban = textAt(statement, "Acct/Id/IBAN");
  if (!iban) throw new Fault("bad-request", "Im Kontoauszug fehlt die IBAN des Kontos (Acct/Id/IBAN).");
  const balances = allAt(statement, "Bal");
  const coded = (code: string) => balances.filter((one) => textAt(one, "Tp/CdOrPrtry/Cd") === code);
  const between = coded("ITBD");
  const first = coded("OPBD")[0] ?? coded("PRCD")[0] ?? between[0];
  const last = coded("CLBD")[0] ?? between.findLast((one) => one !== first);
  if (!first || !last)
    throw new Fault("bad-request", "Im Kontoauszug fehlt der Anfangssaldo oder der Schlusssaldo (Bal).");
  const closedOn = dayIn(textAt(last, "Dt/Dt", "Dt/DtTm"));
  if (!closedOn) throw new Fault("bad-request", "Im Kontoauszug fehlt der Tag des Schlusssaldos (Bal/Dt).");
  const bookedIn = [addDays(closedOn, -daysBefore), addDays(closedOn, daysAfter)] as const;
  return { iban, openingCents: centsIn(first), closingCents: centsIn(last), closedOn, bookedIn };
}

function centsIn(balance: Element): number {
  const cents = centsOf(firstAt(balance, "Amt"));
  if (cents === undefined)
    throw new Fault("bad-request", "Ein Saldo des Kontoauszugs ist kein Betrag in Euro und ganzen Cent (Bal/Amt).");
  return textAt(balance, "CdtDbtInd") === "DBIT" ? -cents : cents;
}

/**
 * The number of a statement, where the bank counts by it: not by 00000, nor by one that begins with its year.
 * @param closedOn YYYY-MM-DD
 */
export function numberOf(text: string, closedOn: string): number | null {
  if (!/^\d{1,15}$/.test(text) || Number(text) === 0) return null;
  const year = Number(closedOn.slice(0, 4));
  const hasYear = text.length >= 6 && Math.abs(Number(text.slice(0, 4)) - year) <= 1;
  return hasYear ? null : Number(text);
}
