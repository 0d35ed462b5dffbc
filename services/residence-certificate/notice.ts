import {
  germanDay,
  type LetterFacts,
  letter,
  type NoticeContent,
  type Person,
  type Town,
} from "../../platform/casework/index.ts";
import { legalRemedies } from "./legal-remedies.ts";
import type { Certified } from "./rules.ts";

export const office = "Bürgeramt";

/** Only an exact match is what the register says word for word; a person certifies what they have compared with it. */
const sources = {
  rule: "Im Melderegister der % sind zu der folgenden Person diese Daten gespeichert:",
  person: "Die % bescheinigt nach Prüfung durch die Meldebehörde zu der folgenden Person diese Daten:",
};

const onApplication =
  "Die Daten, die über § 18 Abs. 1 Bundesmeldegesetz hinausgehen, sind auf Antrag der betroffenen Person aufgenommen (§ 18 Abs. 2 Bundesmeldegesetz).";

/** The certificate: name, birth date and present address (BMG § 18(1)), and what was asked for beside them (§ 18(2)). */
export function certificate(
  { letterhead }: Town,
  person: Person,
  facts: { caseNumber: string; day: string; further: readonly Certified[]; comparedBy: keyof typeof sources },
): NoticeContent {
  const { familyName, givenNames, birthDate, address } = person;
  const { street, houseNumber, supplement, postcode, city } = address;
  const line = [`${street} ${houseNumber}`, supplement].filter(Boolean).join(", ");
  const rows = [
    ["Familienname", familyName],
    ["Vornamen", givenNames],
    ["Geburtsdatum", germanDay(birthDate)],
    ["Anschrift", `${line}, ${postcode} ${city}`],
    ...facts.further.map(({ label, value }) => [label, value]),
  ];
  return {
    title: facts.further.length ? "Erweiterte Meldebescheinigung" : "Meldebescheinigung",
    letterhead: { ...letterhead, office },
    recipient: [`${givenNames} ${familyName}`, line, `${postcode} ${city}`],
    reference: [
      { label: "Vorgangsnummer", value: facts.caseNumber },
      { label: "Datum", value: germanDay(facts.day) },
    ],
    date: facts.day,
    blocks: [
      {
        kind: "paragraph",
        text: sources[facts.comparedBy].replace("%", letterhead.authority),
      },
      {
        kind: "table",
        caption: "Bescheinigte Daten",
        columns: [
          { title: "Angabe", align: "left" },
          { title: "Eintrag", align: "left" },
        ],
        rows,
      },
      ...(facts.further.length ? [{ kind: "paragraph" as const, text: onApplication }] : []),
      { kind: "paragraph", text: "Diese Bescheinigung ist gebührenfrei (§ 18 Abs. 3 Bundesmeldegesetz)." },
    ],
    closing: ["Diese Bescheinigung wurde maschinell erstellt und ist ohne Unterschrift gültig."],
  };
}

/** The refusal by a person, in their own words. */
export const refusalNotice = (facts: LetterFacts, reason: string): NoticeContent =>
  letter(facts, {
    title: "Bescheid über Ihren Antrag auf eine Meldebescheinigung",
    parts: [
      "Die beantragte Meldebescheinigung können wir Ihnen nicht ausstellen.",
      { reason },
      { legalBasis: "§ 18 Bundesmeldegesetz." },
      ...legalRemedies.blocks("refusal", facts),
    ],
  });
