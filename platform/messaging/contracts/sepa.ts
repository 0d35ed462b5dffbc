import { isValidIBAN } from "ibantools";
import members from "./sepa.json" with { type: "json" };

/** A scheme of SEPA that an account is reached by. */
export type SepaScheme = "creditTransfer" | "directDebit";

const memberOf = (iban: string) => members.find(({ countries }) => countries.includes(iban.slice(0, 2)));

/**
 * Says whether an account is reached by a scheme of SEPA on a day. All of the area's are, alike (Regulation (EU) 260/2012
 * art. 9); which countries it has, and since when, is data (sepa.json).
 * @param iban without spaces
 * @param day YYYY-MM-DD
 */
export function isReached(iban: string, scheme: SepaScheme, day: string): boolean {
  return isOfScheme(iban, scheme) && (memberOf(iban)?.[scheme] ?? "") <= day;
}

/** Says whether an account is one that a scheme of SEPA reaches, or will from a day on that is known. */
export const isOfScheme = (iban: string, scheme: SepaScheme): boolean =>
  isValidIBAN(iban) && typeof memberOf(iban)?.[scheme] === "string";

/** Says whether an account is kept in the European Economic Area: of a debtor elsewhere the bank is told the address. */
export const isOfEea = (iban: string): boolean => memberOf(iban)?.eea ?? false;
