import {
  addDays,
  type Files,
  missingProofs,
  type Proofs,
  type Reason,
  reasonsThat,
} from "../../platform/casework/index.ts";
import { type Application, kindOf } from "./application.ts";
import { sentenceOf } from "./fee/explain.ts";
import { daysOf, feeOf, signsOn } from "./fee/fee.ts";
import type { Tariff } from "./fee/tariff.ts";

const reasons = {
  discretion: ["Die Erlaubnis steht im Ermessen der Behörde.", "StrWG NRW § 18 Abs. 1, VwVfG § 35a"],
  "begins-in-the-past": ["Der gewünschte Beginn liegt vor dem Eingang des Antrags.", "VwVfG § 43"],
  "begins-far-ahead": ["Der gewünschte Beginn liegt mehr als ein Jahr voraus.", "VwVfG § 43"],
  "short-notice": ["Der Antrag kam später als die Stadt für die Vorbereitung verlangt.", "Sondernutzungssatzung"],
  "longer-than-a-year": ["Die Nutzung soll länger als ein Jahr dauern.", "StrWG NRW § 18 Abs. 2"],
  "place-elsewhere": ["Die Postleitzahl gehört nicht zu dieser Stadt.", "VwVfG § 3"],
  "pavement-too-narrow": ["Auf dem Gehweg bleibt weniger frei, als die Stadt verlangt.", "StrWG NRW § 18 Abs. 2"],
  "signs-too-late": [
    "Die Haltverbotsschilder könnten nicht mehr rechtzeitig vor dem Beginn stehen.",
    "StVO § 45, Sondernutzungssatzung",
  ],
  "no-tariff": ["Für diesen Tag ist kein Tarif hinterlegt.", "StrWG NRW § 19a"],
  "no-rate": ["Der Tarif hat für diese Nutzung in dieser Zone keinen Satz.", "StrWG NRW § 19a"],
} as const;

const daysOfAYear = 366;

/** Why a person has to decide: always, since it is in their discretion (StrWG NRW § 18, VwVfG § 35a); and the fee. */
export function reasonsForPerson(form: Application, receivedOn: string, tariff: Tariff | undefined): Reason[] {
  const { use, place, from, until } = form;
  const fee = tariff && feeOf(form, tariff);
  const ordered = from <= until;
  const said = reasonsThat(reasons, {
    discretion: true,
    "begins-in-the-past": from < receivedOn,
    "begins-far-ahead": from > addDays(receivedOn, daysOfAYear),
    "short-notice": tariff !== undefined && from >= receivedOn && from < addDays(receivedOn, tariff.leadDays),
    "longer-than-a-year": ordered && daysOf(from, until) > daysOfAYear,
    "place-elsewhere": tariff !== undefined && !tariff.postcodes.includes(place.postcode),
    "pavement-too-narrow":
      tariff !== undefined &&
      place.surface === "pavement" &&
      (use.scaffold?.remainingCm ?? 10_000) < tariff.remainingCm,
    "signs-too-late": tariff !== undefined && kindOf(form) === "movingZone" && signsOn(from, tariff) <= receivedOn,
    "no-tariff": tariff === undefined,
    "no-rate": tariff !== undefined && ordered && !fee,
  });
  if (!fee) return said;
  return [...said, { code: "fee-proposed", sentence: sentenceOf(fee), paragraph: "StrWG NRW § 19a" }];
}

const paragraph = "VwVfG § 26 Abs. 2";
const proofs: Proofs = {
  "site-plan": ["Bitte senden Sie uns einen Lageplan mit den Maßen der Fläche.", paragraph],
  "sign-plan": ["Bitte senden Sie uns einen Verkehrszeichenplan für die gesperrte Straße.", paragraph],
  "safety-concept": ["Bitte senden Sie uns das Sicherheitskonzept der Veranstaltung.", paragraph],
  photos: ["Bitte senden Sie uns die angekündigten Fotos.", paragraph],
};

/** What the citizen has to add: the site plan always, a plan of signs for a closed road; days in their order. */
export function missingOf(form: Application, attachments: Files): Reason[] {
  const { enclosed = [], use, from, until } = form;
  const needed = ["site-plan", ...(use.event?.roadClosed ? ["sign-plan"] : [])];
  const ordered = from <= until;
  const days = {
    code: "days-out-of-order",
    sentence: "Der letzte Tag liegt vor dem ersten. Bitte nennen Sie uns den richtigen Zeitraum.",
    paragraph,
  };
  return [...missingProofs(proofs, needed, enclosed, attachments), ...(ordered ? [] : [days])];
}
