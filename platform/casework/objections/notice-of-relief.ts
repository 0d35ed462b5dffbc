import { germanDay } from "../law/calendar.ts";
import type { LegalRemedies } from "../law/legal-remedies.ts";
import { type Block, euros, type LetterFacts, letter, type NoticeContent, type Part } from "../letters/letter.ts";
import type { GrantedObjection } from "./granted-objection.ts";

/** What a notice of relief says of costs, as far as the objection succeeds (VwGO § 72). */
export const costs = {
  tax: "Soweit wir Ihrem Widerspruch abhelfen, erheben wir für das Verfahren keine Kosten (§ 72 VwGO).",
  fee: "Soweit wir Ihrem Widerspruch abhelfen, erheben wir für das Verfahren keine Kosten und erstatten Ihnen auf Antrag die notwendigen Aufwendungen (§ 72 VwGO, § 80 VwVfG NRW).",
  benefit:
    "Soweit wir Ihrem Widerspruch abhelfen, erstatten wir Ihnen auf Antrag die notwendigen Aufwendungen (§ 63 SGB X).",
} as const;

/** Where there is no objection to a decision, what is written against it may still change it (VwVfG NRW §§ 48, 49). */
const isByLetter = ({ appeal }: LegalRemedies): boolean => appeal === "action";

/** On what it rests that a decision is changed, as it stands in a notice. */
export const changeBasis = (legalRemedies: LegalRemedies): string =>
  ({ objection: "§ 72 VwGO", "social-objection": "§ 85 Abs. 1 SGG", action: "§§ 48, 49 VwVfG NRW" })[
    legalRemedies.appeal
  ];

/** Says how a granted objection is told in the portal: "Ihrem Widerspruch wird abgeholfen: …" */
export const reliefSentence = (
  { inPart }: Pick<GrantedObjection, "inPart">,
  now: string,
  legalRemedies: LegalRemedies,
): string =>
  isByLetter(legalRemedies)
    ? `Auf Ihr Schreiben haben wir unsere Entscheidung geändert: ${now} Der Bescheid folgt.`
    : `Ihrem Widerspruch wird ${inPart ? "teilweise " : ""}abgeholfen: ${now} Der Bescheid folgt.`;

/** Which decision a new one takes the place of, and why it is taken anew. */
export function replacesSentence(
  { receivedOn, against, inPart }: Pick<GrantedObjection, "inPart" | "receivedOn" | "against">,
  legalRemedies: LegalRemedies,
): string {
  const why = isByLetter(legalRemedies)
    ? `Auf Ihr am ${germanDay(receivedOn)} eingegangenes Schreiben haben wir neu entschieden.`
    : `Ihrem am ${germanDay(receivedOn)} eingegangenen Widerspruch helfen wir damit ${inPart ? "teilweise " : ""}ab.`;
  return `${why} Dieser Bescheid ersetzt unseren Bescheid vom ${germanDay(against)}.`;
}

interface Changed {
  /** German, of what: "über Wohngeld" */
  subject: string;
  /** German, what holds now */
  holds: string;
  cost: keyof typeof costs;
  blocks: readonly Part[];
  /** on pages of its own, after the letter */
  annex?: readonly Part[];
  legalRemedies: LegalRemedies;
}

/** Gives the notice by which a decision is changed since what was written against it is right (Abhilfebescheid). */
export function noticeOfRelief(
  facts: LetterFacts,
  { inPart, reason, receivedOn, against }: Pick<GrantedObjection, "inPart" | "reason" | "receivedOn" | "against">,
  { subject, holds, cost, blocks, annex = [], legalRemedies }: Changed,
): NoticeContent {
  const [received, first] = [receivedOn, against].map(germanDay);
  const grounds = [{ reason }, ...blocks];
  if (isByLetter(legalRemedies))
    return letter(facts, {
      title: `Änderungsbescheid ${subject}`,
      parts: [
        `Auf Ihr am ${received} eingegangenes Schreiben ändern wir unseren Bescheid vom ${first}. ${holds}`,
        ...grounds,
        ...legalRemedies.blocks("correction", facts),
        ...annex,
      ],
    });
  return letter(facts, {
    title: `${inPart ? "Teilabhilfebescheid" : "Abhilfebescheid"} ${subject}`,
    parts: [
      `Ihrem am ${received} eingegangenen Widerspruch gegen unseren Bescheid vom ${first} helfen wir ${inPart ? "teilweise " : ""}ab. ${holds}`,
      ...(inPart ? [aboveDecides(true)] : []),
      ...grounds,
      { heading: "Kosten des Verfahrens" },
      costs[cost],
      ...legalRemedies.blocks(inPart ? "objection-partly-granted" : "objection-granted", facts),
      ...annex,
    ],
  });
}

/** Who decides about what is not granted (VwGO § 73). */
export const aboveDecides = (inPart: boolean): string =>
  `${inPart ? "Soweit wir nicht abgeholfen haben, entscheidet über den Widerspruch" : "Über den Widerspruch entscheidet"} nun die Widerspruchsbehörde. Von ihr erhalten Sie einen Widerspruchsbescheid mit Rechtsbehelfsbelehrung.`;

/** What was owed or paid, and what is now. */
export const differenceTable = (subject: string, beforeCents: number, afterCents: number): Block => ({
  ...{ kind: "table", caption: subject },
  columns: [
    { title: "bisher", align: "right" },
    { title: "jetzt", align: "right" },
    { title: "Unterschied", align: "right" },
  ],
  rows: [[beforeCents, afterCents, afterCents - beforeCents].map(euros)],
});
