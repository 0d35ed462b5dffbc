import { Fault } from "../../platform/faults.ts";
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
import type { BankAccount, Book, Note } from "./book.ts";
import { type Booked, unchanged } from "./change.ts";

/** What a person decides about money, as the action payments.settle takes it. */
export interface Settlement {
  act: "keep" | "refund" | "assign" | "defer" | "acknowledge" | "clear-online" | "charge" | "release";
  /** the note, matter or item that it is about */
  about?: string;
  reference?: string;
  /** the account that the reference belongs to; the action adds it */
  account?: string;
  /** the account that decides; the action adds it */
  own?: string;
  /** for a deferral, YYYY-MM-DD */
  until?: string;
  iban?: string;
  holder?: string;
}

/** A book after a settlement, with what leaves for another account. */
export interface Settled extends Booked {
  sent: { note: Note; reference: string; account: string } | null;
}

/**
 * Carries out what a person decided. Pure.
 * @throws Fault not-waiting when that money or matter does not wait here, not-possible for what cannot be done
 */
export function carryOut(book: Book, settlement: Settlement, act: Act): Settled {
  const { about = "", reference = "", account = "", until = "", own = "", iban = "", holder = "" } = settlement;
  const to: BankAccount | null = iban && holder ? { iban, holder } : null;
  const here = (booked: Booked): Settled => ({ ...booked, sent: null });
  switch (settlement.act) {
    case "keep":
      return here(keepNote(book, act, about));
    case "clear-online":
      return here(clearOnline(book, act, about));
    case "charge":
      return here(chargeNote(book, act, about));
    case "release":
      return here(release(book, about));
    case "refund":
      return here(refundNote(book, act, about, to));
    case "acknowledge":
      return here(acknowledge(book, about, to));
    case "defer":
      if (until <= act.on) throw new Fault("not-possible", "a deferral ends in the future");
      return here(defer(book, act, reference, until));
    case "assign": {
      if (!reference || !account) throw new Fault("not-possible", "no such reference");
      if (account === own) return here(assignHere(book, act, about, reference));
      const sent = sendNote(book, act, about);
      return { ...unchanged(sent.book), sent: { note: sent.note, reference, account } };
    }
  }
}

const assignHere = (book: Book, act: Act, noteId: string, reference: string): Booked =>
  book.notes.some(({ id, cents }) => id === noteId && cents < 0)
    ? takeBackNote(book, act, noteId, reference)
    : keepNote(book, act, noteId, reference);
