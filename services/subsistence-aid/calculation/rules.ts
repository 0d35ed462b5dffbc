import { type Figures, permilleOf } from "./figures.ts";
import { isMinor, type Person, type PersonalNeed, personalNeed } from "./needs.ts";

/** People who are looked at together (§ 27(2) SGB XII). Money is whole cents a month. */
export interface Household {
  persons: Person[];
  rentCents: number;
  heatingCents: number;
  /** hot water is made in the dwelling, not with the heating (§ 30(7)) */
  decentralHotWater: boolean;
  /** health and care insurance (§ 32) */
  insuranceCents: number;
}

/** A person's income, in whole cents a month. */
export interface CountedIncome {
  /** what is left of earnings free (§ 82(3)) */
  allowance: number;
  /** what counts: earnings after the allowance, pension, child benefit that the person needs, other income */
  counted: number;
  /** child benefit that the child does not need: it counts with the parents (§ 82(1) sentence 3) */
  toParents: number;
  /** a child's own income above its need: it has to support nobody else with it (§ 27(2)) */
  notCounted: number;
}

export interface Share {
  need: PersonalNeed;
  /** Sofortzuschlag § 145 */
  supplement: number;
  income: CountedIncome;
}

/** Whole cents a month, over the household. */
export interface SubsistenceAid {
  persons: Share[];
  housingCents: number;
  insuranceCents: number;
  needCents: number;
  incomeCents: number;
  payoutCents: number;
}

/** § 82(3): a share of the earnings stays free, up to a share of step 1. */
function earningsAllowance(earnings: number, { earningsPermille, earningsMostPermille, stepCents }: Figures): number {
  return Math.min(permilleOf(earnings, earningsPermille), permilleOf(stepCents[0] ?? 0, earningsMostPermille));
}

/** What a person needs, with its share of housing, and the supplement beside it; cents. */
interface Wanted {
  need: number;
  supplement: number;
}

/**
 * § 82. A child's income counts up to its own need with its share of housing: child benefit beyond that is its parents'
 * income, other income beyond that counts for nobody else. Its own income alone also takes the place of the supplement,
 * which is for children who get aid, or would but for child benefit (§ 145).
 */
function countedIncome(person: Person, { need, supplement }: Wanted, hasParent: boolean, figures: Figures) {
  const { earningsCents, pensionCents, otherIncomeCents, childBenefitCents } = person;
  const allowance = earningsAllowance(earningsCents, figures);
  const income = earningsCents - allowance + pensionCents + otherIncomeCents;
  if (person.role !== "child") return { allowance, counted: income + childBenefitCents, toParents: 0, notCounted: 0 };
  const ownCounted = Math.min(income, need + supplement);
  const needed = Math.min(childBenefitCents, Math.max(0, need - income));
  const left = childBenefitCents - needed;
  const toParents = hasParent ? left : 0;
  return { allowance, counted: ownCounted + needed, toParents, notCounted: income - ownCounted + left - toParents };
}

/**
 * Hilfe zum Lebensunterhalt for a month (SGB XII §§ 27 to 32, 35, 82, 145): needs less income, over the household and
 * not below zero. A child of 18 or more is calculated with the others: who lives together is taken to support each other,
 * which a person has to look at (§ 39).
 */
export function subsistenceAid(household: Household, figures: Figures): SubsistenceAid {
  const { persons, rentCents, heatingCents, decentralHotWater, insuranceCents } = household;
  const housingCents = rentCents + heatingCents;
  const perHead = Math.round(housingCents / persons.length);
  const hasParent = persons.some(({ role }) => role !== "child");
  const shares = persons.map((person): Share => {
    const need = personalNeed(person, persons, decentralHotWater, figures);
    const supplement = isMinor(person) ? figures.childSupplementCents : 0;
    const wanted = { need: need.sum + perHead, supplement };
    return { need, supplement, income: countedIncome(person, wanted, hasParent, figures) };
  });
  const sum = (pick: (share: Share) => number) => shares.reduce((cents, share) => cents + pick(share), 0);
  const needCents = sum(({ need, supplement }) => need.sum + supplement) + housingCents + insuranceCents;
  const incomeCents = sum(({ income }) => income.counted + income.toParents);
  const payoutCents = Math.max(0, needCents - incomeCents);
  return { persons: shares, housingCents, insuranceCents, needCents, incomeCents, payoutCents };
}
