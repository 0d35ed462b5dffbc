// How this portal fills in its records.
import { german } from "../../../../sandbox/samples/days.ts";
import type { Holder, Kit } from "../../../../sandbox/samples/kit.ts";
import { towns } from "../../../../sandbox/samples/people.ts";
import type { Expected, Outcome, Push, RecordAnswer, Scene } from "../../../../sandbox/samples/sample.ts";
import type { PortalRecords } from "../../../../types/generated/portal-serviceportal-emscher-lippe.ts";

export type Antrag = PortalRecords["Antrag"];
type Angaben = Antrag["angaben"];
type Branch<Name extends string> = Extract<Angaben, Record<`de.emscherlippe.serviceportal.${Name}`, unknown>>;
type Form<Name extends string> = Branch<Name>[keyof Branch<Name>];
export type Anmeldung = Form<"HundAnmeldung">;
export type Anlage = Antrag["anlagen"][number];

export const leistungen = {
  anmeldung: { leika: "99102013104000", bezeichnung: "Hundesteuer: Anmeldung" },
  abmeldung: { leika: "99102013070000", bezeichnung: "Hundesteuer: Abmeldung" },
  bescheinigung: { leika: "99115003012000", bezeichnung: "Meldebescheinigung" },
  /** a service that no connected town offers here */
  bauantrag: { leika: "99012035007000", bezeichnung: "Bauantrag" },
};

/** What a sample changes about an application; the rest is filled in as most people do. */
export type Changes = Partial<Omit<Antrag, "angaben" | "antragsId">>;

const empty = {
  ...({ zweiteRasse: null, geschlecht: "UNKNOWN", wurftag: null, farbe: null, schulterhoeheCm: null } as const),
  ...{ gewichtKg: null, chipnummer: null, vorbesitz: null, mandat: null },
};

/** @param seit YYYY-MM-DD */
export const anmeldung = (rufname: string, rasse: string, seit: string, more: Partial<Anmeldung> = {}): Angaben => ({
  "de.emscherlippe.serviceportal.HundAnmeldung": { ...empty, rufname, rasse, gehaltenSeit: german(seit), ...more },
});

/** @param bis YYYY-MM-DD */
export const abmeldung = (rufname: string, bis: string, more: Partial<Form<"HundAbmeldung">> = {}): Angaben => ({
  "de.emscherlippe.serviceportal.HundAbmeldung": {
    ...{ rufname, chipnummer: null, gehaltenBis: german(bis), grund: "WEGZUG", neuerHalter: null, ...more },
  },
});

export const bescheinigung = (umfang: "EINFACH" | "ERWEITERT", zweck: string | null = null): Angaben => ({
  "de.emscherlippe.serviceportal.Meldebescheinigung": { umfang, zweck },
});

function leistungOf(angaben: Angaben): Antrag["leistung"] {
  if ("de.emscherlippe.serviceportal.HundAnmeldung" in angaben) return leistungen.anmeldung;
  return "de.emscherlippe.serviceportal.HundAbmeldung" in angaben ? leistungen.abmeldung : leistungen.bescheinigung;
}

export function antrag(antragsId: string, holder: Holder, angaben: Angaben, changes: Changes = {}): Antrag {
  const { familyName, givenNames, birthDate, town, address } = holder;
  const { street, houseNumber, supplement, postcode, city } = address;
  const leistung = leistungOf(angaben);
  return {
    antragsId,
    leistung,
    kommune: { ars: towns.find((one) => one.city === town)?.municipality ?? "", name: `Stadt ${town}` },
    formularfassung: "1",
    antragsteller: {
      name: { familienname: familyName, vornamen: givenNames.split(" ") },
      geburtsdatum: german(birthDate),
      anschrift: { strasse: street, hausnummer: houseNumber, zusatz: supplement || null, plz: postcode, ort: city },
    },
    vertrauensniveau: leistung === leistungen.bescheinigung ? "HOCH" : "SUBSTANZIELL",
    angaben,
    anlagen: [],
    abgesendetAm: Date.now(),
    ...changes,
  };
}

export const anlage = (kit: Kit, dateiname: string, bytes?: number): Anlage => {
  const { name, sha256, content } = kit.file(dateiname, bytes);
  return { dateiname: name, mimetyp: "application/pdf", sha256, inhalt: content };
};

export const receipt: RecordAnswer = { kind: "receipt" };
export const refusedRecord = (code: string): RecordAnswer => ({ kind: "record-refusal", code });

/** One application's record. */
export const pushAntrag = (body: Antrag, answer: RecordAnswer = receipt, after?: Push["after"]): Push => ({
  ...{ applicationId: body.antragsId, value: { record: "Antrag", body }, answer, ...(after && { after }) },
});

export function pushAntwort(
  kit: Kit,
  antragsId: string,
  outcome: "taken" | "too-late" | "unknown",
  more: { anlagen?: Anlage[]; after?: Push["after"] } = {},
): Push {
  const antwortId = kit.id("A");
  const body: PortalRecords["Antwort"] = {
    ...{ antragsId, antwortId, text: "Die Chipnummer reiche ich nach.", anlagen: more.anlagen ?? [] },
    abgesendetAm: Date.now(),
  };
  const answer: RecordAnswer =
    outcome === "unknown"
      ? refusedRecord("unknown-application")
      : { kind: "submission", submission: "reply", submissionId: antwortId, outcome };
  return {
    applicationId: antragsId,
    value: { record: "Antwort", body },
    answer,
    ...(more.after && { after: more.after }),
  };
}

export function pushRuecknahme(
  kit: Kit,
  antragsId: string,
  outcome: "taken" | "too-late" | "unknown",
  after?: Push["after"],
): Push {
  const ruecknahmeId = kit.id("R");
  const body: PortalRecords["Ruecknahme"] = {
    ...{ antragsId, ruecknahmeId, begruendung: outcome === "taken" ? "Der Hund zieht doch nicht ein." : null },
    abgesendetAm: Date.now(),
  };
  const answer: RecordAnswer =
    outcome === "unknown"
      ? refusedRecord("unknown-application")
      : { kind: "submission", submission: "withdrawal", submissionId: ruecknahmeId, outcome };
  return { applicationId: antragsId, value: { record: "Ruecknahme", body }, answer, ...(after && { after }) };
}

export const dogTax = (applicationId: string, outcome: Outcome): Expected => ({
  ...{ applicationId, service: "dog-tax", ...outcome },
});
export const certificate = (applicationId: string, outcome: Outcome): Expected => ({
  ...{ applicationId, service: "residence-certificate", ...outcome },
});

/** A sample of one application for one dog. */
export function oneDog(kit: Kit, holder: Holder, angaben: Angaben, outcome: Outcome): Scene {
  const body = antrag(kit.id(), holder, angaben);
  return { pushes: [pushAntrag(body)], applications: [dogTax(body.antragsId, outcome)] };
}

/** The same record a second time. */
export const again = (push: Push): Push => ({ ...push, answer: { kind: "again" } });
