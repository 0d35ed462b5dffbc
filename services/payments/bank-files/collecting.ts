import { addDays, nextWorkingDay } from "../../../platform/casework/index.ts";
import { isOfEea, isReached } from "../../../platform/messaging/index.ts";
import { type Book, entryOf, isOwedToTown, type OpenItem, openOf } from "../ledger/book.ts";
import { accountFor } from "../ledger/booking.ts";
import { withoutUnusable } from "../ledger/mandates.ts";
import { holdOf } from "../ledger/second-person.ts";
import type { Debit, Order } from "./bank-files.ts";

export type FileKind = "debits" | "payouts";

/** What an operator asks an account for: everything that is due up to a day. */
export interface Collecting {
  /** of the bank's file */
  fileId: string;
  kind: FileKind;
  /** YYYY-MM-DD, both included */
  today: string;
  until: string;
}

/**
 * What an account gives to a file for the bank: open items that are due up to a day and that no other file holds.
 * What is past is due on the next working day after today. The same file gets the same items again. Of a mandate that cannot
 * be used a person hears once.
 * @param since ISO 8601, for what a person hears
 */
export function collect(before: Book, asked: Collecting, since: string): { book: Book; orders: (Order | Debit)[] } {
  const book =
    asked.kind === "debits" ? withoutUnusable(before, (item) => isDue(item, asked), asked.today, since) : before;
  const orders: (Order | Debit)[] = [];
  const items = book.items.map((item) => {
    const order = orderOf(book, item, asked);
    if (!order) return item;
    orders.push(order);
    return { ...item, file: asked.fileId };
  });
  return { book: { ...book, items }, orders };
}

function isDue(item: OpenItem, { fileId, today, until }: Collecting): boolean {
  const { dueOn, deferredUntil, file } = item;
  return openOf(item) > 0 && dueOn <= until && deferredUntil < today && (!file || file === fileId);
}

function orderOf(book: Book, item: OpenItem, asked: Collecting): Order | Debit | undefined {
  if (!isDue(item, asked)) return undefined;
  const { kind, today } = asked;
  const { id, dueOn, label, reference } = item;
  const cents = openOf(item);
  const tomorrow = nextWorkingDay(dueOn > today ? dueOn : addDays(today, 1));
  const order = { id, cents, on: tomorrow, text: `${reference} ${label}` };
  if (kind === "debits") {
    const { mandate, payer } = entryOf(book, reference) ?? {};
    // Only what was announced with the notice is collected: no fee.
    if (item.kind !== "receivable" || !mandate || mandate.blocked) return undefined;
    const { iban, holder, reference: mandateReference, signedOn } = mandate;
    const debit = { ...order, other: { iban, holder }, mandate: { reference: mandateReference, signedOn } };
    return isOfEea(iban) || !payer ? debit : { ...debit, address: payer.address };
  }
  const other = accountFor(book, item);
  const waits = book.matters.some((matter) => matter.id === id || matter.id === holdOf(item));
  if (isOwedToTown(item) || !other || waits || !isReached(other.iban, "creditTransfer", order.on)) return undefined;
  return { ...order, other };
}
