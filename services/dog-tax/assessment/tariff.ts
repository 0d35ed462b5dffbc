import { holds } from "../../../platform/casework/index.ts";

/** A town's rates between two days. Money is whole cents; yearly rates are multiples of 12. */
export interface Tariff {
  from: string;
  until?: string | null;
  yearlyCents: number[];
  listedBreed: null | { yearlyCents: number } | { factor: number };
  dueDays: string[];
  registrationDays: number;
  /** whether a dog that is exempt from the tax counts for the rate of the other ones: it does where nothing is said */
  reliefs?: {
    exemptDogsCount: boolean;
    grounds?: Partial<Record<ReliefGround, Relief>>;
    /** for how many months a relief is granted where a person says nothing else; absent: without an end */
    months?: Partial<Record<ReliefGround, number>>;
    remark: string;
  };
  /** what a new tag costs in place of a lost one; where nothing is said a person sets it */
  replacementTag?: { feeCents: number; remark?: string };
  statute: string;
  source: string;
  remark?: string;
}

/** A relief that the town has granted for a dog: half of its rate, or nothing to pay. */
export type Relief = "half" | "exempt";

/** Why a relief can be granted. */
export type ReliefGround = "assistance_dog" | "rescue_dog" | "social_benefits";

/** What the rate of one dog depends on. */
interface Rated {
  listed: boolean;
  /** set by a case worker where the tariff names no rate */
  yearlyCents: number | null;
  relief: Relief | null;
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
 * household holds at once in that month. null: the tariff names no rate, which a person has to look at even where the
 * dog is exempt. Of half an odd number of cents the half cent is left off, in the holder's favour.
 */
export function monthlyCents(tariff: Tariff | undefined, month: string, held: number, dog: Rated): number | null {
  const full = yearlyCents(tariff, held, dog);
  if (full === null) return null;
  if (dog.relief === "exempt") return 0;
  const yearly = dog.relief === "half" ? Math.floor(full / 2) : full;
  return twelfth(yearly, Number(month.slice(5)));
}

function yearlyCents(tariff: Tariff | undefined, held: number, dog: Rated): number | null {
  if (dog.yearlyCents !== null) return dog.yearlyCents;
  if (!tariff) return null;
  const ordinary = tariff.yearlyCents[Math.min(held, tariff.yearlyCents.length) - 1] ?? 0;
  if (!dog.listed) return ordinary;
  if (!tariff.listedBreed) return null;
  return "factor" in tariff.listedBreed ? ordinary * tariff.listedBreed.factor : tariff.listedBreed.yearlyCents;
}
