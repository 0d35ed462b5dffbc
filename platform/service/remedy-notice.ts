import { germanDay } from "../calendar.ts";
import {
  type Block,
  euros,
  heading,
  type LetterFacts,
  letter,
  type NoticeContent,
  paragraph,
  remedy as remedyBlock,
} from "./letter.ts";
import type { Remedy } from "./remedies.ts";

/** What a remedy's notice says of costs, as far as the objection succeeds (VwGO § 72). */
export const costs = {
  tax: "Soweit wir Ihrem Widerspruch abhelfen, erheben wir für das Verfahren keine Kosten (§ 72 VwGO).",
  fee: "Soweit wir Ihrem Widerspruch abhelfen, erheben wir für das Verfahren keine Kosten und erstatten Ihnen auf Antrag die notwendigen Aufwendungen (§ 72 VwGO, § 80 VwVfG NRW).",
  benefit:
    "Das Widerspruchsverfahren ist für Sie kostenfrei. Soweit wir Ihrem Widerspruch abhelfen, erstatten wir Ihnen auf Antrag die notwendigen Aufwendungen (§ 63 SGB X).",
} as const;

/** How a remedy is told in the portal: "Ihrem Widerspruch wird abgeholfen: …" */
export const remedySentence = ({ inPart }: Pick<Remedy, "inPart">, now: string): string =>
  `Ihrem Widerspruch wird ${inPart ? "teilweise " : ""}abgeholfen: ${now} Der Bescheid folgt.`;

/** The notice of a remedy (Abhilfebescheid). */
export function remedyNotice(
  facts: LetterFacts,
  { inPart, reason, receivedOn, against }: Pick<Remedy, "inPart" | "reason" | "receivedOn" | "against">,
  { about, holds, cost, blocks }: { about: string; holds: string; cost: keyof typeof costs; blocks: readonly Block[] },
): NoticeContent {
  return {
    title: `${inPart ? "Teilabhilfebescheid" : "Abhilfebescheid"} ${about}`,
    ...letter(facts),
    blocks: [
      paragraph(
        `Ihrem am ${germanDay(receivedOn)} eingegangenen Widerspruch gegen unseren Bescheid vom ${germanDay(against)} helfen wir ${inPart ? "teilweise " : ""}ab. ${holds}`,
      ),
      ...(inPart ? [paragraph(aboveDecides(true))] : []),
      heading("Begründung"),
      paragraph(reason),
      ...blocks,
      heading("Kosten des Verfahrens"),
      paragraph(costs[cost]),
      remedyBlock(facts.town),
    ],
  };
}

/** Who decides about what is not remedied (VwGO § 73). */
export const aboveDecides = (inPart: boolean): string =>
  `${inPart ? "Soweit wir nicht abgeholfen haben, entscheidet über den Widerspruch" : "Über den Widerspruch entscheidet"} nun die Widerspruchsbehörde. Von ihr erhalten Sie einen Widerspruchsbescheid mit Rechtsbehelfsbelehrung.`;

/** What was owed or paid, and what is now. */
export const differenceTable = (of: string, beforeCents: number, afterCents: number): Block => ({
  ...{ kind: "table", caption: of },
  columns: [
    { title: "bisher", align: "right" },
    { title: "jetzt", align: "right" },
    { title: "Unterschied", align: "right" },
  ],
  rows: [[beforeCents, afterCents, afterCents - beforeCents].map(euros)],
});
