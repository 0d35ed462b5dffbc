import { newEvent } from "../../messaging/index.ts";
import type { CaseFile, Reason, Step } from "../case/case-file.ts";
import { InformationRequested } from "../case/events.ts";
import { moved } from "../case/life.ts";
import { dayOf, germanDay } from "../law/calendar.ts";
import { lastDayToAnswer, type Procedure } from "../law/notification.ts";
import { type LetterFacts, letter, type NoticeContent, noticeOf, type Part } from "../letters/letter.ts";

/** Days to answer, from the day on which the letter is there at the latest: appropriate, no law names a number. */
const answerDays = 14;

const paragraphs: Record<Procedure, string> = {
  tax: "§ 91 Abs. 1 AO",
  social: "§ 24 Abs. 1 SGB X",
  general: "§ 28 Abs. 1 VwVfG NRW",
};

interface Announced {
  procedure: Procedure;
  reasons: Reason[];
  /** names what is meant to be decided: another decision is announced anew */
  detail: string;
  /** German, what is meant to be decided, as one sentence */
  intended: string;
  /** what it rests on: figures, calculation */
  blocks: readonly Part[];
  /** on pages of its own, after the letter */
  annex: readonly Part[];
}

/**
 * Tells somebody what is meant to be decided to their detriment, and waits for their answer or for its last day; then a
 * person has it (AO § 91, SGB X § 24, VwVfG § 28). The letter decides nothing and has no instruction about remedies.
 */
export function announce<Data extends object>(
  file: CaseFile<Data>,
  facts: LetterFacts,
  announced: Announced,
  now: Date,
): Step<Data> {
  const { procedure, reasons, detail, intended, blocks, annex } = announced;
  const today = dayOf(now);
  const dueOn = lastDayToAnswer(today, answerDays);
  const asked = `Sie können sich dazu bis zum ${germanDay(dueOn)} äußern (${paragraphs[procedure]}). Danach entscheiden wir.`;
  const content: NoticeContent = letter(facts, {
    title: "Anhörung",
    decides: false,
    parts: [
      intended,
      { heading: "Gründe" },
      ...reasons.map((one) => `${one.sentence} (${one.paragraph})`),
      ...blocks,
      { heading: "Ihre Stellungnahme" },
      asked,
      ...annex,
    ],
  });
  const body = { items: reasons, sentence: `${intended} ${asked}`, dueOn, reminder: false };
  return {
    file: {
      ...{ ...moved(file, "hear"), reasons: [], since: "" },
      question: { items: reasons, dueOn, reminded: true },
      hearing: { announced: reasons, announcedOn: today, dueOn, detail },
    },
    events: [newEvent(InformationRequested, body, file.metadata), noticeOf(file, content)],
  };
}

/** Says what a person is told of a hearing whose answer has come; nothing where nobody was heard. */
export const heardReasons = ({ hearing }: Pick<CaseFile, "hearing">): Reason[] => (hearing ? [stated] : []);

const hearingParagraphs = "AO § 91, SGB X § 24, VwVfG § 28";
const stated: Reason = {
  code: "statement-received",
  sentence: "Zur Anhörung ist eine Stellungnahme eingegangen.",
  paragraph: hearingParagraphs,
};
/** Nobody answered in time. */
export const notStated: Reason = {
  code: "no-statement",
  sentence: "Zur Anhörung ist bis zum Ende der Frist nichts eingegangen.",
  paragraph: hearingParagraphs,
};

const exceptions = {
  "own-statement": {
    why: "weil wir von Ihren eigenen Angaben nicht zu Ihren Ungunsten abweichen",
    by: { tax: "§ 91 Abs. 2 Nr. 3 AO", social: "§ 24 Abs. 2 Nr. 3 SGB X", general: "§ 28 Abs. 2 Nr. 3 VwVfG NRW" },
  },
  "many-alike": {
    why: "weil Bescheide dieser Art in großer Zahl ergehen",
    by: { tax: "§ 91 Abs. 2 Nr. 4 AO", social: "§ 24 Abs. 2 Nr. 4 SGB X", general: "§ 28 Abs. 2 Nr. 4 VwVfG NRW" },
  },
} as const satisfies Record<string, { why: string; by: Record<Procedure, string> }>;

/** Says why nobody was heard before a decision to their detriment, as its notice says it. */
export const notHeard = (procedure: Procedure, exception: keyof typeof exceptions): string =>
  `Vor dieser Entscheidung haben wir Sie nicht gesondert angehört, ${exceptions[exception].why} (${exceptions[exception].by[procedure]}).`;
