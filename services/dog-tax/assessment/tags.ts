import { addMonths, type FeeTerms } from "../../../platform/casework/index.ts";
import { computeId } from "../../../platform/messaging/index.ts";
import type { FormData } from "../../../types/generated/forms.ts";
import { type Basis, doubts, findDog, type Household, person, type Verdict } from "./rules.ts";
import { type Dog, stayOf } from "./schedule.ts";
import { tariffOf } from "./tariff.ts";

export type TagApplication = FormData["dog-tax-replacement-tag.v1"];

/** How the fee of a new tag is asked for. */
export const tagTerms = {
  purpose: "Ersatz der Hundesteuermarke",
  charge: "administrative_fee",
} as const satisfies FeeTerms;

/** A tag that takes the place of another one. */
export interface NewTag {
  number: string;
  /** the number that is void from now on */
  old: string;
  /** what it costs, in cents */
  feeCents: number;
}

/** A dog that wears a new tag, in its household. */
export interface Replaced {
  kind: "tag";
  household: Household;
  dog: Dog;
  tag: NewTag;
}

/** The number of the tag that a case gives out: computed, so that it is the same however often the case is looked at. */
function numberOf(caseId: string): string {
  const digits = computeId("dog tag", caseId).slice(0, 10).toUpperCase();
  return `${digits.slice(0, 5)}-${digits.slice(5)}`;
}

/** The number of the tag that a dog wears: the one of its registration until that is replaced. */
export const tagOf = (dog: Dog): string => dog.tag?.number ?? numberOf(stayOf(dog));

/**
 * Gives a dog of the household a new tag for the fee that the town's tariff names on the day of receipt (KAG NRW §§ 4, 5;
 * statute of the town). A second one within a month is a person's to see: it may be the same loss, told twice.
 */
export function replaceTag(household: Household, { dog }: TagApplication, basis: Basis): Verdict | Replaced {
  const found = findDog(household, dog);
  if (typeof found === "string") return person(found);
  const { receivedOn, caseId } = basis;
  const since = found.tag?.since;
  const open = doubts(basis, { "tag-replaced-lately": since !== undefined && receivedOn < addMonths(since, 1) });
  const named = tariffOf(basis.tariffs, receivedOn.slice(0, 7))?.replacementTag?.feeCents;
  const feeCents = basis.feeCents ?? named ?? null;
  if (feeCents === null) return person("tag-fee-unknown", ...open);
  if (open.length) return person(...open);
  const number = numberOf(caseId);
  const after: Dog = { ...found, tag: { number, since: basis.today } };
  const dogs = household.dogs.map((one) => (one === found ? after : one));
  const tag = { number, old: tagOf(found), feeCents };
  return { kind: "tag", household: { ...household, dogs }, dog: after, tag };
}
