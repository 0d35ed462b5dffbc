import { germanDay, type LetterFacts, letter, type NoticeContent, type Part } from "../../platform/casework/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import { type Application, activityOf, eventDay, type FormName } from "./application.ts";
import { legalRemedies } from "./legal-remedies.ts";

const words: Record<FormName, { title: string; sentence: string; day: string }> = {
  GewA1: {
    title: "Gewerbeschein: Bescheinigung über Ihre Gewerbeanmeldung",
    sentence: "Wir bescheinigen Ihnen, dass wir Ihre Gewerbeanmeldung empfangen haben.",
    day: "Beginn",
  },
  GewA2: {
    title: "Bescheinigung über Ihre Gewerbeummeldung",
    sentence: "Wir bescheinigen Ihnen, dass wir Ihre Gewerbeummeldung empfangen haben.",
    day: "Änderung",
  },
  GewA3: {
    title: "Bescheinigung über Ihre Gewerbeabmeldung",
    sentence: "Wir bescheinigen Ihnen, dass wir Ihre Gewerbeabmeldung empfangen haben.",
    day: "Aufgabe",
  },
};

/** On what the fee rests. */
export const feeBasis = "§ 2 GebG NRW mit der Allgemeinen Verwaltungsgebührenordnung NRW";

type Arranged = EventBodies["payment.arranged.v1"];

/** What somebody has given notice of. */
interface Declared {
  application: Application;
  /** YYYY-MM-DD */
  receivedOn: string;
}

interface Fee {
  /** null: there is none to be paid */
  arranged: Arranged | null;
  /** on what a fee rests that a person named, German; "": the tariff's */
  basis: string;
}

/** The receipt (GewO § 15(1)), with the fee where there is one. */
export function receiptNotice(
  facts: LetterFacts,
  { application, receivedOn }: Declared,
  { arranged, basis }: Fee,
): NoticeContent {
  const { name, form } = application;
  const { title, sentence, day } = words[name];
  const { street, houseNumber, postcode, city } = form.premises;
  const activity = activityOf(application);
  const rows = [
    ["Name", form.registeredName?.name ?? `${form.givenNames} ${form.familyName}`],
    ...(form.businessName ? [["Geschäftsbezeichnung", form.businessName]] : []),
    ["Betriebsstätte", `${street} ${houseNumber}, ${postcode} ${city}`],
    ...(activity ? [["Tätigkeit", activity]] : []),
    [day, germanDay(eventDay(application))],
    ["Eingang der Anzeige", germanDay(receivedOn)],
  ];
  const table = { caption: "Angaben der Anzeige", facts: rows };
  return letter(facts, {
    title,
    decides: arranged !== null,
    parts: [
      sentence,
      table,
      "Diese Bescheinigung ersetzt keine Erlaubnis und keine Eintragung, die Sie für die Tätigkeit brauchen.",
      ...feeParts(arranged),
      {
        legalBasis: `§ 14 Abs. 1, § 15 Abs. 1 GewO; Gewerbeanzeigeverordnung${arranged || basis ? `; für die Gebühr ${basis || feeBasis}` : ""}.`,
      },
      ...legalRemedies.blocks(arranged ? "fee" : "receipt", facts, { payable: true }),
    ],
  });
}

const feeParts = (arranged: Arranged | null): Part[] =>
  arranged ? [{ heading: "Gebühr" }, { feeCents: arranged.totalCents, arranged }] : ["Eine Gebühr fällt nicht an."];

/** The refusal by a person, in their own words. */
export const refusalNotice = (facts: LetterFacts, reason: string): NoticeContent =>
  letter(facts, {
    title: "Bescheid über Ihre Gewerbeanzeige",
    parts: [
      "Eine Empfangsbescheinigung können wir Ihnen nicht ausstellen.",
      { reason },
      { legalBasis: "§§ 14, 15 GewO." },
      ...legalRemedies.blocks("refusal", facts),
    ],
  });
