import { computeId } from "../../../platform/messaging/index.ts";
import type { StatementLine } from "../camt/camt-lines.ts";
import type { Book, Remark } from "../ledger/book.ts";
import type { Booked } from "../ledger/change.ts";
import { paying } from "../ledger/late.ts";
import { debitReturned, keep, type Movement, paidOut, payoutReturned, receive } from "../ledger/money.ts";
import type { Match } from "./matching.ts";

/** A movement on the town's account on its way to the state it belongs to. */
export interface TakenLine extends StatementLine {
  match: Match;
}

/**
 * The account (key) of what belongs to nobody yet: sixteen for each town and day of booking, so that none of them grows
 * without a bound, however much a bank brings. The same movement belongs to the same one whenever it comes.
 */
export const suspenseAccount = ({ id, bookedOn }: Pick<StatementLine, "id" | "bookedOn">): string =>
  `suspense/${bookedOn}/${computeId("suspense", id)[0]}`;

const reasons: Record<Exclude<Match["kind"], "exact">, Remark["reason"]> = {
  similar: "similar-reference",
  several: "several-references",
  none: "unknown-reference",
  unclear: "unclear-entry",
};

/** Books a movement: on the account that its reference names exactly, else in suspense for a person. */
export function takeLine(book: Book, line: TakenLine, since: string): Booked {
  const { match, cents, returned, id, bookedOn, payer, text, structured } = line;
  const movement: Movement = { id, bookedOn, payer, since, text: text || structured, cents: Math.abs(cents) };
  if (match.kind !== "exact") {
    const suggested = match.kind === "similar" ? match.reference : "";
    const reason = cents < 0 ? (returned ? "unclear-return" : "unclear-debit") : reasons[match.kind];
    return keep(book, movement, cents, { reason, reference: suggested });
  }
  if (!returned && cents < 0) return paidOut(book, movement, match);
  if (!returned) return paying(book, { id, on: bookedOn }, since, (before) => receive(before, movement, match));
  const charges = chargesIn(book, line, match.itemId);
  if (charges === undefined)
    return keep(book, movement, cents, { reason: "unclear-return", reference: match.reference });
  // The bank keeps its charge of what comes back, and takes it on top of what it takes back.
  const principal = { ...movement, cents: movement.cents + (cents > 0 ? charges : -charges) };
  if (cents > 0) return payoutReturned(book, principal, match, charges);
  return debitReturned(book, principal, match, { charges, reason: returned.reason });
}

/**
 * What of a returned movement is the bank's charge. Where the bank does not say whether it is part of the amount, the item
 * that came back shows it.
 * @returns undefined where that shows nothing either
 */
function chargesIn({ items }: Book, line: TakenLine, itemId: string): number | undefined {
  const { cents, chargeCents, isChargeUnsure } = line;
  if (!isChargeUnsure) return chargeCents;
  const settled = items.find(({ id }) => id === itemId)?.settledCents;
  return [chargeCents, 0].find((charge) => Math.abs(cents) + (cents > 0 ? charge : -charge) === settled);
}
