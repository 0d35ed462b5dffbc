import { Fault } from "../../../platform/messaging/index.ts";
import {
  type Act,
  acknowledge,
  chargeNote,
  clearOnline,
  defer,
  keepNote,
  refundNote,
  release,
  sendNote,
  takeBackNote,
} from "./acts.ts";
import type { BankAccount, Book } from "./book.ts";
import { type Booked, type Settled, unchanged } from "./change.ts";
import { approve, askSecond, decline, demandNotPending, whySecond } from "./second-person.ts";
import type { Settlement } from "./settlement.ts";

/** When an act of a person is carried out, and for whom. */
export interface Acting extends Act {
  /** pseudonym */
  actor: string;
  /** ISO 8601 */
  since: string;
  aboveCents: number;
}

/**
 * Carries out what a person decided, or keeps it for a second one to approve where money would leave for an account that
 * no case brought, or more of it than the town lets one person send.
 * @throws Fault as `carryOut` does, and not-possible for who would approve their own decision
 */
export function settleBy(book: Book, settlement: Settlement, acting: Acting): Settled {
  const { id, since, actor, aboveCents } = acting;
  const { about: itemId = "" } = settlement;
  const carry = (one: Book, decided: Settlement) => carryOut(one, decided, acting);
  if (settlement.act === "approve") return approve(book, itemId, actor, carry);
  if (settlement.act === "decline") return { ...decline(book, itemId, since), sent: null };
  demandNotPending(book, settlement);
  const why = whySecond(book, settlement, aboveCents);
  if (!why) return carry(book, settlement);
  carry(book, settlement); // What cannot be done is refused to who asks for it.
  const reference = [...book.notes, ...book.matters, ...book.items].find((one) => one.id === itemId)?.reference ?? "";
  return askSecond(book, { id: `pending/${id}`, settlement, why, askedBy: actor, reference, since });
}

/**
 * Carries out what was decided. Pure.
 * @throws Fault not-waiting when that money or matter does not wait here, not-possible for what cannot be done
 */
function carryOut(book: Book, settlement: Settlement, act: Act): Settled {
  const {
    about: itemId = "",
    reference = "",
    account = "",
    until = "",
    bookKey = "",
    iban = "",
    holder = "",
  } = settlement;
  const to: BankAccount | null = iban && holder ? { iban, holder } : null;
  const here = (booked: Booked): Settled => ({ ...booked, sent: null });
  switch (settlement.act) {
    case "keep":
      return here(keepNote(book, act, itemId));
    case "clear-online":
      return here(clearOnline(book, act, itemId));
    case "charge":
      return here(chargeNote(book, act, itemId));
    case "release":
      return here(release(book, itemId));
    case "refund":
      return here(refundNote(book, act, itemId, to));
    case "acknowledge":
      return here(acknowledge(book, itemId, to));
    case "defer":
      if (until <= act.on)
        throw new Fault("not-possible", "Eine Stundung endet in der Zukunft. Nennen Sie in until einen späteren Tag.");
      return here(defer(book, act, reference, until));
    case "approve":
    case "decline":
      throw new Fault("not-possible", "Über approve und decline entscheidet keine zweite Person.");
    case "assign": {
      if (!reference || !account)
        throw new Fault("not-possible", "Nennen Sie in reference ein Kassenzeichen dieser Stadt.");
      if (account === bookKey) return here(assignHere(book, act, itemId, reference));
      const sent = sendNote(book, act, itemId);
      return { ...unchanged(sent.book), sent: { note: sent.note, reference, account } };
    }
  }
}

const assignHere = (book: Book, act: Act, noteId: string, reference: string): Booked =>
  book.notes.some(({ id, cents }) => id === noteId && cents < 0)
    ? takeBackNote(book, act, noteId, reference)
    : keepNote(book, act, noteId, reference);
