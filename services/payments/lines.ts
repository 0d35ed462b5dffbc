import { computeId } from "../../platform/ids.ts";
import type { Book, Note } from "./book.ts";
import type { StatementLine } from "./camt.ts";
import type { Booked } from "./change.ts";
import { paying } from "./late.ts";
import type { Match } from "./matching.ts";
import { debitReturned, keep, type Movement, paidOut, payoutReturned, receive } from "./money.ts";

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

const reasons: Record<Exclude<Match["kind"], "exact">, Note["reason"]> = {
  similar: "similar-reference",
  several: "several-references",
  none: "unknown-reference",
};

/** Books a movement: on the account that its reference names exactly, else in suspense for a person. */
export function takeLine(book: Book, line: TakenLine, since: string): Booked {
  const { match, cents, chargeCents, returned, id, bookedOn, payer, text, structured } = line;
  const movement: Movement = { id, bookedOn, payer, since, text: text || structured, cents: Math.abs(cents) };
  if (match.kind !== "exact") {
    const suggested = match.kind === "similar" ? match.reference : "";
    const reason = cents < 0 ? (returned ? "unclear-return" : "unclear-debit") : reasons[match.kind];
    return keep(book, movement, cents, reason, suggested);
  }
  if (cents > 0 && returned) return payoutReturned(book, movement, match);
  if (cents > 0) return paying(book, { id, on: bookedOn }, since, (before) => receive(before, movement, match));
  if (!returned) return paidOut(book, movement, match);
  const debit = { ...movement, cents: movement.cents - chargeCents };
  return debitReturned(book, debit, match, chargeCents, returned.reason);
}
