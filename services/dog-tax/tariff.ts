import { holds } from "../../platform/towns.ts";

/** A town's rates between two days. Money is whole cents; yearly rates are multiples of 12. */
export interface Tariff {
  from: string;
  until?: string | null;
  yearlyCents: number[];
  listedBreed: null | { yearlyCents: number } | { factor: number };
  dueDays: string[];
  registrationDays: number;
  statute: string;
  source: string;
  remark?: string;
}

/** The tariff of a month (YYYY-MM), by its first day. */
export function tariffOf(tariffs: readonly Tariff[], month: string): Tariff | undefined {
  return tariffs.find((tariff) => holds(tariff, `${month}-01`));
}

/** The tariffs of some months, each of them once. */
export function tariffsOf(tariffs: readonly Tariff[], months: readonly string[]): Tariff[] {
  return [...new Set(months.flatMap((month) => tariffOf(tariffs, month) ?? []))];
}

/** A twelfth of a year's rate. Where twelve do not divide it, the months of a year still add up to it, to the cent. */
function twelfth(yearlyCents: number, month: number): number {
  return Math.floor((yearlyCents * month) / 12) - Math.floor((yearlyCents * (month - 1)) / 12);
}

/**
 * What one dog costs in a month (YYYY-MM), in cents: a twelfth of its yearly rate, which depends on how many dogs the
 * household holds at once in that month. null: the tariff names no rate.
 */
export function monthlyCents(
  tariff: Tariff,
  month: string,
  held: number,
  dog: { listed: boolean; yearlyCents: number | null },
): number | null {
  const yearly = yearlyCents(tariff, held, dog);
  return yearly === null ? null : twelfth(yearly, Number(month.slice(5)));
}

function yearlyCents(
  tariff: Tariff,
  held: number,
  dog: { listed: boolean; yearlyCents: number | null },
): number | null {
  if (dog.yearlyCents !== null) return dog.yearlyCents;
  const ordinary = tariff.yearlyCents[Math.min(held, tariff.yearlyCents.length) - 1] ?? 0;
  if (!dog.listed) return ordinary;
  if (!tariff.listedBreed) return null;
  return "factor" in tariff.listedBreed ? ordinary * tariff.listedBreed.factor : tariff.listedBreed.yearlyCents;
}
