import { germanDay, type LetterFacts, letter, type NoticeContent, type Part } from "../../platform/casework/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import { stepsOf } from "./fee/explain.ts";
import type { Fee } from "./fee/fee.ts";
import { legalRemedies } from "./legal-remedies.ts";

/** A permit that was granted: both days included, YYYY-MM-DD; texts are German. */
export interface Permit {
  subject: string;
  /** what was described, label and value */
  details: [string, string][];
  place: string;
  from: string;
  until: string;
  conditions: string[];
  /** what the person says about their discretion */
  reason: string;
  feeCents: number;
  /** how the tariff makes it; null: a person named it */
  fee: Fee | null;
  /** on what it rests then, German */
  feeBasis: string;
}

const basis = "§§ 18, 19, 19a StrWG NRW; Sondernutzungssatzung der Stadt; § 36 Abs. 2 VwVfG NRW.";

/** How a fee comes about. */
export const feeTable = (fee: Fee | undefined): Part[] =>
  fee ? [{ caption: "Berechnung der Gebühr in Euro", steps: stepsOf(fee) }] : [];

/** The permit with its conditions, and the fee with its calculation. */
export function permitNotice(
  facts: LetterFacts,
  { subject, details, place, from, until, conditions, reason, feeCents, fee, feeBasis }: Permit,
  arranged: EventBodies["payment.arranged.v1"] | null,
): NoticeContent {
  const table = {
    caption: "Sondernutzung",
    facts: [
      ["Nutzung", subject],
      ...details,
      ["Ort", place],
      ["Erster Tag", germanDay(from)],
      ["Letzter Tag", germanDay(until)],
    ],
  };
  return letter(facts, {
    title: "Erlaubnis zur Sondernutzung",
    parts: [
      "Wir erlauben Ihnen, die öffentliche Straße über den Gemeingebrauch hinaus zu nutzen.",
      table,
      { heading: "Nebenbestimmungen" },
      { list: conditions },
      { reason },
      { heading: "Gebühr" },
      ...feeTable(fee ?? undefined),
      { feeCents, arranged, named: "die Gebühr" },
      { legalBasis: feeBasis ? `${basis} Für die Gebühr: ${feeBasis}.` : basis },
      ...legalRemedies.blocks("permit", facts, { payable: arranged !== null }),
    ],
  });
}

/** The refusal by a person, in their own words. */
export const refusalNotice = (facts: LetterFacts, reason: string): NoticeContent =>
  letter(facts, {
    title: "Bescheid über Ihren Antrag auf eine Sondernutzung",
    parts: [
      "Ihrem Antrag können wir nicht entsprechen.",
      { reason },
      { legalBasis: "§ 18 StrWG NRW." },
      ...legalRemedies.blocks("refusal", facts),
    ],
  });
