import { Fault, isOfScheme } from "../../../platform/messaging/index.ts";
import {
  type BankAccount,
  type Book,
  isOwedToTown,
  newItem,
  type OpenItem,
  openOf,
  type Remark,
  withItem,
} from "./book.ts";
import { openItems, settle, settledBetween } from "./booking.ts";
import type { Booked, Change } from "./change.ts";
import { deferLate, paying } from "./late.ts";
import { post, type Side } from "./ledger.ts";

/** When, and under which command, a person acts. */
export interface Act {
  id: string;
  /** YYYY-MM-DD */
  on: string;
}

function noteIn({ notes }: Book, noteId: string): Remark {
  const note = notes.find(({ id }) => id === noteId);
  if (!note)
    throw new Fault(
      "not-waiting",
      "Dieser Betrag liegt hier nicht in Verwahrung. Laden Sie den Vorgang neu und prüfen Sie about.",
    );
  return note;
}

/** Throws Fault not-possible for money that went out. */
function demandIncoming({ cents }: Remark): void {
  if (cents <= 0)
    throw new Fault("not-possible", "Dieser Betrag ist vom Konto abgegangen. Möglich sind assign und charge.");
}

const without = (notes: readonly Remark[], { id }: Remark): Remark[] => notes.filter((note) => note.id !== id);

/** Suspense money that pays what is open on the account, as far as it goes; the rest stays. It counts as paid since it came. */
export function keepNote(book: Book, act: Act, noteId: string, reference = ""): Booked {
  const { id, bookedOn: on, since } = noteIn(book, noteId);
  return paying(book, { id: `${act.id}/${id}`, on }, since, (before) => used(before, act, noteId, reference));
}

function used(book: Book, { id, on }: Act, noteId: string, reference: string): Booked {
  const note = noteIn(book, noteId);
  const open = openItems(book).filter((item) => !reference || item.reference === reference);
  demandIncoming(note);
  if (!open.length)
    throw new Fault(
      "not-possible",
      "Keine Forderung ist offen, die damit bezahlt wird. Möglich sind refund und assign.",
    );
  const { book: settled, left } = settle(book, open, note.cents);
  const cents = note.cents - left;
  const notes = left > 0 ? book.notes.map((one) => (one === note ? { ...one, cents: left } : one)) : undefined;
  const sides: Side[] = [
    ["suspense", cents],
    ["receivable", -cents],
  ];
  return {
    book: {
      ...settled,
      postings: post(book.postings, { id, on, sides }),
      notes: notes ?? without(book.notes, note),
    },
    changes: changesOf(book, settled),
  };
}

/** What became of each reference of which something was paid. */
function changesOf(before: Book, after: Book): Change[] {
  const paid = settledBetween(before, after);
  const open = new Set(openItems(after).map(({ reference }) => reference));
  return [...paid].map(([reference, cents]) => ({
    ...{ reference, cents },
    what: open.has(reference) ? ("partly_paid" as const) : ("paid" as const),
  }));
}

/** Suspense money that goes back to who sent it, or to the account that a person names. */
export function refundNote(book: Book, { id, on }: Act, noteId: string, to: BankAccount | null): Booked {
  const note = noteIn(book, noteId);
  const payTo = to ?? note.payer;
  demandIncoming(note);
  if (!payTo.iban)
    throw new Fault(
      "not-possible",
      "Es ist nicht bekannt, von welchem Konto das Geld kam. Nennen Sie iban und holder.",
    );
  if (!isOfScheme(payTo.iban, "creditTransfer"))
    throw new Fault(
      "not-possible",
      "Dieses Konto ist mit SEPA-Überweisung nicht erreichbar. Nennen Sie iban und holder.",
    );
  if (!payTo.holder.trim())
    throw new Fault("not-possible", "Es ist nicht bekannt, wem das Konto gehört. Nennen Sie iban und holder.");
  const { cents } = note;
  const kind = { kind: "refund", cents, dueOn: on, label: "Erstattung" } as const;
  // What belongs to no reference is named by its entry in the statement.
  const reference = note.reason === "overpaid" ? note.reference : `V${note.id.slice(0, 20).toUpperCase()}`;
  const item = newItem(book, { reference, ...kind }, payTo);
  const sides: Side[] = [
    ["suspense", cents],
    ["payable", -cents],
  ];
  const postings = post(book.postings, { id, on, sides });
  return { book: { ...book, postings, items: [...book.items, item], notes: without(book.notes, note) }, changes: [] };
}

/** Suspense money that is what the online payment provider passes on: it settles what the provider holds. */
export function clearOnline(book: Book, { id, on }: Act, noteId: string): Booked {
  const note = noteIn(book, noteId);
  const sides: Side[] = [
    ["suspense", note.cents],
    ["online", -note.cents],
  ];
  const postings = post(book.postings, { id, on, sides });
  return { book: { ...book, postings, notes: without(book.notes, note) }, changes: [] };
}

/** Suspense money that leaves for another account. @returns the book and what is on its way */
export function sendNote(book: Book, { id, on }: Act, noteId: string): { book: Book; note: Remark } {
  const note = noteIn(book, noteId);
  const sides: Side[] = [
    ["suspense", note.cents],
    ["transfer", -note.cents],
  ];
  const postings = post(book.postings, { id, on, sides });
  return { book: { ...book, postings, notes: without(book.notes, note) }, note };
}

