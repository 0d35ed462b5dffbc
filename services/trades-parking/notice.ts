import {
  annex,
  type Block,
  euros,
  factTable,
  germanDay,
  heading,
  type LetterFacts,
  legalBasis,
  letter,
  type NoticeContent,
  paragraph,
  pleasePay,
  refusalLetter,
} from "../../platform/casework/index.ts";
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

/** The permit with its signed code, conditions and fee. */
export function permitNotice(
  facts: LetterFacts,
  permit: Permit,
  arranged: EventBodies["payment.arranged.v1"] | null,
  signedCode: string,
): NoticeContent {
  const { plates, from, until, feeCents } = permit;
  const validity = `${germanDay(from)} bis ${germanDay(until)}`;
  return {
    title: "Ausnahmegenehmigung für einen Handwerkerparkausweis",
    ...letter(facts),
    blocks: [
      paragraph(
        `Wir erteilen Ihnen die Ausnahmegenehmigung zum Parken für Handwerksbetriebe ${where(permit)} vom ${germanDay(from)} bis zum ${germanDay(until)}. Der Ausweis liegt als eigenes Blatt bei.`,
      ),
      factTable("Ausnahmegenehmigung", [
        ["Ausweisnummer", facts.caseNumber],
        ["Betrieb", permit.business],
        ["Gewerk", permit.trade],
        ["Kennzeichen", plates.join(" oder ")],
        ["Geltungsbereich", where(permit)],
        ["Gültig", validity],
      ]),
      heading("Nebenbestimmungen"),
      { kind: "list", items: [...conditions, ...permit.conditions] },
      heading("Gebühr"),
      paragraph(
        arranged
          ? `Die Gebühr beträgt ${euros(feeCents)}. ${pleasePay(facts, arranged)}`
          : "Eine Gebühr wird nicht erhoben.",
      ),
      ...legalBasis(
        `§ 46 Abs. 1 Nr. 3, 4a, 4b und 11 StVO; ${permit.feeBasis || "Gebührenordnung für Maßnahmen im Straßenverkehr"}.`,
      ),
      ...legalRemedies.blocks("permit", facts, { payable: arranged !== null }),
      ...annex("Handwerkerparkausweis", card(facts, permit, signedCode)),
    ],
  };
}

const conditions = [
  "Der Ausweis gilt nur für das genannte Fahrzeug und nur während handwerklicher Arbeiten vor Ort.",
  "Er gilt nicht am Betriebssitz und wird sichtbar hinter der Windschutzscheibe ausgelegt.",
  "Weisungen der Polizei und der Ordnungsbehörde gehen vor.",
];

/** The page that lies behind the windscreen: what whoever checks it has to read from outside, and nothing private. */
function card({ town, caseNumber }: LetterFacts, permit: Permit, signedCode: string): Block[] {
  const { plates, business, trade, until } = permit;
  return [
    { kind: "display", label: "Kennzeichen", text: plates.join(" oder ") },
    { kind: "display", label: "Gültig bis", text: germanDay(until) },
    { kind: "display", label: "Ausweisnummer", text: caseNumber },
    factTable("Ausnahmegenehmigung zum Parken, § 46 Abs. 1 StVO", [
      ["Ausgestellt von", town.letterhead.authority],
      ["Betrieb", `${business} (${trade})`],
      ["Geltungsbereich", where(permit)],
      ["Gültig", `${germanDay(permit.from)} bis ${germanDay(until)}`],
    ]),
    {
      kind: "signed-code",
      text: signedCode,
      caption: "Dieser Code ist unterschrieben und lässt sich ohne Verbindung prüfen.",
      alt: `Unterschriebener Prüfcode zum Ausweis ${caseNumber}`,
    },
    { kind: "list", items: [...conditions, ...permit.conditions] },
  ];
}

const words = {
  title: "Bescheid über Ihren Antrag auf einen Handwerkerparkausweis",
  sentence: "Ihrem Antrag können wir nicht entsprechen.",
};

/** The refusal by a person, in their own words. */
export const refusalNotice = (facts: LetterFacts, reason: string): NoticeContent =>
  refusalLetter(facts, words, reason, [...legalBasis("§ 46 Abs. 1 StVO."), ...legalRemedies.blocks("refusal", facts)]);

/** The reminder before a permit ends. */
export function reminder(facts: LetterFacts, { plates, until }: Permit): NoticeContent {
  return {
    title: "Ihr Handwerkerparkausweis läuft ab",
    ...letter(facts, "Dieses Schreiben"),
    blocks: [
      paragraph(
        `Ihr Handwerkerparkausweis für ${plates.join(" oder ")} gilt noch bis zum ${germanDay(until)}. Wenn Sie ihn weiter brauchen, stellen Sie bitte rechtzeitig einen neuen Antrag.`,
      ),
      ...legalRemedies.blocks("reminder", facts),
    ],
  };
}
