import type { EventBodies } from "../../../types/generated/events.ts";
import type { Book, Remark } from "./book.ts";

/** What happened to a payment, as it is told to whoever asked for it. */
export interface Change {
  reference: string;
  what: Exclude<EventBodies["payment.changed.v1"]["change"], "UNKNOWN">;
  /** positive */
  cents: number;
}

/** A book after something happened, and what is told of it. */
export interface Booked {
  book: Book;
  changes: Change[];
}

/** A book after a settlement, with what leaves for another account. */
export interface Settled extends Booked {
  sent: { note: Remark; reference: string; account: string } | null;
}

export const unchanged = (book: Book): Booked => ({ book, changes: [] });
