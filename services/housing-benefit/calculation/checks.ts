import type { Reason } from "../../../platform/casework/index.ts";
import { isYounger, latestBirth } from "../../../platform/messaging/index.ts";
import { type Application, counting } from "./application.ts";
import { textOf } from "./decimal.ts";
import type { Guidelines } from "./guidelines.ts";
import type { TotalIncome } from "./income.ts";
import { availableCents, needCents } from "./plausibility.ts";
import type { HousingBenefit } from "./rules.ts";

/** What the checks look at. */
export interface Facts {
  application: Application;
  /** what it comes to; null where nothing can be calculated */
  found: { income: TotalIncome; benefit: HousingBenefit } | null;
  /** the first day of the grant, YYYY-MM-DD */
  day: string;
  limits: Guidelines;
}

type Member = Application["members"][number];

/** A check of what was stated. Where it fires a person looks, or who applies is asked first. */
interface Check {
  code: string;
  /** German: for the case worker, or what is asked */
  sentence: string | ((facts: Facts) => string);
  paragraph: string;
  asks?: true;
  fires(facts: Facts): boolean;
}

const some = ({ application }: Facts, is: (member: Member) => boolean) => application.members.some(is);
const isBelow = ({ birthDate }: Member, years: number, day: string) =>
  isYounger(latestBirth(birthDate, day), years, day) ?? false;
const count = ({ application }: Facts, relation: Member["relation"]) =>
  application.members.filter((one) => one.relation === relation).length;

const wealthLimit = ({ application, limits }: Facts): number =>
  limits.wealthOfFirstCents + limits.wealthOfFurtherCents * Math.max(0, counting(application).length - 1);

/** Cents of rent for each square metre, where the form says how large the dwelling is. */
const rentPerSquareMetre = ({ application: { rentCents, livingAreaSqm } }: Facts): number | undefined =>
  livingAreaSqm ? rentCents / livingAreaSqm : undefined;

/** Everything that keeps a rule from granting: one table, in the order in which a person reads it. */
export const checks: readonly Check[] = [
  {
    code: "excluded-benefit",
    sentence: "Mindestens ein Haushaltsmitglied erhält eine Leistung, die die Wohnkosten schon umfasst.",
    paragraph: "WoGG §§ 7, 8",
    fires: (facts) => some(facts, ({ transferBenefit }) => transferBenefit === true),
  },
  {
    code: "no-rent",
    sentence: "Es ist keine Miete angegeben; ein Mietzuschuss setzt eine Miete voraus.",
    paragraph: "WoGG §§ 3, 9",
    fires: ({ application }) => application.rentCents === 0,
  },
  {
    code: "household-unclear",
    sentence:
      "Im Haushalt gibt es nicht genau eine antragstellende Person oder mehr als eine Partnerin oder einen Partner.",
    paragraph: "WoGG §§ 3, 5",
    fires: (facts) => count(facts, "applicant") !== 1 || count(facts, "partner") > 1,
  },
  {
    code: "birth-date-incomplete",
    sentence: "Ein Geburtsdatum ist nur teilweise bekannt; vom Alter hängen Freibeträge ab.",
    paragraph: "WoGG § 17 Nr. 3 und 4",
    fires: (facts) =>
      some(
        facts,
        ({ relation, birthDate }) =>
          relation === "child" && [18, 25].some((years) => isYounger(birthDate, years, facts.day) === undefined),
      ),
  },
  {
    code: "birth-date-implausible",
    sentence: "Ein Geburtsdatum liegt nach dem Antrag.",
    paragraph: "WoGG § 23",
    fires: (facts) => some(facts, (one) => isBelow(one, 0, facts.day)),
  },
  {
    code: "wages-of-child",
    sentence: "Für ein Kind unter 13 Jahren ist Lohn oder Gewinn angegeben.",
    paragraph: "WoGG § 23, JArbSchG § 5",
    fires: (facts) =>
      some(
        facts,
        (one) =>
          one.relation === "child" && Boolean(one.wagesCents || one.selfEmploymentCents) && isBelow(one, 13, facts.day),
      ),
  },
  {
    code: "unemployment-benefit-age",
    sentence: "Arbeitslosengeld ist für jemanden angegeben, der dafür zu jung oder im Rentenalter ist.",
    paragraph: "WoGG § 23, SGB III § 136 Abs. 2",
    fires: (facts) =>
      some(
        facts,
        (one) => Boolean(one.unemploymentBenefitCents) && (isBelow(one, 15, facts.day) || !isBelow(one, 67, facts.day)),
      ),
  },
  {
    code: "basic-pension-years-age",
    sentence: "33 Jahre mit Grundrentenzeiten sind für jemanden angegeben, der dafür zu jung ist.",
    paragraph: "WoGG § 17a",
    fires: (facts) => some(facts, (one) => one.basicPensionYears === true && isBelow(one, 47, facts.day)),
  },
  {
    code: "wealth",
    sentence: (facts) => `Das Vermögen liegt über dem Richtwert von ${wealthLimit(facts) / 100} Euro.`,
    paragraph: "WoGG § 21 Nr. 3",
    fires: (facts) => facts.application.wealthCents > wealthLimit(facts),
  },
  {
    code: "rent-implausible",
    sentence: "Die Miete passt nicht zur angegebenen Wohnfläche.",
    paragraph: "WoGG §§ 9, 23",
    fires: (facts) => {
      const rent = rentPerSquareMetre(facts);
      return (
        rent !== undefined &&
        (rent < facts.limits.rentPerSqmLeastCents || rent > facts.limits.rentPerSqmMostCents) &&
        facts.application.rentCents > 0
      );
    },
  },
  {
    code: "income-implausible",
    sentence:
      "Von dem angegebenen Einkommen kann Ihr Haushalt kaum leben. Bitte schreiben Sie uns, wovon Sie Miete und Lebensunterhalt bezahlen, und senden Sie uns Nachweise darüber.",
    paragraph: "WoGG § 23, SGB I § 60",
    asks: true,
    fires: ({ application, found, day, limits }) =>
      found !== null &&
      availableCents(application, found, day, limits) * 100 < needCents(application, day, limits) * limits.needPercent,
  },
  {
    code: "no-claim",
    sentence: ({ found }) =>
      `Rechnerisch ergibt sich kein Anspruch: ${found ? textOf(found.benefit.formula.z4) : "0"} Euro.`,
    paragraph: "WoGG § 21",
    fires: ({ found }) => found !== null && found.benefit.payment === 0,
  },
];

/** The checks that fire: what a person has to look at, and what who applies is asked for first. */
export function fired(facts: Facts): { reasons: Reason[]; asked: Reason[] } {
  const found = checks.filter((check) => check.fires(facts));
  const reasonOf = ({ code, sentence, paragraph }: Check): Reason => ({
    ...{ code, paragraph },
    sentence: typeof sentence === "string" ? sentence : sentence(facts),
  });
  return {
    reasons: found.filter(({ asks }) => !asks).map(reasonOf),
    asked: found.filter(({ asks }) => asks).map(reasonOf),
  };
}
