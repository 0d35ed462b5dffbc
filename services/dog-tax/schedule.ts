import { monthlyCents, type Tariff, tariffOf } from "./tariff.ts";

/** A dog in a household. Months are YYYY-MM. */
export interface Dog {
  caseId: string;
  name: string;
  breed: string;
  listed: boolean;
  chipNumber: string;
  /** the month of intake: liability begins with its first day */
  from: string;
  /** the month of disposal, taxed to its end; null while the dog is there */
  to: string | null;
  /** set by a case worker where the tariff names no rate */
  yearlyCents: number | null;
}

/** Cents by month (YYYY-MM). */
export type Months = Record<string, number>;

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

/**
 * What a household owes for each month up to the end of a year: every dog at the rate for the number of dogs in that
 * month. null when a month has no tariff or a dog no rate.
 */
export function schedule(dogs: readonly Dog[], tariffs: readonly Tariff[], lastYear: number): Months | null {
  const first = dogs.map(({ from }) => from).sort()[0];
  if (!first) return {};
  const owed: Months = {};
  for (const month of monthsBetween(first, `${lastYear}-12`)) {
    const present = dogs.filter(({ from, to }) => from <= month && (to === null || month <= to));
    if (!present.length) continue;
    const tariff = tariffOf(tariffs, month);
    if (!tariff) return null;
    let cents = 0;
    for (const dog of present) {
      const share = monthlyCents(tariff, present.length, dog);
      if (share === null) return null;
      cents += share;
    }
    owed[month] = cents;
  }
  return owed;
}

/** What one schedule adds to another, month by month; months without a difference are left out. */
export function difference(before: Months, after: Months): Months {
  const months = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return Object.fromEntries(
    months
      .map((month) => [month, (after[month] ?? 0) - (before[month] ?? 0)] as const)
      .filter(([, cents]) => cents !== 0),
  );
}

export const sumOf = (months: Months): number => Object.values(months).reduce((sum, cents) => sum + cents, 0);

/** A part of a year with the day on which it is due, as the tariff names it. */
export interface Part {
  cents: number;
  /** YYYY-MM-DD */
  dueOn: string;
  label: string;
}

/** Cuts months into the parts in which the tariff lets them fall due. */
export function partsOf(months: Months, tariffs: readonly Tariff[]): Part[] {
  const parts = new Map<string, Part>();
  for (const [month, cents] of Object.entries(months)) {
    const [year = "", number = "1"] = month.split("-");
    const dueDays = tariffOf(tariffs, month)?.dueDays ?? ["12-31"];
    const index = Math.floor(((Number(number) - 1) * dueDays.length) / 12);
    const dueOn = `${year}-${dueDays[index]}`;
    const label = dueDays.length === 1 ? `Hundesteuer ${year}` : `Hundesteuer ${year}, ${index + 1}. Rate`;
    const part = parts.get(dueOn) ?? { cents: 0, dueOn, label };
    parts.set(dueOn, { ...part, cents: part.cents + cents });
  }
  return [...parts.values()].filter(({ cents }) => cents !== 0);
}
