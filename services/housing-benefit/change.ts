import { addMonths, type CaseFile, type Reason, type Review } from "../../platform/casework/index.ts";
import { type Application, counting } from "./calculation/application.ts";
import { ofCents } from "./calculation/decimal.ts";
import type { BenefitResult } from "./calculation/decision.ts";
import type { Claiming } from "./dwellings/dwellings.ts";

/** What was granted, as it stands after all changes so far. Days are YYYY-MM-DD, money whole cents. */
export interface Grant {
  from: string;
  until: string;
  /** what is paid from a month (YYYY-MM-01) on, oldest first */
  amounts: { from: string; monthlyCents: number }[];
  /** a person named the amount: no rule calculates it anew */
  named?: boolean;
  /** absent: it ends with the figures that it was calculated with, or before */
  review?: Review;
  dwelling?: Claiming;
}

/** What is kept of a case before anything is granted in it. */
interface Applied {
  amounts?: undefined;
  review?: undefined;
  dwelling?: Claiming;
}

export type HousingData = Applied | Grant;
export type HousingFile = CaseFile<HousingData>;

/** What was granted in a case; null: nothing yet. */
export const grantOf = ({ data }: Pick<HousingFile, "data">): Grant | null => (data?.amounts ? data : null);

/** One side of a change: what was applied with, and what it comes to. */
export interface Situation {
  application: Application;
  result: BenefitResult;
}

export type ChangeVerdict =
  /** on application: from the first of the month of receipt (§ 27(1) WoGG) */
  | { kind: "raise"; from: string }
  /** the benefit ends with the month of moving out (§ 28(1) WoGG) */
  | { kind: "end"; from: string }
  | { kind: "person"; from: string; reasons: Reason[] };

const reason = (code: string, sentence: string, paragraph: string): Reason => ({ code, sentence, paragraph });

export const lowers = reason(
  "change-lowers",
  "Die Änderung führt zu weniger Wohngeld; über den Bewilligungsbescheid ist von Amts wegen neu zu entscheiden.",
  "WoGG § 27 Abs. 2",
);
/** A person may have granted more than the rules calculate; what they would raise it to may be less. */
export const belowGranted = reason(
  "change-below-granted",
  "Rechnerisch ergibt die Änderung nicht mehr, als bewilligt ist.",
  "WoGG § 27",
);
const belowLimits = reason(
  "change-below-limits",
  "Die Änderung erreicht keine der Grenzen, ab denen neu zu entscheiden ist.",
  "WoGG § 27",
);

/** From the day of a change, or the first of the next month where it is not a first itself. */
export const monthAfter = (day: string): string => (day.endsWith("-01") ? day : addMonths(`${day.slice(0, 7)}-01`, 1));

/** What is paid in a month (YYYY-MM-01), 0 outside the grant. */
export function amountIn({ from, until, amounts }: Grant, month: string): number {
  if (month < from || month > until) return 0;
  return amounts.findLast((one) => one.from <= month)?.monthlyCents ?? 0;
}

/**
 * What a reported change leads to, by the limits of § 27 WoGG: more members, rent up by more than 10 % or income down by
 * more than 10 % raise on application; fewer members, rent down by more than 15 % or income up by more than 15 % lower,
 * which a person decides. Rules never lower or refuse a benefit alone.
 * @param receivedOn day of receipt of what reports the change
 */
export function judgeChange(before: Situation, after: Situation, receivedOn: string): ChangeVerdict {
  const { changedOn = receivedOn, movedOut = false } = after.application.change ?? {};
  if (movedOut) return { kind: "end", from: addMonths(`${changedOn.slice(0, 7)}-01`, 1) };
  const members = counting(after.application).length - counting(before.application).length;
  const [oldRent, rent] = [ofCents(before.application.rentCents), ofCents(after.application.rentCents)];
  const [oldIncome, income] = [before.result.income.monthly, after.result.income.monthly];
  const mayRaise = members > 0 || rent * 100n > oldRent * 110n || income * 100n < oldIncome * 90n;
  const mayLower = members < 0 || rent * 100n < oldRent * 85n || income * 100n > oldIncome * 115n;
  const more = after.result.monthlyCents - before.result.monthlyCents;
  if (mayRaise && more > 0) return { kind: "raise", from: `${receivedOn.slice(0, 7)}-01` };
  const from = monthAfter(changedOn);
  return { kind: "person", from, reasons: [mayLower && more < 0 ? lowers : belowLimits] };
}

/** A grant with another amount from a month on, until the next amount that was decided; 0 ends it. */
export function changed(grant: Grant, from: string, monthlyCents: number): Grant {
  const before = grant.amounts.filter((one) => one.from < from);
  const later = monthlyCents === 0 ? [] : grant.amounts.filter((one) => one.from > from);
  return { ...grant, amounts: [...before, { from, monthlyCents }, ...later] };
}

/** A grant with another amount from the month (YYYY-MM-01) of one of its amounts, until the next one. */
export const corrected = (grant: Grant, from: string, monthlyCents: number): Grant => ({
  ...grant,
  amounts: grant.amounts.map((one) => (one.from === from ? { from, monthlyCents } : one)),
});

/** What differs in each month from a day on, as far as the grant goes: more is positive. Months are YYYY-MM-01. */
export function differences(before: Grant, after: Grant, from: string): { month: string; cents: number }[] {
  const found: { month: string; cents: number }[] = [];
  const first = from > before.from ? from : before.from;
  for (let month = first; month <= before.until; month = addMonths(month, 1)) {
    const cents = amountIn(after, month) - amountIn(before, month);
    if (cents) found.push({ month, cents });
  }
  return found;
}
