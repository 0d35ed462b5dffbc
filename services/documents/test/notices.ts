import type { NoticeContent } from "../render/notice-content.ts";

/** A notice that says nothing but what a test gives it. */
export function notice(changes: Partial<NoticeContent>): NoticeContent {
  return {
    title: "Bescheid",
    letterhead: { authority: "Stadt Gladbeck", office: "", lines: ["Willy-Brandt-Platz 2, 45964 Gladbeck"] },
    recipient: ["Erika Mustermann", "45968 Gladbeck"],
    reference: [{ label: "Vorgangsnummer", value: "HS-2026-0004711" }],
    date: "2026-11-22",
    blocks: [],
    closing: [],
    ...changes,
  };
}

const dogs = ["Rex, Deutscher Schäferhund", "Łucja, Mischling"];

/** Two pages with every kind of block. */
export const dogTaxNotice: NoticeContent = {
  title: "Bescheid über die Festsetzung der Hundesteuer",
  letterhead: {
    authority: "Stadt Gladbeck",
    office: "Amt für Finanzen und Steuern",
    lines: ["Willy-Brandt-Platz 2, 45964 Gladbeck", "Telefon 02043 99-0", "steuern@stadt-gladbeck.example"],
  },
  recipient: ["Frau", "Özlem J̌ankowská-Müller", "Horster Straße 128a", "45968 Gladbeck"],
  reference: [
    { label: "Vorgangsnummer", value: "HS-2026-0004711" },
    { label: "Kassenzeichen", value: "RF18 5390 0754 7034" },
    { label: "Datum", value: "22.11.2026" },
  ],
  date: "2026-11-22",
  blocks: [
    { kind: "paragraph", text: "Sehr geehrte Frau J̌ankowská-Müller," },
    { kind: "paragraph", text: "die Hundesteuer wird ab dem 1. November 2026 wie folgt festgesetzt:" },
    {
      kind: "table",
      caption: "Festsetzung für das Jahr 2026",
      columns: [
        { title: "Hund", align: "left" },
        { title: "Monate", align: "right" },
        { title: "Steuer", align: "right" },
      ],
      rows: dogs.map((dog) => [dog, "2", "25,00 €"]),
      total: ["Summe", "", "50,00 €"],
    },
    { kind: "heading", text: "Zahlung" },
    { kind: "paragraph", text: "Der Betrag ist einen Monat nach Bekanntgabe dieses Bescheides fällig. ".repeat(4) },
    {
      kind: "payment-code",
      text: "BCD\n002\n1\nSCT\n\nStadt Gladbeck\nDE89370400440532013000\nEUR50.00\n\nRF18539007547034\n\n",
      caption: "Diesen Code können Sie mit Ihrer Banking-App fotografieren.",
      alt: "Code für die Überweisung von 50,00 Euro an die Stadt Gladbeck",
    },
    { kind: "heading", text: "Begründung" },
    { kind: "paragraph", text: "Werden zwei Hunde gehalten, beträgt die Steuer 150,00 € je Hund und Jahr. ".repeat(9) },
    { kind: "list", items: ["Melden Sie Ihren Hund bitte ab.", "Die Steuermarke ist sichtbar zu tragen."] },
    {
      kind: "remedy",
      title: "Rechtsbehelfsbelehrung",
      text: "Gegen diesen Bescheid kann innerhalb eines Monats Widerspruch erhoben werden.\n\nEr hat keine aufschiebende Wirkung.",
    },
  ],
  closing: [
    "Mit freundlichen Grüßen",
    "",
    "Dieser Bescheid wurde maschinell erstellt und ist ohne Unterschrift gültig.",
  ],
};
