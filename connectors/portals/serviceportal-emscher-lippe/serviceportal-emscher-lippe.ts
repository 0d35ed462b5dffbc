import { join } from "node:path";
import { readPortalForms } from "../../../platform/casework/index.ts";
import type { PortalRecords } from "../../../types/generated/portal-serviceportal-emscher-lippe.ts";
import { requiredName } from "../common/names.ts";
import type { PortalForms } from "../common/portal.ts";
import { type InlineFile, type Portal, type Pushed, UnknownFormError, UnmappableError } from "../common/portal.ts";
import { filledIn, germanDays } from "../common/reading/days.ts";
import { dataOf } from "../common/reading/form-fields.ts";
import { contract, name, reader } from "./records.ts";
import { write } from "./write.ts";

type Antrag = PortalRecords["Antrag"];
type FormularAntrag = PortalRecords["FormularAntrag"];
type Anlagen = Antrag["anlagen"];
type Angaben = Antrag["angaben"];

const namespace = "de.emscherlippe.serviceportal";

const trustLevels = { BASIS: "basis", SUBSTANZIELL: "substantiell", HOCH: "hoch" } as const;
const endings = { WEGZUG: "moved_away", TOD: "died", ABGABE: "given_away", TOD_DES_HALTERS: "holder_died" } as const;

/** The counterpart of a code. Throws UnmappableError for one that has none. */
function mapped<T>(table: Record<string, T>, code: string, path: string): T {
  const found = Object.hasOwn(table, code) ? table[code] : undefined;
  if (found === undefined) throw new UnmappableError("unknown-code", path);
  return found;
}

const day = (text: string | null, path: string) => (text === null ? null : germanDays.day(text, path));

/** The form's name and its data, by which record the portal put in. */
function formOf(angaben: Angaben, fassung: string): { form: string; data: Record<string, unknown> } {
  if (`${namespace}.HundAnmeldung` in angaben) {
    const it = angaben[`${namespace}.HundAnmeldung`];
    const sex = it.geschlecht === "UNKNOWN" ? null : it.geschlecht === "HUENDIN" ? "female" : "male";
    const dog = filledIn({
      name: it.rufname,
      breed: it.rasse,
      secondBreed: it.zweiteRasse,
      sex,
      birthDate: day(it.wurftag, "/angaben/wurftag"),
      colour: it.farbe,
      heightCm: it.schulterhoeheCm,
      weightKg: it.gewichtKg,
      chipNumber: it.chipnummer,
    });
    const mandate = it.mandat && {
      iban: it.mandat.iban.replace(/\s/gu, ""),
      holder: it.mandat.kontoinhaber,
      signedOn: day(it.mandat.unterschriebenAm, "/angaben/mandat/unterschriebenAm"),
    };
    const keptSince = day(it.gehaltenSeit, "/angaben/gehaltenSeit");
    const data = filledIn({ dog, keptSince, previousHolder: it.vorbesitz, mandate });
    return { form: `dog-tax-registration.v${fassung}`, data };
  }
  if (`${namespace}.HundAbmeldung` in angaben) {
    const it = angaben[`${namespace}.HundAbmeldung`];
    const data = filledIn({
      dog: filledIn({ name: it.rufname, chipNumber: it.chipnummer }),
      endedOn: day(it.gehaltenBis, "/angaben/gehaltenBis"),
      reason: mapped(endings, it.grund, "/angaben/grund"),
      newHolder: it.neuerHalter,
    });
    return { form: `dog-tax-deregistration.v${fassung}`, data };
  }
  const it = angaben[`${namespace}.Meldebescheinigung`];
  const scope = mapped({ EINFACH: "simple", ERWEITERT: "extended" }, it.umfang, "/angaben/umfang");
  return { form: `residence-certificate.v${fassung}`, data: filledIn({ scope, purpose: it.zweck }) };
}

const filesOf = (anlagen: Anlagen): InlineFile[] =>
  anlagen.map(({ dateiname, mimetyp, sha256, inhalt }) => ({
    name: dateiname,
    mediaType: mimetyp,
    sha256,
    content: inhalt,
  }));

function readFormularAntrag(it: FormularAntrag, forms: PortalForms): Pushed {
  const form = forms.get(it.formular);
  if (!form) throw new UnknownFormError("/formular");
  if (form.serviceKey && form.serviceKey !== it.leistung.leika)
    throw new UnmappableError("unknown-code", "/leistung/leika");
  const given = it.felder.map(({ feld: id, wert: value }) => ({ id, value }));
  const data = dataOf(form, given, "/felder", germanDays);
  return { ...applicationOf(it), form: `${form.form}.v${it.formularfassung}`, data };
}

/** What every application says, whatever its form. */
function applicationOf(it: Antrag | FormularAntrag) {
  const { name, geburtsdatum, anschrift } = it.antragsteller;
  const { strasse, hausnummer, zusatz, plz, ort } = anschrift;
  return {
    kind: "application" as const,
    applicationId: it.antragsId,
    municipality: it.kommune.ars,
    serviceKey: it.leistung.leika,
    applicant: {
      familyName: requiredName(name.familienname, "/antragsteller/name/familienname"),
      givenNames: name.vornamen.join(" "),
      birthDate: germanDays.birthDate(geburtsdatum, "/antragsteller/geburtsdatum"),
      address: { street: strasse, houseNumber: hausnummer, supplement: zusatz ?? "", postcode: plz, city: ort },
    },
    trustLevel: mapped(trustLevels, it.vertrauensniveau, "/vertrauensniveau"),
    files: filesOf(it.anlagen),
  };
}

const { pushes, read } = reader<Pushed>({
  Antrag: (it) => ({ ...applicationOf(it), ...formOf(it.angaben, it.formularfassung) }),
  FormularAntrag: readFormularAntrag,
  Antwort: ({ antragsId, antwortId, text, anlagen }) => ({
    kind: "reply",
    applicationId: antragsId,
    submissionId: antwortId,
    text,
    files: filesOf(anlagen),
  }),
  Ruecknahme: ({ antragsId, ruecknahmeId, begruendung }) => ({
    kind: "withdrawal",
    applicationId: antragsId,
    submissionId: ruecknahmeId,
    text: begruendung ?? "",
    files: [],
  }),
});

/** How the Serviceportal Emscher-Lippe speaks: German names, nested persons, days as TT.MM.JJJJ, typed form data. */
export const serviceportalEmscherLippe: Portal = {
  name,
  trustCap: "hoch",
  texts: {
    fields: { list: "felder", name: "feld", value: "wert" },
    lines: ["text", "begruendung"],
    files: "anlagen",
    formOf: (body, forms) => ("formular" in body ? forms.get(String(body.formular)) : undefined),
  },
  forms: readPortalForms(join(import.meta.dirname, "forms")),
  pushes,
  receives: [
    contract("Eingangsbestaetigung"),
    contract("Zurueckweisung"),
    contract("DatensatzZurueckweisung"),
    contract("Statusmeldung"),
    contract("Entscheidung"),
    contract("Zahlungsinformation"),
    contract("Dokument"),
    contract("Quittung"),
  ],
  read,
  write,
};
