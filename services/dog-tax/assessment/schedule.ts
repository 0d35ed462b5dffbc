import { monthlyCents, type Relief, type Tariff, tariffOf } from "./tariff.ts";

/** A dog's stay in a household. Days are YYYY-MM-DD. */
export interface Dog {
  /** the case that registered it first: a dog that comes back keeps it */
  id: string;
  /** the case that registered this stay, where it is another one */
  stay?: string;
  name: string;
  breed: string;
  listed: boolean;
  chipNumber: string;
  /** the first day: the tax begins with its month */
  from: string;
  /** the last day: the tax ends with its month; null while the dog is there */
  to: string | null;
  /** set by a case worker where the tariff names no rate */
  yearlyCents: number | null;
  /** on what that rate rests, German; absent: nothing was said */
  rateBasis?: string;
  /** the tag that replaced the one of the registration, and since when (YYYY-MM-DD) */
  tag?: { number: string; since: string };
  /** in the order in which they were granted; absent: none */
  reliefs?: readonly Granted[];
}

/** The case that registered a dog for the stay in question. */
export const stayOf = ({ id, stay }: Dog): string => stay ?? id;

/** A relief from a month (YYYY-MM) on, until another one takes its place. */
export interface Granted {
  kind: Relief;
  from: string;
  /** its last month (YYYY-MM); absent: it has no end */
  until?: string;
  /** the case that granted it */
  caseId?: string;
  /** the holder knows of its end */
  announced?: boolean;
}

/** The relief that holds for a dog in a month (YYYY-MM). */
export function reliefIn({ reliefs = [] }: Pick<Dog, "reliefs">, month: string): Relief | null {
  const last = reliefs.findLast(({ from }) => from <= month);
  return last && !(last.until !== undefined && last.until < month) ? last.kind : null;
}

/** Cents by month (YYYY-MM). */
export type Months = Record<string, number>;

/** What a household owes for one month. */
export interface Owed {
  /** dogs that are taxed in this month */
  taxed: number;
  /** the most that were held at once, by which the rate goes; fewer than `taxed` when one left before another came */
  held: number;
  cents: number;
}

/** Months from one to another, both included. */
export function monthsBetween(from: string, to: string): string[] {
  const [year = 0, month = 1] = from.split("-").map(Number);
  const months: string[] = [];
  for (let i = 0; ; i += 1) {
    const next = `${year + Math.floor((month - 1 + i) / 12)}-${String(((month - 1 + i) % 12) + 1).padStart(2, "0")}`;
    if (next > to) return months;
    months.push(next);
  }
}

const monthOf = (day: string) => day.slice(0, 7);

const heldOn = (dogs: readonly Dog[], day: string) =>
  new Set(dogs.filter(({ from, to }) => from <= day && (to === null || day <= to)).map(({ id }) => id)).size;

/** What is missing for a month, as a case worker reads it. */
export const missingFigure = {
  tariff: "für einen Teil des Zeitraums ist kein Steuersatz hinterlegt",
  rate: "für Hunde dieser Rasse ist kein Steuersatz hinterlegt",
} as const;

/**
 * What a household owes for each month up to the end of a year: every dog at the rate for the most dogs that were held
 * at once in that month. A dog that left and came back is taxed once. "tariff", "rate": what is missing for it.
 */
export function schedule(
  dogs: readonly Dog[],
  tariffs: readonly Tariff[],
  lastYear: number,
): Record<string, Owed> | "tariff" | "rate" {
  const first = dogs.map(({ from }) => monthOf(from)).sort()[0];
  if (!first) return {};
  const owed: Record<string, Owed> = {};
  for (const month of monthsBetween(first, `${lastYear}-12`)) {
    const stays = dogs.filter(({ from, to }) => monthOf(from) <= month && (to === null || month <= monthOf(to)));
    const taxed = [...new Map(stays.map((dog) => [dog.id, dog])).values()];
    if (!taxed.length) continue;
    const tariff = tariffOf(tariffs, month);
    if (!tariff && taxed.some(({ yearlyCents }) => yearlyCents === null)) return "tariff";
    // The number only rises on a day on which a dog comes.
    const days = new Set([`${month}-01`, ...stays.map(({ from }) => from).filter((day) => monthOf(day) === month)]);
    const counted =
      tariff?.reliefs?.exemptDogsCount !== false ? stays : stays.filter((dog) => reliefIn(dog, month) !== "exempt");
    const held = Math.max(...[...days].map((day) => heldOn(counted, day)));
    const shares = taxed.map((dog) => monthlyCents(tariff, month, held, { ...dog, relief: reliefIn(dog, month) }));
    if (shares.includes(null)) return "rate";
    owed[month] = { taxed: taxed.length, held, cents: shares.reduce<number>((sum, share) => sum + (share ?? 0), 0) };
  }
  return owed;
}

/** A month for which another sum is owed than was assessed before. */
export interface Change extends Owed {
  before: number;
}

/** What a schedule changes, month by month; months without a difference are left out. */
export function changes(before: Months, after: Record<string, Owed>): Record<string, Change> {
  const months = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return Object.fromEntries(
    months
      .map((month) => {
        const owed = after[month] ?? { taxed: 0, held: 0, cents: 0 };
        return [month, { ...owed, before: before[month] ?? 0 }] as const;
      })
      .filter(([, change]) => change.cents !== change.before),
  );
}

export const sumOf = (cents: readonly number[]): number => cents.reduce((sum, one) => sum + one, 0);

/** A part of a year with the day on which it is due, as the tariff names it. */
export interface Part {
  cents: number;
  /** YYYY-MM-DD */
  dueOn: string;
  label: string;
}

/** Of a year for which the town names no days: payments makes a past day the first one after the notice. */
const atOnce = ["01-01"];

/** Cuts changes into the parts in which the tariff lets them fall due: all to be paid, or all to be given back. */
export function partsOf(months: Record<string, Change>, tariffs: readonly Tariff[]): Part[] {
  const parts = new Map<string, Part>();
  for (const [month, { cents, before }] of Object.entries(months)) {
    const [year = "", number = "1"] = month.split("-");
    const dueDays = tariffOf(tariffs, month)?.dueDays ?? atOnce;
    const index = Math.floor(((Number(number) - 1) * dueDays.length) / 12);
    const dueOn = `${year}-${dueDays[index]}`;
    const label = dueDays.length === 1 ? `Hundesteuer ${year}` : `Hundesteuer ${year}, ${index + 1}. Rate`;
    const part = parts.get(dueOn) ?? { cents: 0, dueOn, label };
    parts.set(dueOn, { ...part, cents: part.cents + cents - before });
  }
  return setOff([...parts.values()]);
}

/** Sets parts of the other sign off against the earliest ones, so that the sum stays and nobody pays to be paid back. */
function setOff(parts: Part[]): Part[] {
  const sign = Math.sign(sumOf(parts.map(({ cents }) => cents)));
  let rest = sumOf(parts.map(({ cents }) => Math.max(0, -sign * cents)));
  return parts.flatMap((part) => {
    const open = Math.max(0, sign * part.cents);
    const used = Math.min(rest, open);
    rest -= used;
    return open > used ? [{ ...part, cents: sign * (open - used) }] : [];
  });
}
