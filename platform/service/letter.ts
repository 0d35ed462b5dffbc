import type { FormData } from "../../types/generated/forms.ts";
import { germanDay } from "../calendar.ts";
import type { Town } from "../towns.ts";
import type { Person } from "./case-file.ts";
import type { CalculationStep } from "./dry-run.ts";

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

/** Everything of a letter but its title and what it says. */
export function letter({ town, office, recipient, caseNumber, day, reference = [] }: LetterFacts) {
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
      "Dieser Bescheid wurde maschinell erstellt und ist ohne Unterschrift gültig.",
    ],
  };
}

/**
 * The remedy (VwGO §§ 58, 70): where, how, within one month of notification, which is the fourth day after sending
 * (AO § 122(2), SGB X § 37(2), VwVfG § 41(2)).
 * @param further sentences at the end, e.g. that money has to be paid all the same
 */
export function remedy({ letterhead: { authority, lines } }: Town, ...further: string[]): Block {
  const sentences = [
    "Gegen diesen Bescheid kann innerhalb eines Monats nach seiner Bekanntgabe Widerspruch erhoben werden.",
    `Der Widerspruch ist schriftlich, in der gesetzlich vorgesehenen elektronischen Form oder zur Niederschrift bei der ${[authority, ...lines].join(", ")}, zu erheben.`,
    "Der Bescheid gilt am vierten Tag nach seiner Absendung oder Bereitstellung als bekannt gegeben.",
    ...further,
  ];
  return { kind: "remedy", title: "Rechtsbehelfsbelehrung", text: sentences.join(" ") };
}

/** 1.234,50 € */
export const germanEuros = (cents: number): string =>
  `${(cents / 100).toLocaleString("de-DE", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} €`;

/** A calculation's steps as a table. */
export const calculationTable = (caption: string, steps: readonly CalculationStep[]): Block => ({
  kind: "table",
  caption,
  columns: [
    { title: "Schritt", align: "left" },
    { title: "Wert", align: "right" },
    { title: "Rechtsgrundlage", align: "left" },
  ],
  rows: steps.map(({ name, value, paragraph }) => [name, value.replace(".", ","), paragraph]),
});
