import { addDays, addMonths, nextWorkingDay } from "../../../platform/casework/index.ts";
import { type SurchargeRule, surchargeRuleOn } from "../law.ts";
import { type Book, entryOf, isCollected, newItem, type OpenItem, openOf, withItem } from "./book.ts";
import type { Booked, Change } from "./change.ts";
import { post } from "./ledger.ts";

/** When something happens, and the id that its postings begin with. */
export interface Moment {
  id: string;
  /** YYYY-MM-DD */
  on: string;
}

/** One percent for each month that has begun of what is open, rounded down first (AO § 240(1)). Whole cents. */
export const surchargeOf = (openCents: number, { stepCents, percentPerMonth }: SurchargeRule): number =>
  (Math.floor(openCents / stepCents) * stepCents * percentPerMonth) / 100;

/**
 * The days from which a payment is too late for a month of arrears, up to a day: of the first month the day after the
 * days of grace (AO § 240(3)), of each later one its first day.
 * @param from the due date, YYYY-MM-DD
 */
export function monthsLate(from: string, on: string, { graceDays }: SurchargeRule): string[] {
  const days: string[] = [];
  const afterGrace = addDays(nextWorkingDay(addDays(from, graceDays)), 1);
  for (let day = afterGrace; day <= on; day = addDays(addMonths(from, days.length), 1)) days.push(day);
  return days;
}

/** The rule by which an item is late: none for what the law names no surcharge for, nor for what the town collects. */
function ruleFor(book: Book, item: OpenItem): SurchargeRule | undefined {
  if (item.kind !== "receivable" || openOf(item) <= 0 || isCollected(book, item)) return undefined;
  return surchargeRuleOn(entryOf(book, item.reference)?.charge, item.dueOn);
}

/**
 * Charges the surcharges that have arisen on items up to a day, each month once.
 * @param asDunned the surcharge goes on in dunning together with what it is for
 */
export function chargeLate(before: Book, items: readonly OpenItem[], { id, on }: Moment, asDunned = false): Booked {
  let book = before;
  const changes: Change[] = [];
  for (const item of items) {
    const rule = ruleFor(book, item);
    if (!rule) continue;
    const late = item.late ?? { from: item.dueOn, months: [] };
    const fresh = monthsLate(late.from, on, rule).filter((day) => !late.months.some((one) => one.day === day));
    if (!fresh.length) continue;
    const [openCents, cents] = [openOf(item), surchargeOf(openOf(item), rule)];
    const months = [...late.months, ...fresh.map((day) => ({ day, openCents, cents }))];
    book = withItem(book, item.id, { late: { ...late, months } });
    const total = fresh.length * cents;
    if (!total) continue;
    book = add(book, item, { cents: total, asDunned }, { id, on });
    changes.push({ reference: item.reference, what: "surcharged", cents: total });
  }
  return { book, changes };
}

const surchargeFor = ({ items }: Book, { id }: OpenItem): OpenItem | undefined =>
  items.find((one) => one.origin === id);

/** A surcharge that has arisen. */
interface Arisen {
  cents: number;
  /** it goes on in dunning together with what it is for */
  asDunned: boolean;
}

/** One item holds all the surcharges on another one. */
function add(book: Book, item: OpenItem, { cents, asDunned }: Arisen, { id, on }: Moment): Book {
  const known = surchargeFor(book, item);
  const { reference, label } = item;
  const fields = { reference, kind: "surcharge", cents: 0, dueOn: on, label: `Säumniszuschlag: ${label}` } as const;
  const surcharge: OpenItem = known ?? { ...newItem(book, fields), origin: item.id };
  const grown: OpenItem = {
    ...surcharge,
    cents: surcharge.cents + cents,
    dunning: asDunned ? item.dunning : surcharge.dunning,
  };
  const items = known ? book.items.map((one) => (one === known ? grown : one)) : [...book.items, grown];
  const postings = post(book.postings, {
    id: `${id}/late/${item.id}`,
    on,
    sides: [
      ["receivable", cents],
      ["surcharges", -cents],
    ],
  });
  return { ...book, items, postings };
}

/** What was settled of each item between two states of a book, in cents, by the item's id. */
function settledOf(before: Book, after: Book): Map<string, number> {
  const settled = new Map<string, number>();
  for (const [i, { id, settledCents }] of before.items.entries()) {
    const cents = (after.items[i]?.settledCents ?? settledCents) - settledCents;
    if (cents > 0) settled.set(id, cents);
  }
  return settled;
}

/**
 * Takes back what was charged before it was known that somebody had paid in time: a payment counts on the day on which
 * it reached the town's account (AO § 224(2)), and its statement comes later. What was paid of the surcharge itself is
 * left to a person.
 */
function takeBackLate(before: Book, paid: ReadonlyMap<string, number>, { id, on }: Moment, since: string): Book {
  let book = before;
  for (const [itemId, portion] of paid) {
    const item = book.items.find((one) => one.id === itemId);
    const surcharge = item && surchargeFor(book, item);
    const rule = item && surchargeRuleOn(entryOf(book, item.reference)?.charge, item.dueOn);
    if (!item?.late || !rule) continue;
    const months = item.late.months.map((one) => {
      if (one.day <= on) return one;
      const openCents = Math.max(0, one.openCents - portion);
      return { ...one, openCents, cents: surchargeOf(openCents, rule) };
    });
    const sum = (list: typeof months) => list.reduce((cents, one) => cents + one.cents, 0);
    const tooMuch = sum(item.late.months) - sum(months);
    book = withItem(book, item.id, { late: { ...item.late, months } });
    if (!surcharge || !tooMuch) continue;
    const back = Math.min(tooMuch, openOf(surcharge));
    book = withItem(book, surcharge.id, { cents: surcharge.cents - back });
    const postings = post(book.postings, {
      id: `${id}/late-back/${item.id}`,
      on,
      sides: [
        ["receivable", -back],
        ["surcharges", back],
      ],
    });
    const { reference } = item;
    const matter = { id: `${id}/${surcharge.id}`, reason: "surcharge-unclear" as const, reference, since };
    book = { ...book, postings, matters: back < tooMuch ? [...book.matters, matter] : book.matters };
  }
  return book;
}

/**
 * Something that settles items, with the surcharges on them: what has arisen by the day of the payment is charged, what
 * was charged for days after it is taken back, and then the payment goes as far as it goes.
 * @param moment its day is the one on which the money came in
 * @param work settles; has no effect when it comes again
 */
export function paying(before: Book, moment: Moment, since: string, work: (book: Book) => Booked): Booked {
  const paid = settledOf(before, work(before).book);
  const items = before.items.filter(({ id }) => paid.has(id));
  const charged = chargeLate(before, items, moment);
  const done = work(takeBackLate(charged.book, paid, moment, since));
  return { book: done.book, changes: [...charged.changes, ...done.changes] };
}

/** A deferral moves the due date: what is late until then stays, and nothing more arises before it is over. */
export function deferLate(before: Book, items: readonly OpenItem[], moment: Moment, until: string): Booked {
  const { book, changes } = chargeLate(before, items, moment);
  const moved = book.items.map((item) =>
    items.some(({ id }) => id === item.id) && item.kind === "receivable"
      ? { ...item, late: { from: nextWorkingDay(until), months: item.late?.months ?? [] } }
      : item,
  );
  return { book: { ...book, items: moved }, changes };
}
