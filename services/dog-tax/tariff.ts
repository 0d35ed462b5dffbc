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

/** Breeds of LHundG NRW § 3(2) and § 10(1). Crosses with them count as well. */
const listed = [
  "pitbull terrier",
  "pit bull terrier",
  "american staffordshire terrier",
  "staffordshire bullterrier",
  "staffordshire bull terrier",
  "bullterrier",
  "bull terrier",
  "alano",
  "american bulldog",
  "bullmastiff",
  "mastiff",
  "mastino español",
  "mastino napoletano",
  "fila brasileiro",
  "dogo argentino",
  "rottweiler",
  "tosa inu",
];

/** Whether a dog is of a listed breed or a cross with one, as its holder names the breeds. */
export function isListedBreed(...breeds: (string | undefined)[]): boolean {
  const names = breeds.flatMap((breed) => (breed ? [breed.normalize("NFC").toLocaleLowerCase("de")] : []));
  return names.some((name) => listed.some((one) => name.includes(one)));
}

/** The tariff of a month (YYYY-MM), by its first day. */
export function tariffOf(tariffs: readonly Tariff[], month: string): Tariff | undefined {
  return tariffs.find((tariff) => holds(tariff, `${month}-01`));
}

/**
 * What one dog costs in a month, in cents: a twelfth of its yearly rate, which depends on how many dogs the household
 * has in that month. null: the tariff names no rate.
 */
export function monthlyCents(
  tariff: Tariff,
  dogs: number,
  dog: { listed: boolean; yearlyCents: number | null },
): number | null {
  const ordinary = tariff.yearlyCents[Math.min(dogs, tariff.yearlyCents.length) - 1] ?? 0;
  if (dog.yearlyCents !== null) return Math.round(dog.yearlyCents / 12);
  if (!dog.listed) return ordinary / 12;
  if (!tariff.listedBreed) return null;
  return "factor" in tariff.listedBreed
    ? (ordinary * tariff.listedBreed.factor) / 12
    : tariff.listedBreed.yearlyCents / 12;
}
