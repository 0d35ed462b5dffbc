import { nextWorkingDay } from "../../../platform/casework/index.ts";
import { mandateProblem } from "../rules.ts";
import type { Book, Entry, OpenItem, OpenMatter } from "./book.ts";

/**
 * A book in which no mandate is left that something is due by and that cannot be used: one from before the rules were
 * known, or of an account that direct debits no longer reach. What is owed is reminded of as if there were none, from that
 * day on: until then the town was to collect it (AO § 224(2) no. 3). A person hears of each mandate once.
 * @param isDue whether an item would be collected now
 * @param today YYYY-MM-DD
 * @param since ISO 8601
 */
export function withoutUnusable(book: Book, isDue: (item: OpenItem) => boolean, today: string, since: string): Book {
  const due = new Set(
    book.items.filter((item) => item.kind === "receivable" && isDue(item)).map((one) => one.reference),
  );
  const unusable = book.entries
    .filter(({ reference }) => due.has(reference))
    .flatMap((entry) => problemOf(entry, today));
  if (!unusable.length) return book;
  const reasons = new Map(unusable.map(({ reference, reason }) => [reference, reason]));
  const known = new Set(book.matters.map(({ id }) => id));
  const matters = unusable.map((one): OpenMatter => ({ ...one, id: mandateMatter(one.reference), since }));
  return {
    ...book,
    entries: book.entries.map((entry) => blocked(entry, reasons.get(entry.reference))),
    items: book.items.map((item) => (reasons.has(item.reference) ? laterOwed(item, today) : item)),
    matters: [...book.matters, ...matters.filter(({ id }) => !known.has(id))],
  };
}

/** The id of what a person hears of a reference's mandate. */
export const mandateMatter = (reference: string): string => `mandate/${reference}`;

function problemOf({ reference, mandate, payer }: Entry, today: string) {
  const reason = mandate?.blocked === "" ? mandateProblem({ mandate, payer }, today) : undefined;
  return reason ? [{ reference, reason }] : [];
}

const blocked = (entry: Entry, reason: string | undefined): Entry =>
  reason && entry.mandate ? { ...entry, mandate: { ...entry.mandate, blocked: reason } } : entry;

function laterOwed(item: OpenItem, today: string): OpenItem {
  if (item.kind !== "receivable" || item.dueOn >= today) return item;
  return { ...item, overdueFrom: today, late: { from: nextWorkingDay(today), months: item.late?.months ?? [] } };
}
