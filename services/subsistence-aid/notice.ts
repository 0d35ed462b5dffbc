import { germanDay } from "../../platform/calendar.ts";
import { monthsTable, type OfMonth } from "../../platform/service/benefits.ts";
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
import { explain } from "./explain.ts";
import type { SubsistenceAid } from "./rules.ts";

/** Needs and income, step by step. */
export const calculation = (aid: SubsistenceAid): Block[] => [
  heading("Berechnung"),
  calculationTable("Bedarf und Einkommen im Monat, in Euro", explain(aid)),
];

const basis = legalBasis("§§ 18, 19, 27 bis 35a, 82 und 90 SGB XII.");
const free = "Das Widerspruchsverfahren ist für Sie kostenfrei.";

/** What the law will be later is not known: who gets the aid is told so. */
const beyondFigures = (figuresUntil: string | undefined): Block[] =>
  figuresUntil
    ? [
        paragraph(
          `Die Beträge, mit denen wir gerechnet haben, gelten bis zum ${germanDay(figuresUntil)}. Was danach gilt, steht noch nicht fest. Ändert sich dadurch Ihre Hilfe, erhalten Sie von uns einen neuen Bescheid; Sie müssen dafür nichts tun.`,
        ),
      ]
    : [];

/** The grant of Hilfe zum Lebensunterhalt from a day on. */
export function grantNotice(
  facts: LetterFacts,
  from: string,
  aid: SubsistenceAid,
  figuresUntil: string | undefined,
): NoticeContent {
  return {
    title: "Bescheid über Hilfe zum Lebensunterhalt",
    ...letter(facts),
    blocks: [
      paragraph(
        `Wir bewilligen Ihnen ab dem ${germanDay(from)} Hilfe zum Lebensunterhalt in Höhe von ${euros(aid.payoutCents)} im Monat. Sie wird monatlich im Voraus gezahlt.`,
      ),
      ...beyondFigures(figuresUntil),
      ...calculation(aid),
      heading("Ihre Pflichten"),
      paragraph(
        "Bitte teilen Sie uns sofort mit, wenn sich Einkommen, Vermögen, Miete oder die Zahl der Personen im Haushalt ändern (§ 60 SGB I).",
      ),
      ...basis,
      remedy(facts.town, free),
    ],
  };
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
  return {
    title: "Änderungsbescheid über Hilfe zum Lebensunterhalt",
    ...letter(facts),
    blocks: [
      paragraph(
        `Die gesetzlichen Beträge haben sich geändert. Ab dem ${germanDay(from)} beträgt Ihre Hilfe zum Lebensunterhalt ${euros(aid.payoutCents)} im Monat.`,
      ),
      ...beyondFigures(figuresUntil),
      monthsTable(months),
      ...calculation(aid),
      ...basis,
      remedy(facts.town, free),
    ],
  };
}

const words = {
  title: "Bescheid über Ihren Antrag auf Hilfe zum Lebensunterhalt",
  sentence: "Ihrem Antrag auf Hilfe zum Lebensunterhalt können wir nicht entsprechen.",
};

/** The refusal by a person, in their own words. */
export const refusalNotice = (facts: LetterFacts, reason: string, aid: SubsistenceAid | null): NoticeContent =>
  refusalLetter(facts, words, reason, [...(aid ? calculation(aid) : []), ...basis, remedy(facts.town, free)]);
