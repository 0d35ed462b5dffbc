import { addDays, nextWorkingDay } from "../../platform/calendar.ts";
import { isOfEea, isReached } from "../../platform/contracts/sepa.ts";
import { seal, unseal } from "../../platform/seal.ts";
import type { Debit, Order } from "./bank-files.ts";
import { type Book, entryOf, type Item, isOwedToTown, openOf } from "./book.ts";
import { accountFor } from "./booking.ts";
import { holdOf } from "./second-person.ts";

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
 * What is past is due on the next working day after today. The same file gets the same items again.
 */
export function collect(book: Book, asked: Collecting): { book: Book; orders: (Order | Debit)[] } {
  const orders: (Order | Debit)[] = [];
  const items = book.items.map((item) => {
    const order = orderOf(book, item, asked);
    if (!order) return item;
    orders.push(order);
    return { ...item, file: asked.fileId };
  });
  return { book: { ...book, items }, orders };
}

function orderOf(book: Book, item: Item, { fileId, kind, today, until }: Collecting): Order | Debit | undefined {
  const { id, dueOn, label, reference } = item;
  const cents = openOf(item);
  if (cents <= 0 || dueOn > until || item.deferredUntil >= today || (item.file && item.file !== fileId))
    return undefined;
  const tomorrow = nextWorkingDay(dueOn > today ? dueOn : addDays(today, 1));
  const order = { id, cents, on: tomorrow, text: `${reference} ${label}` };
  if (kind === "debits") {
    const { mandate, payer } = entryOf(book, reference) ?? {};
    // Only what was announced with the notice is collected: no fee.
    if (item.kind !== "receivable" || !mandate || mandate.blocked) return undefined;
    const { iban, holder, reference: mandateReference, signedOn } = mandate;
    const debit = { ...order, other: { iban, holder }, mandate: { reference: mandateReference, signedOn } };
    if (isOfEea(iban)) return debit;
    // A mandate from outside of the EEA is taken only where the address of who gave it is known.
    return payer ? { ...debit, address: payer.address } : undefined;
  }
  const other = accountFor(book, item);
  const waits = book.matters.some((matter) => matter.id === id || matter.id === holdOf(item));
  if (isOwedToTown(item) || !other || waits || !isReached(other.iban, "creditTransfer", order.on)) return undefined;
  return { ...order, other };
}

/** Orders as an answer that is stored: names and accounts of people pass the one door. */
export const sealOrders = (orders: readonly (Order | Debit)[]): string =>
  seal("", Buffer.from(JSON.stringify(orders))).toString("base64");

export const unsealOrders = (sealed: string): (Order & Debit)[] =>
  JSON.parse(unseal("", Buffer.from(sealed, "base64")).toString("utf8"));
