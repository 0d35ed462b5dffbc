import type { EventBodies } from "../../../types/generated/events.ts";
import type { MandateProblem } from "../rules.ts";
import type { Posting } from "./ledger.ts";
import type { Pending } from "./settlement.ts";

/** How far an item is in dunning (Mahnwesen). */
export interface Dunning {
  stage: "none" | "reminded" | "dunned" | "handed-over";
  /** day of the next step, YYYY-MM-DD; "" when there is none: paid, deferred, under mandate or handed over */
  next: string;
}

/** One sum that is owed, by somebody to the town (`receivable`, `fee`, `surcharge`) or the other way (`payout`, `refund`). */
export interface OpenItem {
  /** the reference and a number: the EndToEndId at the bank, at most 35 characters */
  id: string;
  reference: string;
  kind: "receivable" | "fee" | "surcharge" | "payout" | "refund";
  /** positive; a surcharge that was taken back has none */
  cents: number;
  settledCents: number;
  dueOn: string;
  /** German */
  label: string;
  /** the bank file it was last given to, until the bank answered; "" outside of that */
  file: string;
  /** a refund's own account, where it is not the one of its entry */
  payTo: BankAccount | null;
  /** until when it is deferred (Stundung, AO § 222), YYYY-MM-DD, or "" */
  deferredUntil: string;
  /** since when it could have been paid: due date, or the day on which its debit came back */
  overdueFrom: string;
  dunning: Dunning;
  /** of a surcharge: the item that it is for */
  origin?: string;
  /** since when it is late (the due date or the end of a deferral), and the months that were charged for that */
  late?: { from: string; months: LateMonth[] };
}

/** A month of arrears (angefangener Monat der Säumnis, AO § 240). */
export interface LateMonth {
  /** who pays on this day or later is late for this month, YYYY-MM-DD */
  day: string;
  /** what was open then */
  openCents: number;
  cents: number;
}

export interface BankAccount {
  iban: string;
  holder: string;
}

export interface Mandate extends BankAccount {
  reference: string;
  signedOn: string;
  /** why it may not be used any more: the bank's reason for a returned debit, or "" */
  blocked: string;
}

/** Money of which a person has to say what it is for. Positive: it came in; negative: it went out. */
export interface Remark {
  /** of the entry of the bank statement */
  id: string;
  cents: number;
  reason:
    | "unknown-reference"
    | "similar-reference"
    | "several-references"
    | "overpaid"
    | "unclear-return"
    | "unclear-debit"
    | "unclear-entry";
  /** the reference that it is or may be for, or "" */
  reference: string;
  bookedOn: string;
  payer: BankAccount;
  text: string;
  /** ISO 8601 */
  since: string;
  /** a person said that it is for this account */
  isAssigned?: true;
}

/** Something else that a person has to look at. */
export interface OpenMatter {
  id: string;
  reason:
    | "debit-returned"
    | "payout-returned"
    | "refund-without-account"
    | "hand-over"
    | "online-unclear"
    | "surcharge-unclear"
    | MandateProblem
    | "second-person"
    | "declined";
  reference: string;
  since: string;
}

/** An online payment that was begun and of which the end is not known yet. */
export interface OnlinePayment {
  requestId: string;
  transactionId: string;
  reference: string;
  cents: number;
  /** ISO 8601 */
  begunAt: string;
  /** how often its status was asked for */
  asked: number;
  /** when it is asked for next, ISO 8601 */
  askAt: string;
}

/** A request with what was arranged for it. */
export interface Entry {
  requestId: string;
  caseId: string;
  reference: string;
  totalCents: number;
  claims: EventBodies["payment.arranged.v1"]["claims"];
  /** where a benefit is paid to */
  payTo: EventBodies["payment.requested.v1"]["payTo"];
  /** what it is by law; missing in requests from before it was named */
  charge?: EventBodies["payment.requested.v1"]["charge"];
  mandate: Mandate | null;
  /** who owes or gets it, for letters */
  payer: EventBodies["payment.requested.v1"]["payer"] | null;
  /** the case's envelope, for events that a bank or a timer causes */
  metadata: { [field: string]: string };
}

/** What payments keeps of one account, or of a town's money that belongs to none yet. It is JSON. */
export interface Book {
  entries: Entry[];
  items: OpenItem[];
  postings: Posting[];
  notes: Remark[];
  matters: OpenMatter[];
  online: OnlinePayment[];
  /** what a second person has to approve */
  pending: Pending[];
  /** IBANs that money may go to since two persons said so */
  approved: string[];
}

export const emptyBook = (): Book => ({
  ...{ entries: [], items: [], postings: [], notes: [], matters: [], online: [], pending: [], approved: [] },
});

/**
 * A book as it is now. Before there was a ledger, payments kept requests only: nothing of them can have been paid here,
 * and they stay what they are, without items.
 */
export const withLedger = (book: Book): Book => ({ ...emptyBook(), ...book });

/** What is still open of an item, in cents. */
export const openOf = ({ cents, settledCents }: OpenItem): number => cents - settledCents;

export const isOwedToTown = ({ kind }: OpenItem): boolean =>
  kind === "receivable" || kind === "fee" || kind === "surcharge";

export const entryOf = (book: Book, reference: string): Entry | undefined =>
  book.entries.find((entry) => entry.reference === reference);

/** Whether the town collects it itself: then nobody is reminded, and it counts as paid when it is due (AO § 224(2)). */
export function isCollected(book: Book, { reference, kind }: OpenItem): boolean {
  const mandate = entryOf(book, reference)?.mandate;
  return kind === "receivable" && mandate != null && !mandate.blocked;
}

/** Replaces one item. */
export const withItem = (book: Book, id: string, change: Partial<OpenItem>): Book => ({
  ...book,
  items: book.items.map((item) => (item.id === id ? { ...item, ...change } : item)),
});

/** The id of a reference's next item: at most 25 characters. */
export function nextItemId({ items }: Book, reference: string): string {
  const count = items.filter((item) => item.reference === reference).length;
  return `${reference}-${String(count + 1).padStart(2, "0")}`;
}

/** An item that nobody has paid or been reminded of yet. */
export function newItem(
  book: Book,
  metadata: Pick<OpenItem, "reference" | "kind" | "cents" | "dueOn" | "label">,
  payTo: BankAccount | null = null,
): OpenItem {
  const { reference, dueOn } = metadata;
  return {
    ...metadata,
    id: nextItemId(book, reference),
    settledCents: 0,
    file: "",
    payTo,
    deferredUntil: "",
    overdueFrom: dueOn,
    dunning: { stage: "none", next: "" },
  };
}
