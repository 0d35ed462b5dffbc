import { addDays, nextWorkingDay } from "../../../platform/casework/index.ts";
import {
  type Book,
  type Dunning,
  isCollected,
  isOwedToTown,
  newItem,
  type OpenItem,
  openOf,
  withItem,
} from "../ledger/book.ts";
import { openItems } from "../ledger/booking.ts";
import type { Booked, Change } from "../ledger/change.ts";
import { chargeLate } from "../ledger/late.ts";
import { post } from "../ledger/ledger.ts";

/** How a town reminds and duns, from a day on. From towns/<town>/payments.json. */
export interface DunningRule {
  from: string;
  until?: string | null;
  /** days from the due date to the reminder, from there to the Mahnung, from there to the hand-over */
  reminderDays: number;
  dunningDays: number;
  handOverDays: number;
  /** what is less is not dunned, in cents */
  smallestCents: number;
  /** by what is overdue, ascending; the last has no upper bound */
  fees: { upToCents: number | null; feeCents: number }[];
  source: string;
}

/** The fee of a Mahnung about so many cents. */
export function feeFor({ fees }: DunningRule, cents: number): number {
  return fees.find(({ upToCents }) => upToCents === null || cents <= upToCents)?.feeCents ?? 0;
}

/** Stands for the next step of what is too little to be dunned. It stays open, and is offset or paid one day. */
const never = "9999-12-31";

const waits: Record<Exclude<Dunning["stage"], "handed-over">, "reminderDays" | "dunningDays" | "handOverDays"> = {
  none: "reminderDays",
  reminded: "dunningDays",
  dunned: "handOverDays",
};

/**
 * The book with the day of each item's next step: none for what is paid, collected by mandate, handed over or a fee.
 * A step that was planned keeps its day.
 */
export function plan(book: Book, ruleOn: (day: string) => DunningRule | undefined): Book {
  const items = book.items.map((item) => {
    const next = nextStep(book, item, ruleOn);
    return next === item.dunning.next ? item : { ...item, dunning: { ...item.dunning, next } };
  });
  return { ...book, items };
}

function nextStep(book: Book, item: OpenItem, ruleOn: (day: string) => DunningRule | undefined): string {
  const { stage, next } = item.dunning;
  if (!isOwedToTown(item) || openOf(item) <= 0 || stage === "handed-over" || isCollected(book, item)) return "";
  if (next) return next;
  const rule = ruleOn(item.dueOn);
  // Steps after the first are planned by the step before; one that was interrupted begins anew where it stopped.
  return rule ? nextWorkingDay(addDays(item.overdueFrom, rule[waits[stage]] + 1)) : "";
}

/** What has to be told after a step: one letter for each reference. */
export interface Dunned {
  reference: string;
  stage: Exclude<Dunning["stage"], "none">;
  /** what is overdue of it, without a fee charged now */
  cents: number;
  feeCents: number;
  items: OpenItem[];
}

/** A day on which steps are taken. */
interface DunningDay {
  /** of the timer that fired; each posting's id is made from it */
  id: string;
  /** YYYY-MM-DD */
  today: string;
  /** ISO 8601 */
  since: string;
}

/** What is dunned in one step: items of one reference, and what is open of them together. */
interface Overdue {
  items: OpenItem[];
  cents: number;
}

/**
 * Takes every step that is due on a day: reminder, then Mahnung with the town's fee and a week's time (AO § 259), then
 * hand-over for enforcement (Vollstreckung), which a person does. Steps of one reference on one day are one. What is
 * dunned is charged its late payment surcharges until that day before.
 */
export function dun(
  before: Book,
  day: DunningDay,
  ruleOn: (day: string) => DunningRule | undefined,
): Booked & { dunned: Dunned[] } {
  const { id, today } = day;
  const isDue = ({ dunning }: OpenItem) => dunning.next !== "" && dunning.next <= today;
  const late = chargeLate(before, openItems(before).filter(isDue), { id, on: today }, true);
  let book = late.book;
  const dunned: Dunned[] = [];
  const changes: Change[] = [...late.changes];
  const due = openItems(book).filter(isDue);
  const groups = Map.groupBy(due, ({ reference, dunning }) => `${reference} ${dunning.stage}`);
  for (const items of groups.values()) {
    const [first] = items;
    const rule = first && ruleOn(first.dueOn);
    if (!first || !rule) continue;
    const cents = items.reduce((sum, item) => sum + openOf(item), 0);
    if (cents < rule.smallestCents) {
      book = advance(book, items, first.dunning.stage, never);
      continue;
    }
    const step = takeStep(book, { items, cents }, rule, day);
    book = step.book;
    dunned.push(step.dunned);
    const what = { reminded: "reminded", dunned: "dunned", "handed-over": "handed_over" } as const;
    changes.push({ reference: first.reference, what: what[step.dunned.stage], cents });
  }
  return { book, changes, dunned };
}

const advance = (book: Book, items: readonly OpenItem[], stage: Dunning["stage"], next: string): Book =>
  items.reduce((after, { id }) => withItem(after, id, { dunning: { stage, next } }), book);

function takeStep(
  book: Book,
  { items, cents }: Overdue,
  rule: DunningRule,
  { id, today, since }: DunningDay,
): { book: Book; dunned: Dunned } {
  const { reference, dunning } = items[0] as OpenItem;
  const said = { reference, cents, items };
  const later = (days: number) => nextWorkingDay(addDays(today, days + 1));
  if (dunning.stage === "none")
    return {
      book: advance(book, items, "reminded", later(rule.dunningDays)),
      dunned: { ...said, stage: "reminded", feeCents: 0 },
    };
  if (dunning.stage === "reminded") {
    const feeCents = feeFor(rule, cents);
    const next = later(rule.handOverDays);
    const after = advance(book, items, "dunned", next);
    return {
      book:
        feeCents > 0 ? charge(after, { id: `${id}/${reference}`, reference, cents: feeCents, on: today, next }) : after,
      dunned: { ...said, stage: "dunned", feeCents },
    };
  }
  const matter = { id: `hand-over/${reference}`, reason: "hand-over" as const, reference, since };
  const after = advance(book, items, "handed-over", "");
  const matters = after.matters.some((one) => one.id === matter.id) ? after.matters : [...after.matters, matter];
  return { book: { ...after, matters }, dunned: { ...said, stage: "handed-over", feeCents: 0 } };
}

/** The fee of a Mahnung. */
interface Fee {
  /** of its posting */
  id: string;
  reference: string;
  cents: number;
  /** the day on which it is charged, YYYY-MM-DD */
  on: string;
  /** the day of its next step, YYYY-MM-DD */
  next: string;
}

/** Charges a fee, due at once; it is handed over with what it was charged for. */
function charge(book: Book, { id, reference, cents, on, next }: Fee): Book {
  const item = newItem(book, { reference, kind: "fee", cents, dueOn: on, label: "Mahngebühr" });
  const fee: OpenItem = { ...item, dunning: { stage: "dunned", next } };
  const postings = post(book.postings, {
    id,
    on,
    sides: [
      ["receivable", cents],
      ["fees", -cents],
    ],
  });
  return { ...book, items: [...book.items, fee], postings };
}

/** The earliest day of a next step, or "". */
export function nextDay({ items }: Book): string {
  const days = items.flatMap(({ dunning: { next } }) => (next && next !== never ? [next] : []));
  return days.sort()[0] ?? "";
}
