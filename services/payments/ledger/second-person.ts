import { Fault } from "../../../platform/messaging/index.ts";
import { type Book, isOwedToTown, type OpenItem, type OpenMatter, openOf } from "./book.ts";
import { type Booked, type Settled, unchanged } from "./change.ts";
import type { Pending, Settlement } from "./settlement.ts";

/** Above which sum money leaves only after a second person has approved it, from a day on. From towns/<town>/payments.json. */
export interface SecondPersonRule {
  from: string;
  until?: string | null;
  aboveCents: number;
  source: string;
}

/**
 * Whether an account was named by a case, or by two persons before. That something went back to it once does not make it
 * one for the money of others.
 */
const isBrought = ({ entries, approved }: Book, iban: string): boolean =>
  approved.includes(iban) || entries.some(({ mandate, payTo }) => mandate?.iban === iban || payTo?.iban === iban);

/** Why a second person has to approve what one decides about money that leaves, or undefined where none has to. */
export function whySecond(book: Book, settlement: Settlement, aboveCents: number): Pending["why"] | undefined {
  const { act, about: itemId, iban = "" } = settlement;
  if (act === "refund") {
    const note = book.notes.find(({ id }) => id === itemId);
    if (!note) return undefined;
    // Who assigns money to an account does not also say alone that it goes where that account's mandate is.
    const mayGo = iban === "" || iban === note.payer.iban || (!note.isAssigned && isBrought(book, iban));
    if (!mayGo) return "other-account";
    return note.cents > aboveCents ? "above-limit" : undefined;
  }
  const item = book.items.find(({ id }) => id === itemId);
  if (!item || isOwedToTown(item)) return undefined;
  // What the bank carried out all the same would leave twice.
  if (act === "release") return "paid-again";
  if (act !== "acknowledge" || !iban) return undefined;
  return isBrought(book, iban) ? undefined : "other-account";
}

/** Keeps a decision until a second person has approved it. */
export function askSecond(book: Book, pending: Pending): Settled {
  return { ...unchanged({ ...book, pending: [...book.pending, pending] }), sent: null };
}

/** Throws Fault not-possible for what waits for a second person already. */
export function demandNotPending({ pending }: Book, { about: itemId }: Settlement): void {
  if (itemId && pending.some(({ settlement }) => settlement.about === itemId))
    throw new Fault("not-possible", "Darüber muss zuerst eine zweite Person mit approve oder decline entscheiden.");
}

function pendingIn({ pending }: Book, itemId: string): Pending | undefined {
  return pending.find(({ id }) => id === itemId);
}

/**
 * A second person approves: what the first one decided is carried out, or a sum above the limit may go out.
 * @param carryOut what the first one decided
 * @throws Fault not-waiting for what does not wait; not-possible for who asked for it
 */
export function approve(
  book: Book,
  itemId: string,
  actor: string,
  carryOut: (book: Book, settlement: Settlement) => Settled,
): Settled {
  const found = pendingIn(book, itemId);
  if (!found) return { ...unchanged(withoutMatter(book, itemId)), sent: null };
  if (found.askedBy === actor)
    throw new Fault(
      "not-possible",
      "Was Sie selbst veranlasst haben, können Sie nicht genehmigen. Das muss eine andere Person tun.",
    );
  const { settlement } = found;
  const settled = carryOut({ ...book, pending: book.pending.filter((one) => one !== found) }, settlement);
  const approved = [...new Set([...book.approved, ...(settlement.iban ? [settlement.iban] : [])])];
  return { ...settled, book: { ...settled.book, approved } };
}

function withoutMatter(book: Book, itemId: string): Book {
  const matter = book.matters.find(({ id, reason }) => id === itemId && reason === "second-person");
  if (!matter) throw new Fault("not-waiting", "Darüber hat keine zweite Person zu entscheiden. Prüfen Sie about.");
  return { ...book, matters: book.matters.filter((one) => one !== matter) };
}

/** A second person declines: what the first one decided has no effect, and the worklist says so until somebody has read it. */
export function decline(book: Book, itemId: string, since: string): Booked {
  const found = pendingIn(book, itemId);
  if (!found) {
    withoutMatter(book, itemId);
    throw new Fault(
      "not-possible",
      "Diese Auszahlung kommt aus einem Vorgang des Fachamts. Sie wird dort zurückgenommen.",
    );
  }
  const { id, reference } = found;
  const matter: OpenMatter = { id: `declined/${id}`, reason: "declined", reference, since };
  const pending = book.pending.filter((one) => one !== found);
  return unchanged({ ...book, pending, matters: [...book.matters, matter] });
}

/** The id of what holds a sum above the limit back. */
export const holdOf = ({ id }: Pick<OpenItem, "id">): string => `second/${id}`;

/** Holds back what a service asked to pay out and is above the limit. */
export function withHolds(before: Book, after: Book, aboveCents: number, since: string): Book {
  const known = new Set(before.items.map(({ id }) => id));
  const held = after.items.filter((item) => !known.has(item.id) && !isOwedToTown(item) && openOf(item) > aboveCents);
  const matters = held.map((item): OpenMatter => {
    return { id: holdOf(item), reason: "second-person", reference: item.reference, since };
  });
  return matters.length ? { ...after, matters: [...after.matters, ...matters] } : after;
}
