import { holds, type Reason } from "../../../platform/casework/index.ts";
import { daysOf, isYounger, latestBirth } from "../../../platform/messaging/index.ts";
import type { Application } from "./application.ts";
import guidelines from "./guidelines.json" with { type: "json" };
import { adultAge, ageOn } from "./needs.ts";
import type { SubsistenceAid } from "./rules.ts";

/** What the checks look at. */
export interface Facts {
  application: Application;
  /** what it comes to; null where nothing can be calculated */
  aid: SubsistenceAid | null;
  /** from which aid is due, YYYY-MM-DD */
  day: string;
  /** the appropriate rent of such a household, in cents; undefined where that is not known */
  appropriateCents: number | undefined;
}

type Person = Application["persons"][number];

/** A check of what was stated. Where it fires a person looks. */
interface Check {
  code: string;
  /** German */
  sentence: string;
  paragraph: string;
  fires(facts: Facts): boolean;
}

const some = ({ application }: Facts, is: (person: Person) => boolean): boolean => application.persons.some(is);
const ageOf = ({ birthDate }: Person, day: string): number => ageOn(day, latestBirth(birthDate, day));
const count = ({ application }: Facts, role: Person["role"]): number =>
  application.persons.filter((one) => one.role === role).length;

/** Ages of children at which needs change: §§ 27a, 30(3), annex to § 28. */
const agesThatCount = [6, 7, 14, 16, 18];
/** The lowest age limit there ever was (SGB XII § 41(2)): from then on a person looks whether it is reached. */
const leastRetirementAge = 65;

function freeWealthCents({ application: { persons }, day }: Facts): number {
  const limits = guidelines.find((one) => holds(one, day));
  if (!limits) return 0;
  const adults = persons.filter(({ role }) => role !== "child").length;
  return adults * limits.wealthPerAdultCents + (persons.length - adults) * limits.wealthPerFurtherCents;
}

/** Everything that keeps a rule from granting: one table, in the order in which a person reads it. */
export const checks: readonly Check[] = [
  {
    code: "able-to-work",
    sentence: "Wer drei Stunden am Tag arbeiten kann, erhält Leistungen nach dem SGB II.",
    paragraph: "SGB XII § 21",
    fires: ({ application }) => application.ableToWork,
  },
  {
    code: "other-chapter",
    sentence: "Bei dauerhaft voller Erwerbsminderung oder im Rentenalter geht die Grundsicherung vor.",
    paragraph: "SGB XII § 19 Abs. 2, § 41",
    fires: (facts) =>
      facts.application.permanentlyReduced ||
      some(facts, (one) => one.role !== "child" && ageOf(one, facts.day) >= leastRetirementAge),
  },
  {
    code: "wealth",
    sentence: "Das Vermögen liegt über den geschützten Beträgen.",
    paragraph: "SGB XII § 90",
    fires: (facts) => facts.application.wealthCents > freeWealthCents(facts),
  },
  {
    code: "housing-not-known",
    sentence: "Welche Unterkunftskosten angemessen sind, ist nicht hinterlegt; zu prüfen ist auch die Karenzzeit.",
    paragraph: "SGB XII §§ 35, 35a",
    fires: ({ aid, appropriateCents }) => aid !== null && appropriateCents === undefined,
  },
  {
    code: "housing-too-dear",
    sentence: "Die Unterkunftskosten sind höher als angemessen; zu prüfen ist die Karenzzeit.",
    paragraph: "SGB XII § 35",
    fires: ({ application, appropriateCents }) =>
      appropriateCents !== undefined && application.rentCents > appropriateCents,
  },
  {
    code: "heating-without-rent",
    sentence: "Es sind Heizkosten, aber keine Unterkunftskosten angegeben.",
    paragraph: "SGB XII §§ 35, 35a",
    fires: ({ application }) => application.rentCents === 0 && application.heatingCents > 0,
  },
  {
    code: "adult-child",
    sentence: "Ein volljähriges Kind lebt im Haushalt; die Haushaltsgemeinschaft ist zu prüfen.",
    paragraph: "SGB XII § 39",
    fires: (facts) => some(facts, (one) => one.role === "child" && ageOf(one, facts.day) >= adultAge),
  },
  {
    code: "minor-alone",
    sentence: "Jemand unter 18 Jahren ist als erwachsene Person angegeben.",
    paragraph: "SGB XII § 27a",
    fires: (facts) => some(facts, (one) => one.role !== "child" && ageOf(one, facts.day) < adultAge),
  },
  {
    code: "birth-date-incomplete",
    sentence: "Das Geburtsdatum eines Kindes ist nur teilweise bekannt; vom Alter hängt der Bedarf ab.",
    paragraph: "SGB XII § 27a, § 30 Abs. 3",
    fires: (facts) =>
      some(
        facts,
        ({ role, birthDate }) =>
          role === "child" && agesThatCount.some((years) => isYounger(birthDate, years, facts.day) === undefined),
      ),
  },
  {
    code: "birth-date-implausible",
    sentence: "Ein Geburtsdatum liegt nach dem Tag, ab dem Hilfe verlangt wird.",
    paragraph: "SGB XII § 18",
    fires: (facts) => some(facts, ({ birthDate }) => (daysOf(birthDate)?.[0] ?? "") > facts.day),
  },
  {
    code: "single-parent-unclear",
    sentence:
      "Alleinerziehend ist angegeben, im Haushalt lebt aber kein minderjähriges Kind oder noch eine erwachsene Person.",
    paragraph: "SGB XII § 30 Abs. 3",
    fires: (facts) =>
      some(facts, ({ singleParent }) => singleParent === true) &&
      (count(facts, "adult") + count(facts, "partner") > 1 ||
        !some(facts, (one) => one.role === "child" && ageOf(one, facts.day) < adultAge)),
  },
  {
    code: "wages-of-child",
    sentence: "Für ein Kind unter 13 Jahren ist Einkommen aus Tätigkeit angegeben.",
    paragraph: "SGB XII § 82, JArbSchG § 5",
    fires: (facts) =>
      some(facts, (one) => one.role === "child" && Boolean(one.earningsCents) && ageOf(one, facts.day) < 13),
  },
  {
    code: "costly-diet",
    sentence: "Der Mehrbedarf für kostenaufwändige Ernährung setzt einen medizinischen Nachweis voraus.",
    paragraph: "SGB XII § 30 Abs. 5",
    fires: (facts) => some(facts, ({ costlyDietCents }) => Boolean(costlyDietCents)),
  },
  {
    code: "no-need",
    sentence: "Rechnerisch ergibt sich kein Bedarf über dem Einkommen.",
    paragraph: "SGB XII § 27",
    fires: ({ aid }) => aid !== null && aid.payoutCents === 0,
  },
];

/** The checks that fire, as reasons for a person. */
export const fired = (facts: Facts): Reason[] =>
  checks.filter((check) => check.fires(facts)).map(({ code, sentence, paragraph }) => ({ code, sentence, paragraph }));
