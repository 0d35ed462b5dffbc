import {
  type BankAccount,
  type Book,
  entryOf,
  isOwedToTown,
  type OpenItem,
  openOf,
  type Remark,
  withItem,
} from "./book.ts";
import { openItems, settle } from "./booking.ts";
import { type Booked, type Change, unchanged } from "./change.ts";
import { isPosted, type LedgerAccount, post } from "./ledger.ts";

/** Money that moved, from an entry of a bank statement or from an online payment. */
export interface Movement {
  /** the same for the same entry, however often its statement comes */
  id: string;
  /** positive */
  cents: number;
  /** YYYY-MM-DD */
  bookedOn: string;
  payer: BankAccount;
  /** what it says it is for */
  text: string;
  /** ISO 8601, when payments heard of it */
  since: string;
}

/** The reference that a movement names, and the item where it names one. */
export interface Aim {
  reference: string;
  itemId: string;
}

/** Why a person has to say what money is for, and the reference that it is or may be for, or "". */
export type Unclear = Pick<Remark, "reason" | "reference">;

export const noteOf = (movement: Movement, cents: number, { reason, reference }: Unclear): Remark => {
  const { id, bookedOn, payer, text, since } = movement;
  return { id, cents, reason, reference, bookedOn, payer, text, since };
};

/**
 * Takes money in for a reference: what was due first is settled first, what is left waits in suspense for a person.
 * Has no effect when the movement was booked before.
 */
export function receive(book: Book, movement: Movement, aim: Aim, from: LedgerAccount = "bank"): Booked {
  const { id, cents, bookedOn: on } = movement;
  if (isPosted(book.postings, id)) return unchanged(book);
  const open = openItems(book).filter(({ reference }) => reference === aim.reference);
  const named = open.filter((item) => item.id === aim.itemId);
  const { book: settled, left } = settle(book, [...named, ...open.filter((item) => item.id !== aim.itemId)], cents);
  const over = noteOf(movement, left, { reason: "overpaid", reference: aim.reference });
  const note: Remark[] = left > 0 ? [from === "transfer" ? { ...over, isAssigned: true } : over] : [];
  const postings = post(book.postings, {
    id,
    on,
    sides: [
      [from, cents],
      ["receivable", left - cents],
      ["suspense", -left],
    ],
  });
  const rest = openItems(settled).some(({ reference }) => reference === aim.reference);
  const changes: Change[] =
    cents > left ? [{ reference: aim.reference, what: rest ? "partly_paid" : "paid", cents: cents - left }] : [];
  return { book: { ...settled, postings, notes: [...book.notes, ...note] }, changes };
}

/**
 * Keeps money that belongs to nothing known: in suspense, with a note for a person.
 * @param cents positive when it came in, negative when it went out
 */
export function keep(book: Book, movement: Movement, cents: number, unclear: Unclear): Booked {
  const { id, bookedOn: on } = movement;
  if (isPosted(book.postings, id)) return unchanged(book);
  const postings = post(book.postings, {
    id,
    on,
    sides: [
      ["bank", cents],
      ["suspense", -cents],
    ],
  });
  return unchanged({ ...book, postings, notes: [...book.notes, noteOf(movement, cents, unclear)] });
}

const itemOf = ({ items }: Book, { itemId }: Aim): OpenItem | undefined => items.find(({ id }) => id === itemId);

/** What a bank says of a debit that came back. */
export interface ReturnedDebit {
  /** what the banks took for it, in cents */
  charges: number;
  /** the bank's code, e.g. AC04 */
  reason: string;
}

/**
 * A debit that came back (Rücklastschrift): what it had paid is owed again, its mandate is not used any more, and a
 * person looks at it.
 */
export function debitReturned(book: Book, movement: Movement, aim: Aim, returned: ReturnedDebit): Booked {
  const { charges, reason } = returned;
  const { id, cents, bookedOn: on, since } = movement;
  if (isPosted(book.postings, id)) return unchanged(book);
  const item = itemOf(book, aim);
  if (!item || !isOwedToTown(item) || item.settledCents < cents)
    return keep(book, movement, -cents - charges, { reason: "unclear-return", reference: aim.reference });
  const reopened = withItem(book, item.id, { settledCents: item.settledCents - cents, file: "", overdueFrom: on });
  const entries = book.entries.map((entry) =>
    entry.reference === item.reference && entry.mandate
      ? { ...entry, mandate: { ...entry.mandate, blocked: reason || "returned" } }
      : entry,
  );
  const postings = post(book.postings, {
    id,
    on,
    sides: [
      ["bank", -cents - charges],
      ["charges", charges],
      ["receivable", cents],
    ],
  });
  const matter = { id: item.id, reason: "debit-returned" as const, reference: item.reference, since };
  return {
    book: { ...reopened, entries, postings, matters: [...book.matters, matter] },
    changes: [{ reference: item.reference, what: "returned", cents }],
  };
}

/** Money that the bank paid out as it was told to. Anything else that left the account goes to a person. */
export function paidOut(book: Book, movement: Movement, aim: Aim): Booked {
  const { id, cents, bookedOn: on } = movement;
  if (isPosted(book.postings, id)) return unchanged(book);
  const item = itemOf(book, aim);
  if (!item || isOwedToTown(item) || openOf(item) !== cents)
    return keep(book, movement, -cents, { reason: "unclear-debit", reference: aim.reference });
  const settled = withItem(book, item.id, { settledCents: item.cents, file: "" });
  const postings = post(book.postings, {
    id,
    on,
    sides: [
      ["bank", -cents],
      ["payable", cents],
    ],
  });
  const what = item.kind === "refund" ? "refunded" : "paid_out";
  return { book: { ...settled, postings }, changes: [{ reference: item.reference, what, cents }] };
}

/**
 * A payout that came back: it is owed again, and not paid again before a person has looked at it.
 * @param charges what the banks kept of it, in cents
 */
export function payoutReturned(book: Book, movement: Movement, aim: Aim, charges: number): Booked {
  const { id, cents, bookedOn: on, since } = movement;
  if (isPosted(book.postings, id)) return unchanged(book);
  const item = itemOf(book, aim);
  if (!item || isOwedToTown(item) || item.settledCents !== cents)
    return keep(book, movement, cents - charges, { reason: "unclear-return", reference: aim.reference });
  const reopened = withItem(book, item.id, { settledCents: 0, file: "" });
  const postings = post(book.postings, {
    id,
    on,
    sides: [
      ["bank", cents - charges],
      ["charges", charges],
      ["payable", -cents],
    ],
  });
  const matter = { id: item.id, reason: "payout-returned" as const, reference: item.reference, since };
  return {
    book: { ...reopened, postings, matters: [...book.matters, matter] },
    changes: entryOf(book, item.reference) ? [{ reference: item.reference, what: "returned", cents }] : [],
  };
}
