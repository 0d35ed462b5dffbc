import { germanDay } from "../../platform/calendar.ts";
import { monthsTable } from "../../platform/service/benefits.ts";
import {
  type Block,
  calculationTable,
  euros,
  heading,
  type LetterFacts,
  legalBasis,
  letter,
  type NoticeContent,
  paragraph,
  refusalLetter,
  remedy,
} from "../../platform/service/letter.ts";
import type { Reckoning } from "./decision.ts";
import { explainBenefit, explainIncome } from "./explain.ts";

/** Days are YYYY-MM-DD, both included; money is whole cents. */
export interface Grant {
  from: string;
  until: string;
  monthlyCents: number;
  reckoning: Reckoning;
  /** the last day of the figures that it was reckoned with, where it goes on after that */
  figuresUntil: string | undefined;
}

/** What the law will be later is not known: who gets the benefit is told so. */
const beyondFigures = (figuresUntil: string | undefined): Block[] =>
  figuresUntil
    ? [
        paragraph(
          `Die Beträge, mit denen wir gerechnet haben, gelten bis zum ${germanDay(figuresUntil)}. Was danach gilt, steht noch nicht fest. Ändert sich dadurch Ihr Wohngeld, erhalten Sie von uns einen neuen Bescheid; Sie müssen dafür nichts tun.`,
        ),
      ]
    : [];

/** Income, rent and benefit, step by step. */
export const calculation = ({ income, benefit }: Reckoning): Block[] => [
  heading("Berechnung"),
  calculationTable("Einkommen", explainIncome(income)),
  calculationTable("Miete und Wohngeld", explainBenefit(benefit)),
];

const free = "Das Widerspruchsverfahren ist für Sie kostenfrei.";

/** The grant (§§ 22 to 27 WoGG): amount, period, calculation, what has to be reported. */
export function grantNotice(
  facts: LetterFacts,
  { from, until, monthlyCents, reckoning, figuresUntil }: Grant,
): NoticeContent {
  return {
    title: "Bescheid über Wohngeld",
    ...letter(facts),
    blocks: [
      paragraph(
        `Auf Ihren Antrag bewilligen wir Ihnen für die Zeit vom ${germanDay(from)} bis zum ${germanDay(until)} Wohngeld als Mietzuschuss in Höhe von ${euros(monthlyCents)} im Monat.`,
      ),
      ...beyondFigures(figuresUntil),
      paragraph("Das Wohngeld wird monatlich im Voraus auf das von Ihnen angegebene Konto gezahlt."),
      ...calculation(reckoning),
      heading("Ihre Pflichten"),
      paragraph(
        "Bitte teilen Sie uns sofort mit, wenn sich die Zahl der Haushaltsmitglieder verringert, wenn die Miete um mehr als 15 Prozent sinkt, wenn das Einkommen um mehr als 15 Prozent steigt, wenn Sie ausziehen oder wenn jemand im Haushalt eine Leistung erhält, die Wohnkosten umfasst (§ 27 Abs. 3, § 28 WoGG).",
      ),
      ...legalBasis("§§ 3 bis 19, 22, 25 und 26 Wohngeldgesetz; Wohngeldverordnung."),
      remedy(facts.town, free),
    ],
  };
}

/** The notice of a change (§§ 27, 28 WoGG): from when on, how much, and what differs in each month. */
export function changeNotice(
  facts: LetterFacts,
  {
    from,
    until,
    monthlyCents,
    reckoning,
    months,
    figuresUntil,
  }: Grant & { months: { month: string; cents: number }[] },
): NoticeContent {
  const ends = monthlyCents === 0;
  const begin = ends
    ? `Ihr Wohngeld endet mit dem Auszug. Ab dem ${germanDay(from)} wird kein Wohngeld mehr gezahlt.`
    : `Ab dem ${germanDay(from)} beträgt Ihr Wohngeld bis zum ${germanDay(until)} ${euros(monthlyCents)} im Monat.`;
  return {
    title: ends ? "Bescheid über das Ende Ihres Wohngeldes" : "Änderungsbescheid über Wohngeld",
    ...letter(facts),
    blocks: [
      paragraph(begin),
      ...(ends ? [] : beyondFigures(figuresUntil)),
      ...(months.length ? [monthsTable(months)] : []),
      ...(ends ? [] : calculation(reckoning)),
      ...legalBasis(ends ? "§ 28 Abs. 1 Wohngeldgesetz." : "§§ 3 bis 19 und 27 Wohngeldgesetz."),
      remedy(facts.town, free),
    ],
  };
}

const words = {
  title: "Bescheid über Ihren Antrag auf Wohngeld",
  sentence: "Ihrem Antrag auf Wohngeld können wir nicht entsprechen.",
};

/** The refusal by a person, in their own words, with the calculation where there is one. */
export const refusalNotice = (facts: LetterFacts, reason: string, reckoning: Reckoning | null): NoticeContent =>
  refusalLetter(facts, words, reason, [
    ...(reckoning ? calculation(reckoning) : []),
    ...legalBasis("§§ 3 bis 21 Wohngeldgesetz."),
    remedy(facts.town, free),
  ]);
