import { serviceportalEmscherLippe as portal } from "../../../connectors/portals/serviceportal-emscher-lippe/serviceportal-emscher-lippe.ts";
import { type Application, applications, head, tellings } from "./canonical.ts";
import { connectorContract, type PortalRecord, type PortalSamples } from "./connector-contract.ts";

const namespace = "de.emscherlippe.serviceportal";
const german = (day = "") => day.split("-").reverse().join(".");
const orNull = (value: unknown) => value ?? null;

type Data = Record<string, string> & { dog: Record<string, unknown>; mandate?: Record<string, string> };

function angaben({ form, data }: Application): Record<string, unknown> {
  const { dog, mandate, ...it } = data as Data;
  if (form.startsWith("residence"))
    return {
      [`${namespace}.Meldebescheinigung`]: {
        umfang: it.scope === "simple" ? "EINFACH" : "ERWEITERT",
        zweck: orNull(it.purpose),
      },
    };
  if (form.startsWith("dog-tax-dereg"))
    return {
      [`${namespace}.HundAbmeldung`]: {
        rufname: dog.name,
        chipnummer: orNull(dog.chipNumber),
        gehaltenBis: german(it.endedOn),
        grund: { moved_away: "WEGZUG", died: "TOD", given_away: "ABGABE" }[it.reason ?? ""],
        neuerHalter: orNull(it.newHolder),
      },
    };
  return {
    [`${namespace}.HundAnmeldung`]: {
      rufname: dog.name,
      rasse: dog.breed,
      zweiteRasse: orNull(dog.secondBreed),
      geschlecht: dog.sex === "female" ? "HUENDIN" : dog.sex === "male" ? "RUEDE" : "UNKNOWN",
      wurftag: dog.birthDate ? german(dog.birthDate as string) : null,
      farbe: orNull(dog.colour),
      schulterhoeheCm: orNull(dog.heightCm),
      gewichtKg: orNull(dog.weightKg),
      chipnummer: orNull(dog.chipNumber),
      gehaltenSeit: german(it.keptSince),
      vorbesitz: orNull(it.previousHolder),
      mandat: mandate
        ? {
            iban: mandate.iban?.replace(/(.{4})/g, "$1 ").trim(),
            kontoinhaber: mandate.holder,
            unterschriebenAm: german(mandate.signedOn),
          }
        : null,
    },
  };
}

const anlagen = (files: Application["files"]) =>
  files.map(({ name, mediaType, sha256, content }) => ({
    dateiname: name,
    mimetyp: mediaType,
    sha256,
    inhalt: content,
  }));
const abgesendetAm = Date.parse("2026-11-22T10:00:00Z");

function antrag(it: Application): PortalRecord {
  const { street, houseNumber, supplement, postcode, city } = it.applicant.address;
  const body = {
    antragsId: it.applicationId,
    leistung: { leika: it.serviceKey, bezeichnung: "Hundesteuer" },
    kommune: { ars: it.municipality, name: city },
    formularfassung: it.form.split(".v")[1],
    antragsteller: {
      name: { familienname: it.applicant.familyName, vornamen: it.applicant.givenNames.split(" ") },
      geburtsdatum: german(it.applicant.birthDate),
      anschrift: { strasse: street, hausnummer: houseNumber, zusatz: supplement || null, plz: postcode, ort: city },
    },
    vertrauensniveau: { basis: "BASIS", substantiell: "SUBSTANZIELL", hoch: "HOCH" }[it.trustLevel],
    angaben: angaben(it),
    anlagen: anlagen(it.files),
    abgesendetAm,
  };
  return { record: "Antrag", body };
}

/** The sample of a name with one value changed, somewhere in it. */
function changed(what: string, path: string, value: unknown): PortalRecord {
  const { record, body } = antrag(applications[what] as Application);
  const steps = path.split("/");
  let at = body as Record<string, unknown>;
  for (const step of steps.slice(0, -1)) at = at[step] as Record<string, unknown>;
  at[steps.at(-1) ?? ""] = value;
  return { record, body };
}

const full = "a dog with everything that the form asks";
const registration = `angaben/${namespace}.HundAnmeldung`;
const kopf = {
  nachrichtId: head.id,
  nummer: head.number,
  antragsId: head.applicationId,
  vorgangsnummer: head.caseNumber,
  zeitpunkt: Date.parse(head.at),
};
const refused = {
  code: "form-mismatch",
  text: "Passt nicht.",
  abhilfe: "Berichtigen.",
  fehler: [{ feld: "/dog/breed", regel: "required", erwartet: "must be there" }],
};

