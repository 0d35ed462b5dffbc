import type { Reason } from "../../platform/casework/index.ts";

const reasons = {
  "begins-later": ["Der Hund kommt erst später als in einem Monat in den Haushalt.", "Satzung"],
  "begins-long-ago": [
    "Der Hund wird seit mehr als vier Jahren gehalten; die Festsetzungsfrist ist zu prüfen.",
    "AO § 169",
  ],
  "kept-before-address": [
    "Der Hund wird länger gehalten, als die Person unter dieser Anschrift gemeldet ist; zu klären ist, ob sie aus einer anderen Gemeinde zugezogen ist und ab wann die Steuer hier beginnt.",
    "Satzung",
  ],
  "many-dogs": [
    "Im Haushalt sind bereits 50 Hunde angemeldet; zu klären ist, ob sie gewerblich oder in einem Zwinger gehalten werden.",
    "Satzung",
  ],
  "chip-known": ["Ein Hund mit dieser Chipnummer ist im Haushalt bereits angemeldet.", "KAG NRW § 12"],
  "breed-unclear": ["Es ist zu klären, ob der Hund zu einer gelisteten Rasse gehört.", "LHundG NRW § 3, § 10"],
  "listed-breed": ["Für Hunde dieser Rasse ist kein Steuersatz hinterlegt.", "LHundG NRW § 3, § 10"],
  "no-tariff": ["Für einen Teil des Zeitraums ist kein Tarif hinterlegt.", "Satzung"],
  "ends-later": ["Das Ende der Haltung liegt in der Zukunft.", "Satzung"],
  "ended-long-ago": ["Die Haltung endete vor mehr als vier Jahren; die Festsetzungsfrist ist zu prüfen.", "AO § 169"],
  "holder-died": [
    "Die Person, die den Hund gehalten hat, ist verstorben; zu klären ist, wer die Steuer schuldet und wem eine Erstattung zusteht.",
    "AO § 45",
  ],
  "ends-before-begin": ["Das Ende der Haltung liegt vor ihrem Beginn.", "Satzung"],
  "dog-unknown": ["Zu diesem Hund gibt es im Haushalt keine laufende Anmeldung.", "KAG NRW § 12"],
  "dog-ambiguous": ["Im Haushalt sind mehrere Hunde dieses Namens angemeldet.", "KAG NRW § 12"],
  "relief-decision": ["Über die Ermäßigung oder Befreiung ist anhand der Nachweise zu entscheiden.", "Satzung"],
  "relief-unknown": ["Für diesen Grund ist keine Ermäßigung oder Befreiung hinterlegt.", "Satzung"],
  "relief-granted": ["Für diesen Hund ist die Ermäßigung oder Befreiung bereits bewilligt.", "Satzung"],
  "relief-none": ["Für diesen Hund gibt es keine Ermäßigung oder Befreiung, die noch gilt.", "Satzung"],
  "relief-over": ["Der Grund fällt weg, bevor die Ermäßigung oder Befreiung beginnt.", "Satzung"],
  "tag-fee-unknown": ["Für eine Ersatzmarke ist keine Gebühr hinterlegt.", "KAG NRW § 5"],
  "tag-replaced-lately": ["Die Marke dieses Hundes wurde vor weniger als einem Monat ersetzt.", "KAG NRW § 5"],
  "mark-missing": [
    "Es ist kein Merkzeichen des Schwerbehindertenausweises angegeben (B, BL, aG, H oder GL).",
    "Satzung",
  ],
} as const satisfies Record<string, readonly [sentence: string, paragraph: string]>;

/** What the rules of the dog tax leave to a person. */
export type Code = keyof typeof reasons;

/** Says why a person has to decide, with the paragraph that it rests on. */
export const reasonFor = (code: Code): Reason => ({
  code,
  sentence: reasons[code][0],
  paragraph: reasons[code][1],
});
