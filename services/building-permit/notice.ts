import { type LetterFacts, letter, type NoticeContent, type Part } from "../../platform/casework/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import { legalRemedies } from "./legal-remedies.ts";

/** A permit that was granted; texts are German. */
export interface Permit {
  title: string;
  place: string;
  /** of the land register */
  parcels: string[];
  /** the building documents that it rests on */
  plans: string[];
  conditions: string[];
  /** what the person says about it */
  reason: string;
  feeCents: number;
  /** on what a fee rests that a person named, German; "": the tariff's */
  feeBasis: string;
  /** it ends when building has not begun by then */
  validYears: number;
}

const basis = "§§ 64, 65, 74, 75 BauO NRW 2018; § 36 VwVfG NRW";
const tariffBasis = "AVwGebO NRW Tarifstelle 2";

/** The building permit: what may be built, on which conditions, how long it holds, and its fee where there is one. */
export function permitNotice(
  facts: LetterFacts,
  { title, place, parcels, plans, conditions, reason, feeCents, feeBasis, validYears }: Permit,
  arranged: EventBodies["payment.arranged.v1"] | null,
): NoticeContent {
  const table = {
    caption: "Bauvorhaben",
    facts: [["Vorhaben", title], ["Grundstück", place], ...(parcels.length ? [["Flurstück", parcels.join("; ")]] : [])],
  };
  const demanded: Part[] = conditions.length ? [{ heading: "Nebenbestimmungen" }, { list: conditions }] : [];
  return letter(facts, {
    title: "Baugenehmigung",
    parts: [
      "Wir genehmigen Ihr Bauvorhaben nach den eingereichten Bauvorlagen.",
      table,
      ...(plans.length ? [{ heading: "Bauvorlagen" }, { list: plans }] : []),
      ...demanded,
      { reason },
      { heading: "Geltungsdauer" },
      `Die Genehmigung erlischt, wenn Sie nicht innerhalb von ${validYears} Jahren nach ihrer Erteilung mit der Ausführung beginnen oder die Ausführung ein Jahr lang unterbrechen (§ 75 Abs. 1 BauO NRW 2018). Eine Verlängerung können Sie vorher schriftlich beantragen.`,
      // The message that says it at once (0205) does not know yet how the fee is to be paid.
      ...(feeCents && !arranged ? [] : [{ heading: "Gebühr" }, { feeCents, arranged }]),
      { legalBasis: `${basis}; ${feeBasis || tariffBasis}.` },
      ...legalRemedies.blocks("permit", facts, { payable: arranged !== null }),
    ],
  });
}

/** The refusal by a person, in their own words. */
export const refusalNotice = (facts: LetterFacts, reason: string): NoticeContent =>
  letter(facts, {
    title: "Bescheid über Ihren Bauantrag",
    parts: [
      "Ihrem Antrag auf eine Baugenehmigung können wir nicht entsprechen.",
      { reason },
      { legalBasis: "§ 74 BauO NRW 2018." },
      ...legalRemedies.blocks("refusal", facts),
    ],
  });

/** That the application counts as withdrawn, as a person established. */
export const withdrawalNotice = (facts: LetterFacts, reason: string): NoticeContent =>
  letter(facts, {
    title: "Feststellung zu Ihrem Bauantrag",
    parts: [
      "Die Mängel Ihres Bauantrags wurden nicht fristgerecht behoben. Er gilt deshalb als zurückgenommen.",
      { reason },
      { legalBasis: "§ 71 Abs. 1 BauO NRW 2018." },
      ...legalRemedies.blocks("deemed-withdrawal", facts),
    ],
  });