/**
 * Takes back what was counted as paid of a note's reference, last due first: money left the town's account for it. What was
 * never paid stays in suspense.
 * @param note negative
 * @param from where the money is booked until now
 */
export function takeBack(
  book: Book,
  { id, on }: Act,
  note: Remark,
  from: "transfer" | "suspense" = "transfer",
): Booked {
  const { reference } = note;
  const cents = -note.cents;
  let [after, left] = [book, cents];
  const paid = book.items.filter((item) => item.reference === reference && isOwedToTown(item));
  for (const item of paid.sort((a, b) => b.dueOn.localeCompare(a.dueOn))) {
    const part = Math.min(item.settledCents, left);
    left -= part;
    if (part > 0) after = withItem(after, item.id, { settledCents: item.settledCents - part, overdueFrom: on });
  }
  const sides: Side[] = [
    [from, -cents],
    ["receivable", cents - left],
    ["suspense", left],
  ];
  const notes = left > 0 ? [...book.notes, { ...note, cents: -left }] : book.notes;
  const postings = post(book.postings, { id, on, sides });
  return {
    book: { ...after, postings, notes },
    changes: left < cents ? [{ reference, what: "returned", cents: cents - left }] : [],
  };
}

/** As `takeBack`, for money that waits on the account itself. */
export function takeBackNote(book: Book, act: Act, noteId: string, reference: string): Booked {
  const note = noteIn(book, noteId);
  const rest = { ...book, notes: without(book.notes, note) };
  const taken = takeBack(rest, act, { ...note, reference }, "suspense");
  if (!taken.changes.length)
    throw new Fault("not-possible", "Unter diesem Kassenzeichen wurde nichts bezahlt. Prüfen Sie reference.");
  return taken;
}

/** Money that the bank took for itself. */
export function chargeNote(book: Book, { id, on }: Act, noteId: string): Booked {
  const note = noteIn(book, noteId);
  if (note.cents >= 0)
    throw new Fault(
      "not-possible",
      "Dieser Betrag ist eingegangen. Als Entgelt der Bank kann nur gebucht werden, was abgegangen ist.",
    );
  const sides: Side[] = [
    ["charges", -note.cents],
    ["suspense", note.cents],
  ];
  return {
    book: { ...book, postings: post(book.postings, { id, on, sides }), notes: without(book.notes, note) },
    changes: [],
  };
}

/** Takes an item back from a file that the bank did not carry out, so that another file may hold it. */
export function release(book: Book, itemId: string): Booked {
  const item = book.items.find(({ id }) => id === itemId);
  if (!item?.file)
    throw new Fault("not-possible", "Dieser Betrag steht in keiner Datei für die Bank. Prüfen Sie about.");
  return { book: withItem(book, itemId, { file: "" }), changes: [] };
}

/**
 * Defers what is open of a reference (Stundung, AO § 222): nothing is collected or dunned before that day is over, and no
 * surcharge arises.
 */
export function defer(before: Book, act: Act, reference: string, until: string): Booked {
  const opened = (one: Book) => openItems(one).filter((item) => item.reference === reference);
  const { book, changes } = deferLate(before, opened(before), act, until);
  const open = opened(book);
  if (!open.length)
    throw new Fault("not-possible", "Unter diesem Kassenzeichen ist nichts offen. Prüfen Sie reference.");
  if (open.some(({ file }) => file))
    throw new Fault(
      "not-possible",
      "Die Bank zieht den Betrag bereits ein. Warten Sie den Kontoauszug ab; führt die Bank die Datei nicht aus, hilft release.",
    );
  const ids = new Set(open.map(({ id }) => id));
  const deferred = (item: OpenItem): OpenItem =>
    ids.has(item.id)
      ? { ...item, deferredUntil: until, overdueFrom: until, dunning: { stage: "none", next: "" } }
      : item;
  const cents = open.reduce((sum, item) => sum + openOf(item), 0);
  return {
    book: {
      ...book,
      items: book.items.map(deferred),
      matters: book.matters.filter((one) => !isHandOver(one, reference)),
    },
    changes: [...changes, { reference, what: "deferred", cents }],
  };
}

const isHandOver = (matter: Book["matters"][number], reference: string) =>
  matter.reason === "hand-over" && matter.reference === reference;

/** A person has looked at a matter, and names an account where one was missing. */
export function acknowledge(book: Book, matterId: string, to: BankAccount | null): Booked {
  const matter = book.matters.find(({ id }) => id === matterId);
  if (!matter) throw new Fault("not-waiting", "Dazu ist nichts offen. Laden Sie den Vorgang neu und prüfen Sie about.");
  if (matter.reason === "second-person")
    throw new Fault("not-possible", "Darüber entscheidet eine zweite Person mit approve oder decline.");
  const needsAccount = matter.reason === "refund-without-account";
  if (needsAccount && !to)
    throw new Fault("not-possible", "Es fehlt das Konto, auf das erstattet wird. Nennen Sie iban und holder.");
  const named = to ? withItem(book, matterId, { payTo: to }) : book;
  return { book: { ...named, matters: book.matters.filter((one) => one !== matter) }, changes: [] };
}
