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
/** One block of a notice. */
export type Block = NoticeContent["blocks"][number];

/**
 * What a letter says, part by part, as a service writes it. A string is a paragraph; what `documents` knows besides
 * (tables, codes) is written as such a block.
 */
export type Part =
  | string
  | { heading: string }
  | { list: readonly string[] }
  /** what is certified or permitted, as a table of two columns */
  | { caption: string; facts: readonly (readonly string[])[] }
  /** a calculation's steps as a table */
  | { caption: string; steps: readonly CalculationStep[] }
  | Payable
  /** why it is decided so */
  | { reason: string }
  /** on what it rests */
  | { legalBasis: string }
  /** what stands on pages of its own after the letter */
  | { annex: string; parts: readonly Part[] }
  | Block;

/** What a fee is, and how it is to be paid. */
interface Payable {
  feeCents: number;
  /** payments' answer; null: there is no fee */
  arranged: EventBodies["payment.arranged.v1"] | null;
  /** how the sentence about paying names it; absent: "sie" */
  named?: "sie" | "die Gebühr";
}

/** What is a letter's own. */
interface Letter {
  title: string;
  /** false: it decides nothing, and is no Bescheid */
  decides?: boolean;
  parts: readonly Part[];
}

/** What every letter about a case needs. */
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

/** Gives the facts of a letter about a case. Throws Fault not-possible for a town that there is not. */
export function factsOf(
  towns: ReadonlyMap<string, Town>,
  office: string,
  { metadata, application }: CaseFile,
  now: Date,
): LetterFacts {
  const town = towns.get(metadata.municipality ?? "");
  if (!town || !application) throw new Fault("not-possible", "diese Stadt ist nicht bekannt");
  const { caseNumber = "" } = metadata;
  return { town, office, recipient: application.applicant, caseNumber, day: dayOf(now) };
}

/** Asks `documents` for the letter. */
export const noticeOf = (
  { metadata }: CaseFile,
  content: NoticeContent,
  kind: "notice" | "certificate" = "notice",
): NewEvent => newEvent(NoticeRequested, { content: JSON.stringify(content), kind }, metadata);

/** Makes a letter with letterhead, reference and closing. */
export function letter(facts: LetterFacts, { title, decides = true, parts }: Letter): NoticeContent {
  const { town, office, recipient, caseNumber, day, reference = [] } = facts;
  const { familyName, givenNames, address } = recipient;
  const { street, houseNumber, supplement, postcode, city } = address;
  return {
    title,
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
      `${decides ? "Dieser Bescheid" : "Dieses Schreiben"} wurde maschinell erstellt und ist ohne Unterschrift gültig.`,
    ],
    blocks: parts.flatMap((part) => blocksOf(part, facts)),
  };
}

function blocksOf(part: Part, facts: LetterFacts): Block[] {
  if (typeof part === "string") return [{ kind: "paragraph", text: part }];
  if ("kind" in part) return [part];
  if ("heading" in part) return [{ kind: "heading", text: part.heading }];
  if ("list" in part) return [{ kind: "list", items: [...part.list] }];
  if ("facts" in part) return [factTable(part)];
  if ("steps" in part) return [calculationTable(part)];
  if ("feeCents" in part) return [{ kind: "paragraph", text: feeSentence(part, facts) }];
  if ("reason" in part) return section("Begründung", part.reason);
  if ("legalBasis" in part) return section("Rechtsgrundlage", part.legalBasis);
  const { annex, parts } = part;
  return parts.length ? [{ kind: "annex", title: annex }, ...parts.flatMap((one) => blocksOf(one, facts))] : [];
}

/** Makes a heading with one paragraph. */
export const section = (heading: string, text: string): Block[] => [
  { kind: "heading", text: heading },
  { kind: "paragraph", text },
];

/** Gives cents as people write them: 1.234,50 €. */
export function euros(cents: number): string {
  const [, whole = "", rest = ""] = /^(\d+)(\d\d)$/.exec(String(Math.abs(cents)).padStart(3, "0")) ?? [];
  return germanNumber(`${cents < 0 ? "-" : ""}${whole}.${rest} €`);
}

/** Gives a reference or IBAN in groups of four, as it is printed: it can be read out, and breaks at a space. */
export const grouped = (text: string): string => text.replace(/(.{4})(?=.)/g, "$1 ");

const factTable = ({ caption, facts }: { caption: string; facts: readonly (readonly string[])[] }): Block => ({
  kind: "table",
  caption,
  columns: [
    { title: "Angabe", align: "left" },
    { title: "Inhalt", align: "left" },
  ],
  rows: facts.map((row) => [...row]),
});

const calculationTable = ({ caption, steps }: { caption: string; steps: readonly CalculationStep[] }): Block => ({
  kind: "table",
  caption,
  columns: [
    { title: "Schritt", align: "left" },
    { title: "Wert", align: "right" },
    { title: "Rechtsgrundlage", align: "left" },
  ],
  rows: steps.map(({ name, value, paragraph }) => [name, germanNumber(value), paragraph]),
});

function feeSentence({ feeCents, arranged, named = "sie" }: Payable, { day }: LetterFacts): string {
  if (!arranged) return "Eine Gebühr wird nicht erhoben.";
  const { claims, payeeName, payeeIban, reference } = arranged;
  return `Die Gebühr beträgt ${euros(feeCents)}. Bitte überweisen Sie ${named} bis zum ${germanDay(claims[0]?.dueOn ?? day)} an ${payeeName}, IBAN ${grouped(payeeIban)}, mit dem Kassenzeichen ${reference}.`;
}
