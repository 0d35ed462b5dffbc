import { Fault } from "../../platform/faults.ts";
import type { Act } from "./acts.ts";
import { type Book, type Item, isOwedToTown, type Matter, openOf } from "./book.ts";
import { type Booked, unchanged } from "./change.ts";
import type { Settled, Settlement } from "./settling.ts";

/** Above which sum money leaves only after a second person has approved it, from a day on. From towns/<town>/payments.json. */
export interface SecondPersonRule {
  from: string;
  until?: string | null;
  aboveCents: number;
  source: string;
}

/** What a person decided and a second one has not approved yet. It has had no effect. */
export interface Pending {
  id: string;
  settlement: Settlement;
  why: "other-account" | "above-limit";
  /** pseudonym */
  askedBy: string;
  /** the reference that it is about, or "" */
  reference: string;
  /** ISO 8601 */
  since: string;
}

/** Whether an account was named by a case, by its own bank, or by two persons before. */
function isBrought({ entries, items }: Book, iban: string): boolean {
  return (
    entries.some(({ mandate, payTo }) => mandate?.iban === iban || payTo?.iban === iban) ||
    items.some(({ payTo }) => payTo?.iban === iban)
  );
}

/** Why a second person has to approve what one decides about money that leaves, or undefined where none has to. */
export function whySecond(book: Book, settlement: Settlement, aboveCents: number): Pending["why"] | undefined {
  const { act, about, iban = "" } = settlement;
  if (act === "refund") {
    const note = book.notes.find(({ id }) => id === about);
    if (!note) return undefined;
    if (iban && iban !== note.payer.iban && !isBrought(book, iban)) return "other-account";
    return note.cents > aboveCents ? "above-limit" : undefined;
  }
  const item = act === "acknowledge" ? book.items.find(({ id }) => id === about) : undefined;
  if (!item || isOwedToTown(item) || !iban) return undefined;
  return isBrought(book, iban) ? undefined : "other-account";
}

/** Keeps a decision until a second person has approved it. */
export function askSecond(book: Book, pending: Pending): Settled {
  return { ...unchanged({ ...book, pending: [...book.pending, pending] }), sent: null };
}

/** Throws Fault not-possible for what waits for a second person already. */
export function demandNotPending({ pending }: Book, { about }: Settlement): void {
  if (about && pending.some(({ settlement }) => settlement.about === about))
    throw new Fault("not-possible", "it waits for a second person: approve or decline that first");
}

function pendingIn({ pending }: Book, about: string): Pending | undefined {
  return pending.find(({ id }) => id === about);
}

/**
 * A second person approves: what the first one decided is carried out, or a sum above the limit may go out.
 * @param carryOut what the first one decided
 * @throws Fault not-waiting for what does not wait; not-possible for who asked for it
 */
export function approve(
  book: Book,
  about: string,
  actor: string,
  carryOut: (book: Book, settlement: Settlement) => Settled,
): Settled {
  const found = pendingIn(book, about);
  if (!found) return { ...unchanged(withoutMatter(book, about)), sent: null };
  if (found.askedBy === actor)
    throw new Fault("not-possible", "who asked for it cannot approve it: another person has to");
  return carryOut({ ...book, pending: book.pending.filter((one) => one !== found) }, found.settlement);
}

function withoutMatter(book: Book, about: string): Book {
  const matter = book.matters.find(({ id, reason }) => id === about && reason === "second-person");
  if (!matter) throw new Fault("not-waiting");
  return { ...book, matters: book.matters.filter((one) => one !== matter) };
}

/** A second person declines: what the first one decided has no effect, and the worklist says so until somebody has read it. */
export function decline(book: Book, about: string, since: string): Booked {
  const found = pendingIn(book, about);
  if (!found) {
    withoutMatter(book, about);
    throw new Fault("not-possible", "a case asked for it: it is taken back there");
  }
  const { id, reference } = found;
  const matter: Matter = { id: `declined/${id}`, reason: "declined", reference, since };
  const pending = book.pending.filter((one) => one !== found);
  return unchanged({ ...book, pending, matters: [...book.matters, matter] });
}

/** The id of what holds a sum above the limit back. */
export const holdOf = ({ id }: Pick<Item, "id">): string => `second/${id}`;

/** Holds back what a service asked to pay out and is above the limit. */
export function withHolds(before: Book, after: Book, aboveCents: number, since: string): Book {
  const known = new Set(before.items.map(({ id }) => id));
  const held = after.items.filter((item) => !known.has(item.id) && !isOwedToTown(item) && openOf(item) > aboveCents);
  const matters = held.map((item): Matter => {
    return { id: holdOf(item), reason: "second-person", reference: item.reference, since };
  });
  return matters.length ? { ...after, matters: [...after.matters, ...matters] } : after;
}

/** When an act of a person is carried out, and for whom. */
export interface Acting extends Act {
  /** pseudonym */
  actor: string;
  /** ISO 8601 */
  since: string;
  aboveCents: number;
}
