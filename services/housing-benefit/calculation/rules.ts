import { type Decimal, divide, least, most, one, times, wholeEuros } from "./decimal.ts";
import type { Amounts } from "./parameters.ts";

/** What the benefit depends on besides income. */
export interface Dwelling {
  /** Mietenstufe of the town, 1 to 7 */
  rentLevel: number;
  /** rent or burden a month (§§ 9, 10): with cold extras, without heating */
  rent: Decimal;
  /** members that count (§§ 5 to 8), at least 1 */
  members: number;
  /** all members, also those who are excluded by §§ 7, 8 (§ 11(3)) */
  allMembers: number;
}

/** The rent that counts (§§ 11, 12), euros a month. Figures are for `persons`; `share` of all that is taken. */
export interface CountedRent {
  persons: number;
  share: { members: number; total: number };
  maxRent: Decimal;
  climate: Decimal;
  heating: Decimal;
  /** the rent, at most the first two of the above, with heating relief */
  whole: Decimal;
  /** the share of the members that count */
  counted: Decimal;
}

/** The four steps of Annex 3 No. 2 with what went in; M and Y are already at least the least ones of No. 1. */
export interface Formula {
  /** members by whose figures it goes: at most 12 */
  members: number;
  factor: Decimal;
  a: Decimal;
  b: Decimal;
  c: Decimal;
  leastRent: Decimal;
  leastIncome: Decimal;
  M: Decimal;
  Y: Decimal;
  z1: Decimal;
  z2: Decimal;
  z3: Decimal;
  z4: Decimal;
}

/** Whole euros a month where nothing else is said. */
export interface HousingBenefit {
  rent: CountedRent;
  formula: Formula;
  /** z4 rounded (Annex 3 No. 3), not below zero */
  rounded: number;
  /** § 19(3), for all members above twelve together */
  surcharge: number;
  /** § 19(3): the rent that counts was lower than the sum */
  capped: boolean;
  /** by § 19 */
  benefit: number;
  /** the benefit, or 0 where it does not reach the least payment (§ 21 No. 1) */
  payment: number;
  leastPayment: number;
}

/** The formula of § 19(1) has figures for so many members. */
const mostMembers = 12;

/**
 * §§ 11, 12 WoGG. Where members are excluded, the figures are those of all members, and their share counts (§ 11(3)).
 * More than twelve that count are calculated as twelve, also in the rent (WoGVwV 19.31 with its example of 14 members).
 */
export function countedRent({ rentLevel, rent, members, allMembers }: Dwelling, amounts: Amounts): CountedRent {
  const mixed = allMembers > members;
  const persons = mixed ? allMembers : Math.min(members, mostMembers);
  const maxRent = amounts.maxRent(persons, rentLevel);
  const climate = amounts.climate(persons);
  const heating = amounts.heating(persons);
  const whole = least(rent, maxRent + climate) + heating;
  const counted = mixed ? divide(whole * BigInt(members), BigInt(allMembers)) : whole;
  return { persons, share: { members, total: allMembers }, maxRent, climate, heating, whole, counted };
}

/** § 19(1) with Annex 2 and Annex 3 No. 1 and 2, for up to twelve members. */
export function formula(members: number, rent: Decimal, income: Decimal, amounts: Amounts): Formula {
  const by = Math.min(members, mostMembers);
  const figures = amounts.members[by - 1];
  if (!figures) throw new Error(`no figures for ${members} members`);
  const { a, b, c, leastRent, leastIncome } = figures;
  const { factor } = amounts;
  const M = most(rent, leastRent);
  const Y = most(income, leastIncome);
  const z1 = a + times(b, M) + times(c, Y);
  const z2 = times(z1, Y);
  const z3 = M - z2;
  return { members: by, factor, a, b, c, leastRent, leastIncome, M, Y, z1, z2, z3, z4: times(factor, z3) };
}

/**
 * The benefit a month after §§ 11, 12, 19 and 21 No. 1 WoGG. `income` is the monthly Gesamteinkommen (§ 13(2)).
 * Above twelve members a benefit is raised for each further one, up to the rent that counts (§ 19(3)); the part of a
 * euro of that rent is left off, since the benefit may not be above it. Where twelve get none there is nothing to raise.
 */
export function housingBenefit(dwelling: Dwelling, income: Decimal, amounts: Amounts): HousingBenefit {
  const rent = countedRent(dwelling, amounts);
  const result = formula(dwelling.members, rent.counted, income, amounts);
  const rounded = wholeEuros(result.z4);
  const further = Math.max(0, dwelling.members - mostMembers);
  const surcharge = rounded > 0 ? further * amounts.surcharge : 0;
  const mayBeCapped = further > 0 || amounts.cappedAtRent === "always";
  const cap = mayBeCapped ? Number(result.M / one) : Number.POSITIVE_INFINITY;
  const benefit = Math.min(rounded + surcharge, cap);
  const { leastPayment } = amounts;
  const payment = benefit < leastPayment ? 0 : benefit;
  const capped = benefit < rounded + surcharge;
  return { rent, formula: result, rounded, surcharge, capped, benefit, payment, leastPayment };
}
