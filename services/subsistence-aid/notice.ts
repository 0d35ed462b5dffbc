import {
  euros,
  germanDay,
  type LetterFacts,
  letter,
  monthsTable,
  type NoticeContent,
  notHeard,
  type OfMonth,
  type Part,
} from "../../platform/casework/index.ts";
import { explain } from "./calculation/explain.ts";
import type { SubsistenceAid } from "./calculation/rules.ts";
import { legalRemedies } from "./legal-remedies.ts";

/** A calculation of so many steps stands within the letter; a longer one on pages of its own. */
const stepsMax = 10;
const tableOf = (aid: SubsistenceAid): Part => ({
  caption: "Bedarf und Einkommen im Monat, in Euro",
  steps: explain(aid),
});
const isLong = (aid: SubsistenceAid): boolean => explain(aid).length > stepsMax;

/** How the aid comes about: all steps, or the figures that count where there are many. */
export const figures = (aid: SubsistenceAid): Part[] => [
  { heading: "Berechnung" },
  isLong(aid) ? summary(aid) : tableOf(aid),
];

const summary = ({ needCents, incomeCents, payoutCents }: SubsistenceAid): string =>
  `Ihr Bedarf beträgt ${euros(needCents)} im Monat, das anzurechnende Einkommen ${euros(incomeCents)}; es bleiben ${euros(payoutCents)}. Wie sich das ergibt, zeigt die Anlage Schritt für Schritt.`;

/** Needs and income, step by step, where they are too many for the letter. */
export const calculation = (aid: SubsistenceAid): Part[] =>
  isLong(aid) ? [{ annex: "Anlage: Berechnung der Hilfe", parts: [tableOf(aid)] }] : [];

const articles = "§§ 18, 19, 27 bis 35a, 82 und 90 SGB XII";
const basis = { legalBasis: `${articles}.` };

/** What is granted of a month, in cents, from a day on. */
export interface Grant {
  from: string;
  cents: number;
  /** on what an amount rests that a person named, German; "": the calculation's */
  basis: string;
  /** null: a person named the amount */
  aid: SubsistenceAid | null;
  /** what is paid for the first month, which may be a part of one */
  first: OfMonth | undefined;
  /** the last day of the figures that it was calculated with, where it goes on after that */
  figuresUntil: string | undefined;
}

/** What the law will be later is not known: who gets the aid is told so. */
const beyondFigures = (figuresUntil: string | undefined): Part[] =>
  figuresUntil
    ? [
        `Die Beträge, mit denen wir gerechnet haben, gelten bis zum ${germanDay(figuresUntil)}. Was danach gilt, steht noch nicht fest. Ändert sich dadurch Ihre Hilfe, erhalten Sie von uns einen neuen Bescheid; Sie müssen dafür nichts tun.`,
      ]
    : [];

/** The grant of Hilfe zum Lebensunterhalt from a day on. */
export function grantNotice(
  facts: LetterFacts,
  { from, cents, basis: named, aid, first, figuresUntil }: Grant,
): NoticeContent {
  const part =
    first && first.cents !== cents
      ? [`Für den ersten Monat zahlen wir anteilig ab dem ${germanDay(from)} ${euros(first.cents)}.`]
      : [];
  return letter(facts, {
    title: "Bescheid über Hilfe zum Lebensunterhalt",
    parts: [
      `Wir bewilligen Ihnen ab dem ${germanDay(from)} Hilfe zum Lebensunterhalt in Höhe von ${euros(cents)} im Monat. Sie wird monatlich im Voraus gezahlt.`,
      ...part,
      ...beyondFigures(figuresUntil),
      ...(aid ? figures(aid) : []),
      { heading: "Ihre Pflichten" },
      "Bitte teilen Sie uns sofort mit, wenn sich Einkommen, Vermögen, Miete oder die Zahl der Personen im Haushalt ändern (§ 60 SGB I).",
      { legalBasis: named ? `${articles}; ${named}.` : `${articles}.` },
      ...legalRemedies.blocks("grant", facts),
      ...(aid ? calculation(aid) : []),
    ],
  });
}

/** The notice that another amount is paid from a day on, since the figures of the law have changed (SGB X § 48). */
export function changeNotice(
  facts: LetterFacts,
  {
    from,
    aid,
    months,
    figuresUntil,
  }: { from: string; aid: SubsistenceAid; months: readonly OfMonth[]; figuresUntil: string | undefined },
): NoticeContent {
  return letter(facts, {
    title: "Änderungsbescheid über Hilfe zum Lebensunterhalt",
    parts: [
      `Die gesetzlichen Beträge haben sich geändert. Ab dem ${germanDay(from)} beträgt Ihre Hilfe zum Lebensunterhalt ${euros(aid.payoutCents)} im Monat.`,
      ...beyondFigures(figuresUntil),
      monthsTable(months),
      ...figures(aid),
      ...(months.some(({ cents }) => cents < 0) ? [notHeard(legalRemedies.procedure, "many-alike")] : []),
      basis,
      ...legalRemedies.blocks("change", facts),
      ...calculation(aid),
    ],
  });
}

/** The refusal by a person, in their own words, with the calculation where it comes to nothing. */
export const refusalNotice = (facts: LetterFacts, reason: string, aid: SubsistenceAid | null): NoticeContent =>
  letter(facts, {
    title: "Bescheid über Ihren Antrag auf Hilfe zum Lebensunterhalt",
    parts: [
      "Ihrem Antrag auf Hilfe zum Lebensunterhalt können wir nicht entsprechen.",
      { reason },
      ...(aid?.payoutCents === 0 ? figures(aid) : []),
      basis,
      ...legalRemedies.blocks("refusal", facts),
      ...(aid?.payoutCents === 0 ? calculation(aid) : []),
    ],
  });
