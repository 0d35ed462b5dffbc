import type { EventBodies } from "../../../types/generated/events.ts";
import type { FormData } from "../../../types/generated/forms.ts";
import { Fault, type NewEvent, newEvent } from "../../messaging/index.ts";
import type { CaseFile, Person } from "../case/case-file.ts";
import { NoticeRequested } from "../case/events.ts";
import { dayOf, germanDay } from "../law/calendar.ts";
import { germanNumber } from "../texts/german.ts";
import type { CalculationStep } from "../towns/dry-run.ts";
import type { Town } from "../towns/towns.ts";

/** What a notice says, as structured content: `documents` renders it. */
export type NoticeContent = FormData["notice-content.v1"];
export type Block = NoticeContent["blocks"][number];

export const paragraph = (text: string): Block => ({ kind: "paragraph", text });
export const heading = (text: string): Block => ({ kind: "heading", text });

export interface LetterFacts {
  town: Town;
  /** the office that writes, e.g. "Wohngeldstelle" */
  office: string;
  recipient: Person;
  caseNumber: string;
  /** day of the letter, YYYY-MM-DD */
  day: string;
  /** further lines of the reference, e.g. the Kassenzeichen */
  reference?: { label: string; value: string }[];
}

/** The facts of a letter about a case. Throws Fault not-possible for a town that there is not. */
export function factsOf(
  towns: ReadonlyMap<string, Town>,
  office: string,
  { about, application }: CaseFile,
  now: Date,
): LetterFacts {
  const town = towns.get(about.municipality ?? "");
  if (!town || !application) throw new Fault("not-possible", "diese Stadt ist nicht bekannt");
  const { caseNumber = "" } = about;
  return { town, office, recipient: application.applicant, caseNumber, day: dayOf(now) };
}

/** Asks `documents` for the letter. */
export const noticeOf = (
  { about }: CaseFile,
  content: NoticeContent,
  kind: "notice" | "certificate" = "notice",
): NewEvent => newEvent(NoticeRequested, { content: JSON.stringify(content), kind }, about);

/**
 * Everything of a letter but its title and what it says.
 * @param what it is: a decision, or a letter that decides nothing
 */
export function letter(
  { town, office, recipient, caseNumber, day, reference = [] }: LetterFacts,
  what: "Dieser Bescheid" | "Dieses Schreiben" = "Dieser Bescheid",
) {
  const { familyName, givenNames, address } = recipient;
  const { street, houseNumber, supplement, postcode, city } = address;
  return {
    letterhead: { ...town.letterhead, office },
    recipient: [
      `${givenNames} ${familyName}`,
      ...(supplement ? [supplement] : []),
      `${street} ${houseNumber}`,
      `${postcode} ${city}`,
    ],
    reference: [
      { label: "Vorgangsnummer", value: caseNumber },
      ...reference,
      { label: "Datum", value: germanDay(day) },
    ],
    date: day,
    closing: [
      "Mit freundlichen Grüßen",
      `Ihre Stadt ${town.name}`,
      `${what} wurde maschinell erstellt und ist ohne Unterschrift gültig.`,
    ],
  };
}

/** Cents as people write them: 1.234,50 €. */
export function euros(cents: number): string {
  const [, whole = "", rest = ""] = /^(\d+)(\d\d)$/.exec(String(Math.abs(cents)).padStart(3, "0")) ?? [];
  return germanNumber(`${cents < 0 ? "-" : ""}${whole}.${rest} €`);
}

/** A reference or IBAN in groups of four, as it is printed: it can be read out, and breaks at a space. */
export const grouped = (text: string): string => text.replace(/(.{4})(?=.)/g, "$1 ");

/** What stands on pages of its own after the letter. */
export const annex = (title: string, blocks: readonly Block[]): Block[] =>
  blocks.length ? [{ kind: "annex", title }, ...blocks] : [];

/** On what a notice rests. */
export const legalBasis = (text: string): Block[] => [heading("Rechtsgrundlage"), paragraph(text)];

/** A refusal by a person, in their own words. */
export const refusalLetter = (
  facts: LetterFacts,
  { title, sentence }: { title: string; sentence: string },
  reason: string,
  further: readonly Block[],
): NoticeContent => ({
  title,
  ...letter(facts),
  blocks: [paragraph(sentence), heading("Begründung"), paragraph(reason), ...further],
});

/** What is certified or permitted, as a table of two columns. */
export const factTable = (caption: string, rows: readonly (readonly string[])[]): Block => ({
  kind: "table",
  caption,
  columns: [
    { title: "Angabe", align: "left" },
    { title: "Inhalt", align: "left" },
  ],
  rows: rows.map((row) => [...row]),
});

/**
 * How a fee is to be paid, as a sentence.
 * @param fee "sie" where the sentence before names it
 */
export const pleasePay = (
  { day }: LetterFacts,
  { claims, payeeName, payeeIban, reference }: EventBodies["payment.arranged.v1"],
  fee: "die Gebühr" | "sie" = "sie",
): string =>
  `Bitte überweisen Sie ${fee} bis zum ${germanDay(claims[0]?.dueOn ?? day)} an ${payeeName}, IBAN ${grouped(payeeIban)}, mit dem Kassenzeichen ${reference}.`;

/** A calculation's steps as a table. */
export const calculationTable = (caption: string, steps: readonly CalculationStep[]): Block => ({
  kind: "table",
  caption,
  columns: [
    { title: "Schritt", align: "left" },
    { title: "Wert", align: "right" },
    { title: "Rechtsgrundlage", align: "left" },
  ],
  rows: steps.map(({ name, value, paragraph }) => [name, germanNumber(value), paragraph]),
});
