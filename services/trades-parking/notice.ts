import { germanDay, type LetterFacts, letter } from "../../platform/casework/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import { legalRemedies } from "./legal-remedies.ts";
import type { Application, Permit } from "./rules.ts";

const regionNames: Record<Application["regions"][number], string> = {
  muenster: "Münster",
  duesseldorf: "Düsseldorf",
  koeln: "Köln",
  detmold: "Detmold",
  arnsberg: "Arnsberg",
};

const where = ({ regions }: Permit): string =>
  regions.length === 5
    ? "in ganz Nordrhein-Westfalen"
    : `in den Regierungsbezirken ${regions.map((region) => regionNames[region]).join(", ")}`;

/** On what a fee by the tariff rests. */
export const feeBasis = "Gebührenordnung für Maßnahmen im Straßenverkehr";

/** The permit with its signed code, conditions and fee. */
export function permitNotice(
  facts: LetterFacts,
  permit: Permit,
  arranged: EventBodies["payment.arranged.v1"] | null,
  signedCode: string,
) {
  const { plates, from, until, feeCents } = permit;
  const validity = `${germanDay(from)} bis ${germanDay(until)}`;
  return letter(facts, {
    title: "Ausnahmegenehmigung für einen Handwerkerparkausweis",
    parts: [
      `Wir erteilen Ihnen die Ausnahmegenehmigung zum Parken für Handwerksbetriebe ${where(permit)} vom ${germanDay(from)} bis zum ${germanDay(until)}. Der Ausweis liegt als eigenes Blatt bei.`,
      {
        caption: "Ausnahmegenehmigung",
        facts: [
          ["Ausweisnummer", facts.caseNumber],
          ["Betrieb", permit.business],
          ["Gewerk", permit.trade],
          ["Kennzeichen", plates.join(" oder ")],
          ["Geltungsbereich", where(permit)],
          ["Gültig", validity],
        ],
      },
      { heading: "Nebenbestimmungen" },
      { list: [...conditions, ...permit.conditions] },
      { heading: "Gebühr" },
      { feeCents, arranged },
      {
        legalBasis: `§ 46 Abs. 1 Nr. 3, 4a, 4b und 11 StVO; ${permit.feeBasis || feeBasis}.`,
      },
      ...legalRemedies.blocks("permit", facts, { payable: arranged !== null }),
      { annex: "Handwerkerparkausweis", parts: card(facts, permit, signedCode) },
    ],
  });
}

const conditions = [
  "Der Ausweis gilt nur für das genannte Fahrzeug und nur während handwerklicher Arbeiten vor Ort.",
  "Er gilt nicht am Betriebssitz und wird sichtbar hinter der Windschutzscheibe ausgelegt.",
  "Weisungen der Polizei und der Ordnungsbehörde gehen vor.",
];

/** The page that lies behind the windscreen: what whoever checks it has to read from outside, and nothing private. */
function card({ town, caseNumber }: LetterFacts, permit: Permit, signedCode: string) {
  const { plates, business, trade, until } = permit;
  return [
    { kind: "display" as const, label: "Kennzeichen", text: plates.join(" oder ") },
    { kind: "display" as const, label: "Gültig bis", text: germanDay(until) },
    { kind: "display" as const, label: "Ausweisnummer", text: caseNumber },
    {
      caption: "Ausnahmegenehmigung zum Parken, § 46 Abs. 1 StVO",
      facts: [
        ["Ausgestellt von", town.letterhead.authority],
        ["Betrieb", `${business} (${trade})`],
        ["Geltungsbereich", where(permit)],
        ["Gültig", `${germanDay(permit.from)} bis ${germanDay(until)}`],
      ],
    },
    {
      kind: "signed-code" as const,
      text: signedCode,
      caption: "Dieser Code ist unterschrieben und lässt sich ohne Verbindung prüfen.",
      alt: `Unterschriebener Prüfcode zum Ausweis ${caseNumber}`,
    },
    { list: [...conditions, ...permit.conditions] },
  ];
}

/** The refusal by a person, in their own words. */
export const refusalNotice = (facts: LetterFacts, reason: string) =>
  letter(facts, {
    title: "Bescheid über Ihren Antrag auf einen Handwerkerparkausweis",
    parts: [
      "Ihrem Antrag können wir nicht entsprechen.",
      { reason },
      { legalBasis: "§ 46 Abs. 1 StVO." },
      ...legalRemedies.blocks("refusal", facts),
    ],
  });

/** The reminder before a permit ends. */
export function reminder(facts: LetterFacts, { plates, until }: Permit) {
  return letter(facts, {
    title: "Ihr Handwerkerparkausweis läuft ab",
    decides: false,
    parts: [
      `Ihr Handwerkerparkausweis für ${plates.join(" oder ")} gilt noch bis zum ${germanDay(until)}. Wenn Sie ihn weiter brauchen, stellen Sie bitte rechtzeitig einen neuen Antrag.`,
      ...legalRemedies.blocks("reminder", facts),
    ],
  });
}
