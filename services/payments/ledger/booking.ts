import { isOfScheme } from "../../../platform/messaging/index.ts";
import {
  type BankAccount,
  type Book,
  type Entry,
  entryOf,
  isOwedToTown,
  newItem,
  type OpenItem,
  openOf,
  withItem,
} from "./book.ts";
import type { Booked, Change } from "./change.ts";
import { post, type Side } from "./ledger.ts";

const ranks: Partial<Record<OpenItem["kind"], number>> = { receivable: 0, fee: 1, surcharge: 2 };

/** Tax before costs before surcharges, and what was due first before what is due later (AO § 225(2)). */
const bySettling = (a: OpenItem, b: OpenItem) =>
  (ranks[a.kind] ?? 0) - (ranks[b.kind] ?? 0) || a.dueOn.localeCompare(b.dueOn) || a.id.localeCompare(b.id);

/** What is open towards the town, in the order in which it is settled. */
export const openItems = ({ items }: Book): OpenItem[] =>
  items.filter((item) => isOwedToTown(item) && openOf(item) > 0).sort(bySettling);

/**
 * Settles items in their order as far as the money goes. What the bank is collecting stays in its file until it is settled
 * whole: what is left of it would else be collected twice.
 * @returns the book and the cents that are left
 */
export function settle(book: Book, items: readonly OpenItem[], cents: number): { book: Book; left: number } {
  let [after, left] = [book, cents];
  for (const item of items) {
    const part = Math.min(openOf(item), left);
    if (part <= 0) continue;
    left -= part;
    const file = part < openOf(item) ? item.file : "";
    after = withItem(after, item.id, { settledCents: item.settledCents + part, file });
  }
  return { book: after, left };
}

/** What was settled of each reference between two states of a book, in cents. */
export function settledBetween(before: Book, after: Book): Map<string, number> {
  const settled = new Map<string, number>();
  for (const [i, { reference, settledCents }] of after.items.entries()) {
    const cents = settledCents - (before.items[i]?.settledCents ?? 0);
    if (cents > 0) settled.set(reference, (settled.get(reference) ?? 0) + cents);
  }
  return settled;
}

/**
 * Books a request: a receivable for each claim, a payout for what a benefit pays, and for what is given back first an
 * offset against what is open on the account (AO § 226), then a refund. What the bank is collecting already is not
 * offset.
 * @param entry what was arranged; its claims are whole cents, negative where the town pays
 * @param on day of the booking, YYYY-MM-DD
 */
export function bookRequest(before: Book, entry: Entry, on: string): Booked {
  const { reference, claims, requestId: id } = entry;
  let book: Book = { ...before, entries: [...before.entries, entry] };
  const sides: Side[] = [["assessed", -entry.totalCents]];
  for (const { cents, dueOn, label } of claims.filter((claim) => claim.cents > 0)) {
    book = add(book, newItem(book, { reference, kind: "receivable", cents, dueOn, label }));
    sides.push(["receivable", cents]);
  }
  for (const { cents, dueOn, label } of claims.filter((claim) => claim.cents < 0)) {
    if (entry.payTo) {
      book = add(book, newItem(book, { reference, kind: "payout", cents: -cents, dueOn, label }));
      sides.push(["payable", cents]);
      continue;
    }
    const offset = settle(book, offsetOrder(book, dueOn), -cents);
    book = offset.book;
    sides.push(["receivable", cents + offset.left]);
    if (offset.left === 0) continue;
    book = add(book, newItem(book, { reference, kind: "refund", cents: offset.left, dueOn, label }));
    sides.push(["payable", -offset.left]);
  }
  book = { ...book, postings: post(book.postings, { id, on, sides }) };
  // What is offset within the request is what was arranged for it; only others are told.
  const changes = [...settledBetween(before, book)].flatMap(([other, cents]): Change[] =>
    other === reference ? [] : [{ reference: other, what: "offset", cents }],
  );
  return { book, changes };
}

const add = (book: Book, item: OpenItem): Book => ({ ...book, items: [...book.items, item] });

/** A credit takes back what was asked for the same day, then what is due last. */
function offsetOrder(book: Book, dueOn: string): OpenItem[] {
  return openItems(book)
    .filter(({ kind, file }) => kind === "receivable" && !file)
    .sort((a, b) => Number(b.dueOn === dueOn) - Number(a.dueOn === dueOn) || b.dueOn.localeCompare(a.dueOn));
}

/**
 * The account that an item is paid out to: its own, its entry's, or the one that debits of the same person come from.
 */
export function accountFor(book: Book, { payTo, reference }: OpenItem): BankAccount | null {
  const entry = entryOf(book, reference);
  const named = payTo ?? entry?.payTo;
  if (named || !entry) return named ?? null;
  const isSamePerson = (one: Entry) =>
    one === entry || (entry.payer != null && JSON.stringify(one.payer) === JSON.stringify(entry.payer));
  const mandate = book.entries.find((one) => one.mandate && !one.mandate.blocked && isSamePerson(one))?.mandate;
  return mandate ? { iban: mandate.iban, holder: mandate.holder } : null;
}

/**
 * A person is asked for the account that money may go to where nobody named one, the mandate that named it is not used any
 * more, or no transfer will reach it.
 */
export function withMissingAccounts(book: Book, since: string): Book {
  const hasAccount = (item: OpenItem) => {
    const { iban = "", holder = "" } = accountFor(book, item) ?? {};
    return holder.trim() !== "" && isOfScheme(iban, "creditTransfer");
  };
  const missing = book.items.filter(
    (item) =>
      !isOwedToTown(item) &&
      openOf(item) > 0 &&
      !item.file &&
      !book.matters.some(({ id }) => id === item.id) &&
      !hasAccount(item),
  );
  const matters = missing.map(({ id, reference }) => ({
    ...{ id, reference, since },
    reason: "refund-without-account" as const,
  }));
  return matters.length ? { ...book, matters: [...book.matters, ...matters] } : book;
}
