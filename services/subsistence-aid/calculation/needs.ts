import { type Figures, permilleOf } from "./figures.ts";

/** Somebody in the household. Money is whole cents a month. */
export interface Person {
  role: "adult" | "partner" | "child";
  /** completed years; of adults it does not matter */
  age: number;
  /** § 30(1): has reached the age limit or cannot work at all, and has the mark G or aG in the pass */
  mobilityMark: boolean;
  /** § 30(2) */
  pregnant: boolean;
  /** § 30(3) */
  singleParent: boolean;
  /** § 30(5) */
  costlyDietCents: number;
  earningsCents: number;
  pensionCents: number;
  childBenefitCents: number;
  otherIncomeCents: number;
}

export const additionalKinds = ["mobility", "pregnancy", "singleParent", "costlyDiet", "hotWater"] as const;
export type Additional = Record<(typeof additionalKinds)[number], number>;

/** What one person needs besides housing. Whole cents a month. */
export interface PersonalNeed {
  /** Regelbedarfsstufe, 1 to 6 */
  step: number;
  standard: number;
  additional: Additional;
  /** by how much the needs of § 30(1) to (5) were above the person's step (§ 30(6)) */
  cut: number;
  sum: number;
}

/** Completed years. Who is born on 29 February completes one on 1 March where there is no such day. */
export function ageOn(day: string, birthDate: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

export const adultAge = 18;
export const isMinor = ({ role, age }: Person): boolean => role === "child" && age < adultAge;

/** Regelbedarfsstufe (annex to § 28): adults 1, or 2 with a partner; children by age. */
export function stepOf({ role, age }: Person, hasPartner: boolean, figures: Figures): number {
  if (role !== "child") return hasPartner ? 2 : 1;
  if (age >= adultAge) return figures.stepOfAdultChild;
  if (age >= 14) return 4;
  return age >= 6 ? 5 : 6;
}

/** § 30(3): a share of step 1 for one young child or a few, or for each child, whichever is more. */
function singleParentPermille(children: readonly Person[], { singleParent }: Figures): number {
  const minors = children.filter(isMinor);
  const below = (age: number) => minors.filter((child) => child.age < age).length;
  const few = below(singleParent.onlyChildBelow) > 0 || [2, 3].includes(below(singleParent.childrenBelow));
  const each = Math.min(minors.length * singleParent.permilleEach, singleParent.permilleMost);
  return Math.max(few ? singleParent.permille : 0, each);
}

/** The standard and additional needs (§§ 27a, 30) of one person of a household. */
export function personalNeed(
  person: Person,
  household: readonly Person[],
  decentralHotWater: boolean,
  figures: Figures,
): PersonalNeed {
  const hasPartner = household.some(({ role }) => role === "partner");
  const step = stepOf(person, hasPartner, figures);
  const standard = figures.stepCents[step - 1] ?? 0;
  const others = household.filter((one) => one !== person);
  const share = (held: boolean, permille: number, base = standard) => (held ? permilleOf(base, permille) : 0);
  const additional: Additional = {
    mobility: share(person.mobilityMark, figures.mobilityPermille),
    pregnancy: share(person.pregnant, figures.pregnancyPermille),
    singleParent: share(person.singleParent, singleParentPermille(others, figures), figures.stepCents[0]),
    costlyDiet: person.costlyDietCents,
    hotWater: share(decentralHotWater, figures.hotWaterPermille[step - 1] ?? 0),
  };
  const { hotWater, ...capped } = additional;
  const wanted = Object.values(capped).reduce((sum, cents) => sum + cents, 0);
  const cut = Math.max(0, wanted - standard); // § 30(6) names its paragraphs 1 to 5: hot water (7) is not among them.
  return { step, standard, additional, cut, sum: standard + wanted - cut + hotWater };
}