const samples: PortalSamples = {
  application: antrag,
  submission: ({ kind, applicationId, submissionId, text, files }) =>
    kind === "reply"
      ? {
          record: "Antwort",
          body: { antragsId: applicationId, antwortId: submissionId, text, anlagen: anlagen(files), abgesendetAm },
        }
      : {
          record: "Ruecknahme",
          body: { antragsId: applicationId, ruecknahmeId: submissionId, begruendung: text || null, abgesendetAm },
        },
  unmappable: {
    "a day that there is not": ["/angaben/gehaltenSeit", changed(full, `${registration}/gehaltenSeit`, "30.02.2026")],
    "a day of another age": ["/angaben/gehaltenSeit", changed(full, `${registration}/gehaltenSeit`, "31.12.1899")],
    "29 February of a common year": [
      "/antragsteller/geburtsdatum",
      changed(full, "antragsteller/geburtsdatum", "29.02.2026"),
    ],
    "a day in another form": ["/angaben/gehaltenSeit", changed(full, `${registration}/gehaltenSeit`, "2026-11-02")],
    "a day with a space": ["/angaben/wurftag", changed(full, `${registration}/wurftag`, "02.11.2026 ")],
    "a mandate without its day": [
      "/angaben/mandat/unterschriebenAm",
      changed(full, `${registration}/mandat/unterschriebenAm`, ""),
    ],
    "an unknown trust level": ["/vertrauensniveau", changed(full, "vertrauensniveau", "UNKNOWN")],
    "an unknown reason": [
      "/angaben/grund",
      changed("a dog that died", `angaben/${namespace}.HundAbmeldung/grund`, "UNKNOWN"),
    ],
    "an unknown kind of certificate": [
      "/angaben/umfang",
      changed("a certificate", `angaben/${namespace}.Meldebescheinigung/umfang`, "UNKNOWN"),
    ],
  },
  told: {
    received: { record: "Eingangsbestaetigung", body: { kopf, eingangAm: "22.11.2026", kommuneArs: "055620014014" } },
    refused: { record: "Zurueckweisung", body: { kopf, ...refused } },
    "record-refused": {
      record: "DatensatzZurueckweisung",
      body: { kopf, ...refused, partition: 2, offset: "9007199254740993", sha256: "a".repeat(64) },
    },
    progress: {
      record: "Statusmeldung",
      body: {
        kopf,
        status: "IN_PRUEFUNG",
        text: "Eine Person sieht nach.",
        fehlend: [],
        antwortBis: "",
        zahlung: null,
      },
    },
    question: {
      record: "Statusmeldung",
      body: {
        ...{ kopf, status: "RUECKFRAGE", text: "Es fehlt noch etwas.", antwortBis: "14.12.2026", zahlung: null },
        fehlend: [{ code: "proof-missing", text: "Bitte senden Sie uns die Gewerbeanmeldung." }],
      },
    },
    decided: {
      record: "Entscheidung",
      body: {
        kopf,
        ergebnis: "FESTGESETZT",
        text: "Es sind 22,00 € zu zahlen.",
        entschiedenAm: "22.11.2026",
        betragCent: 22_00,
      },
    },
    payment: {
      record: "Zahlungsinformation",
      body: {
        kopf,
        kassenzeichen: "RF18539007547034",
        zahlweise: "UEBERWEISUNG",
        faelligkeiten: [{ betragCent: 22_00, faelligAm: "22.12.2026", bezeichnung: "Hundesteuer 2026, 4. Rate" }],
        summeCent: 22_00,
        empfaenger: "Stadtkasse Gladbeck (erfunden)",
        empfaengerIban: "DE46000000000000000014",
        girocode: "BCD\n002",
        hinweis: "Ihr Mandat können wir nicht verwenden.",
      },
    },
    "payment-standing": {
      record: "Statusmeldung",
      body: {
        ...{ kopf, status: "ZAHLUNG", text: "Ihre Zahlung ist eingegangen.", fehlend: [], antwortBis: "" },
        zahlung: {
          ...{ kassenzeichen: "RF18539007547034", stand: "TEILWEISE_BEZAHLT", am: "23.12.2026" },
          ...{ betragCent: 11_00, offenCent: 22_00 },
        },
      },
    },
    document: {
      record: "Dokument",
      body: {
        kopf,
        titel: "Bescheid",
        dateiname: "bescheid.pdf",
        mimetyp: "application/pdf",
        sha256: "b".repeat(64),
        teil: 1,
        teile: 2,
        inhalt: tellings.document.content,
      },
    },
    answered: {
      record: "Quittung",
      body: { kopf, bezug: "R-1", art: "ANTWORT", ergebnis: "ANGENOMMEN", text: "Zum Vorgang genommen." },
    },
  },
};

connectorContract(portal, samples);
