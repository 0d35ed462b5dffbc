import {
  euros,
  germanDay,
  germanNumber,
  type LetterFacts,
  letter,
  monthsTable,
  type NoticeContent,
  notHeard,
  type OfMonth,
  type Part,
} from "../../platform/casework/index.ts";
import { textOf } from "./calculation/decimal.ts";
import type { BenefitResult } from "./calculation/decision.ts";
import { explainBenefit, explainIncome } from "./calculation/explain.ts";
import { legalRemedies } from "./legal-remedies.ts";

/** Days are YYYY-MM-DD, both included; money is whole cents. */
export interface Grant {
  from: string;
  until: string;
  monthlyCents: number;
  /** on what an amount rests that a person named, German; "": the calculation's */
  basis: string;
  /** null: a person named the amount */
  result: BenefitResult | null;
  /** the last day of the figures that it was calculated with, where it goes on after that */
  figuresUntil: string | undefined;
}

/** What the law will be later is not known: who gets the benefit is told so. */
const beyondFigures = (figuresUntil: string | undefined): Part[] =>
  figuresUntil
    ? [
        `Die Beträge, mit denen wir gerechnet haben, gelten bis zum ${germanDay(figuresUntil)}. Was danach gilt, steht noch nicht fest. Ändert sich dadurch Ihr Wohngeld, erhalten Sie von uns einen neuen Bescheid; Sie müssen dafür nichts tun.`,
      ]
    : [];

/** The figures that count, in two sentences. */
export const figures = ({ income, benefit }: BenefitResult): Part[] => [
  { heading: "Berechnung" },
  `Ihr monatliches Gesamteinkommen beträgt ${germanNumber(textOf(income.monthly))} €, die zu berücksichtigende Miete ${germanNumber(textOf(benefit.formula.M))} €. Wie sich das Wohngeld daraus ergibt, zeigt die Anlage Schritt für Schritt.`,
];

/** A grant as it stands after a change. */
interface Change extends Omit<Grant, "basis" | "result"> {
  result: BenefitResult;
  /** what differs from before */
  months: OfMonth[];
  /** why nobody was heard before less is paid; null: it was announced */
  unheard: Parameters<typeof notHeard>[1] | null;
}

/** Income, rent and benefit, step by step, on pages of their own. */
export const calculation = ({ income, benefit }: BenefitResult): Part[] => [
  {
    annex: "Anlage: Berechnung des Wohngeldes in Euro",
    parts: [
      { caption: "Einkommen", steps: explainIncome(income) },
      { caption: "Miete und Wohngeld", steps: explainBenefit(benefit) },
    ],
  },
];

/** The grant (§§ 22 to 27 WoGG): amount, period, calculation, what has to be reported. */
export function grantNotice(
  facts: LetterFacts,
  { from, until, monthlyCents, basis, result, figuresUntil }: Grant,
): NoticeContent {
  return letter(facts, {
    title: "Bescheid über Wohngeld",
    parts: [
      `Auf Ihren Antrag bewilligen wir Ihnen für die Zeit vom ${germanDay(from)} bis zum ${germanDay(until)} Wohngeld als Mietzuschuss in Höhe von ${euros(monthlyCents)} im Monat.`,
      ...beyondFigures(figuresUntil),
      "Das Wohngeld wird monatlich im Voraus auf das von Ihnen angegebene Konto gezahlt.",
      ...(result ? figures(result) : []),
      { heading: "Ihre Pflichten" },
      "Bitte teilen Sie uns sofort mit, wenn sich die Zahl der Haushaltsmitglieder verringert, wenn die Miete um mehr als 15 Prozent sinkt, wenn das Einkommen um mehr als 15 Prozent steigt, wenn Sie ausziehen oder wenn jemand im Haushalt eine Leistung erhält, die Wohnkosten umfasst (§ 27 Abs. 3, § 28 WoGG).",
      { legalBasis: `§§ 3 bis 19, 22, 25 und 26 Wohngeldgesetz; Wohngeldverordnung${basis ? `; ${basis}` : ""}.` },
      ...legalRemedies.blocks("grant", facts),
      ...(result ? calculation(result) : []),
    ],
  });
}

/** What is asked back, as a sentence; "" where nothing is. */
function asksBack(months: readonly OfMonth[]): string {
  const cents = months.reduce((sum, one) => sum + one.cents, 0);
  return cents < 0
    ? `Zu viel gezahltes Wohngeld ist zu erstatten (§ 50 SGB X): ${euros(-cents)}, soweit es schon gezahlt ist. Über die Zahlung erhalten Sie eine Nachricht mit Kassenzeichen und Terminen.`
    : "";
}

/** The notice of a change (§§ 27, 28 WoGG): from when on, how much, and what differs in each month. */
export function changeNotice(
  facts: LetterFacts,
  { from, until, monthlyCents, result, months, figuresUntil, unheard }: Change,
): NoticeContent {
  const ends = monthlyCents === 0;
  const begin = ends
    ? `Ihr Wohngeld endet mit dem Auszug. Ab dem ${germanDay(from)} wird kein Wohngeld mehr gezahlt.`
    : `Ab dem ${germanDay(from)} beträgt Ihr Wohngeld bis zum ${germanDay(until)} ${euros(monthlyCents)} im Monat.`;
  return letter(facts, {
    title: ends ? "Bescheid über das Ende Ihres Wohngeldes" : "Änderungsbescheid über Wohngeld",
    parts: [
      begin,
      ...(ends ? [] : beyondFigures(figuresUntil)),
      ...(months.length ? [monthsTable(months)] : []),
      ...(ends ? [] : figures(result)),
      ...(asksBack(months) ? [asksBack(months)] : []),
      ...(unheard && months.some(({ cents }) => cents < 0) ? [notHeard(legalRemedies.procedure, unheard)] : []),
      { legalBasis: ends ? "§ 28 Abs. 1 Wohngeldgesetz." : "§§ 3 bis 19 und 27 Wohngeldgesetz." },
      ...legalRemedies.blocks("change", facts),
      ...(ends ? [] : calculation(result)),
    ],
  });
}

/** That a change leaves what was granted as it is, in a person's own words (§ 27 WoGG). */
export const unchangedNotice = (facts: LetterFacts, reason: string): NoticeContent =>
  letter(facts, {
    title: "Bescheid über die Änderung Ihres Wohngeldes",
    parts: [
      "Ihr Wohngeld bleibt unverändert: Ihrem Antrag auf eine Änderung können wir nicht entsprechen.",
      { reason },
      { legalBasis: "§ 27 Wohngeldgesetz." },
      ...legalRemedies.blocks("refusal", facts),
    ],
  });

/** The refusal by a person, in their own words, with the calculation where it comes to nothing. */
export const refusalNotice = (facts: LetterFacts, reason: string, result: BenefitResult | null): NoticeContent =>
  letter(facts, {
    title: "Bescheid über Ihren Antrag auf Wohngeld",
    parts: [
      "Ihrem Antrag auf Wohngeld können wir nicht entsprechen.",
      { reason },
      ...(result?.monthlyCents === 0 ? figures(result) : []),
      { legalBasis: "§§ 3 bis 21 Wohngeldgesetz." },
      ...legalRemedies.blocks("refusal", facts),
      ...(result?.monthlyCents === 0 ? calculation(result) : []),
    ],
  });
