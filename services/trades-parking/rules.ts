import { addDays, euros, reasonsThat } from "../../platform/casework/index.ts";
import { Fault } from "../../platform/messaging/index.ts";
import type { FormData } from "../../types/generated/forms.ts";

export type Application = FormData["trades-parking.v1"];

/** What a town says between two days; money is whole cents. */
export interface Tariff {
  from: string;
  until?: string | null;
  baseCents: number;
  furtherCents: number;
  mostCents: number;
  validDays: number;
  remindDays: number;
  postcodes: string[];
  source: string;
}

/** A permit: both days included, YYYY-MM-DD. */
export interface Permit {
  business: string;
  trade: string;
  plates: string[];
  regions: Application["regions"];
  from: string;
  until: string;
  feeCents: number;
  /** on what a fee rests that a person named, German; "": the tariff's */
  feeBasis: string;
  /** beside those of every permit, German */
  conditions: string[];
}

/** A vehicle of up to 3.5 t, no plain car (Handwerkerparkausweis NRW). */
const massMaxKg = 3_500;

const reasons = {
  discretion: ["Die Ausnahme steht im Ermessen der Behörde.", "StVO § 46 Abs. 1, VwVfG § 35a"],
  "plain-car": ["Ein gewöhnlicher Pkw ist kein Werkstatt- oder Servicefahrzeug.", "StVO § 46 Abs. 1 Nr. 3"],
  "too-heavy": ["Das Fahrzeug hat mehr als 3,5 t zulässige Gesamtmasse.", "StVO § 46 Abs. 1 Nr. 3"],
  "seat-elsewhere": ["Der Betriebssitz liegt nicht in dieser Stadt.", "VwVfG § 3"],
  "without-muenster": ["Der Regierungsbezirk Münster ist nicht dabei.", "StVO § 46 Abs. 1 Nr. 3"],
  "begins-in-the-past": ["Der gewünschte Beginn liegt vor dem Eingang des Antrags.", "VwVfG § 43"],
  "begins-far-ahead": ["Der gewünschte Beginn liegt mehr als ein Jahr voraus.", "VwVfG § 43"],
  "no-tariff": ["Für diesen Tag ist keine Gebühr hinterlegt.", "GebOSt"],
} as const;

const paragraph = "VwVfG § 26 Abs. 2";
/** Every permit needs all of them. */
export const proofs = {
  "business-registration": ["Bitte senden Sie uns Ihre Gewerbeanmeldung.", paragraph],
  "craft-card": ["Bitte senden Sie uns die Handwerkskarte oder den Nachweis der IHK.", paragraph],
  "vehicle-registration": ["Bitte senden Sie uns die Zulassungsbescheinigung Teil I.", paragraph],
  photos: ["Bitte senden Sie uns Fotos von Kennzeichen, Beschriftung und Einbauten.", paragraph],
} as const;

/**
 * Why a person has to decide: always, since the exemption is in their discretion (StVO § 46(1), VwVfG § 35a), and what
 * else they have to look at.
 */
export function reasonsForPerson(form: Application, receivedOn: string, tariff: Tariff | undefined) {
  const { vehicle, business, regions, from } = form;
  return reasonsThat(reasons, {
    discretion: true,
    "plain-car": vehicle.kind === "car",
    "too-heavy": vehicle.massKg > massMaxKg,
    "seat-elsewhere": tariff !== undefined && !tariff.postcodes.includes(business.seatPostcode),
    "without-muenster": !regions.includes("muenster"),
    "begins-in-the-past": from < receivedOn,
    "begins-far-ahead": from > addDays(receivedOn, 366),
    "no-tariff": tariff === undefined,
  });
}

/** The fee: one Regierungsbezirk, and each further one, at most as for all of North Rhine-Westphalia. */
export function feeCents(regions: number, { baseCents, furtherCents, mostCents }: Tariff): number {
  return Math.min(mostCents, baseCents + furtherCents * (regions - 1));
}

/** How the fee comes about, German. */
export function explainFee(regions: number, tariff: Tariff) {
  const step = (name: string, cents: number) => ({ name, cents, paragraph: "StVO § 46 Abs. 1, GebOSt" });
  return [
    step("Ein Regierungsbezirk", tariff.baseCents),
    ...(regions > 1 ? [step(`Weitere Regierungsbezirke: ${regions - 1}`, tariff.furtherCents * (regions - 1))] : []),
    step(`Gebühr, höchstens ${euros(tariff.mostCents).replace("€", "Euro")}`, feeCents(regions, tariff)),
  ];
}

/** What a person says of a permit that they grant. */
export interface Granting {
  feeCents?: number;
  basis?: string;
  conditions?: string[];
  /** the last day, YYYY-MM-DD */
  until?: string;
}

/**
 * The permit that is granted: from the day asked for, not before the decision.
 * @param tariff undefined: none is known for that day, and the person has to say what it would
 * @throws Fault not-possible for what neither says, and for a last day before the first
 */
export function permitOf(form: Application, today: string, tariff: Tariff | undefined, said: Granting): Permit {
  const { business, vehicle, regions } = form;
  const from = form.from < today ? today : form.from;
  const fee = said.feeCents ?? (tariff && feeCents(regions.length, tariff));
  const until = said.until ?? (tariff && addDays(from, tariff.validDays - 1));
  if (fee === undefined || until === undefined)
    throw new Fault(
      "not-possible",
      "für diesen Tag ist keine Gebühr hinterlegt, bitte nennen: feeCents und basis, until",
    );
  if (until < from) throw new Fault("not-possible", "der letzte Tag liegt vor dem ersten: until");
  const plates = [vehicle.plate, ...(vehicle.replacementPlate ? [vehicle.replacementPlate] : [])];
  const { name, trade } = business;
  const { basis = "", conditions = [] } = said;
  return { business: name, trade, plates, regions, from, until, feeCents: fee, feeBasis: basis, conditions };
}
