import { germanDay } from "../../../platform/casework/index.ts";
import type { PortalRecords } from "../../../types/generated/portal-serviceportal-emscher-lippe.ts";
import type { Head, OutRecord, PortalNotification, Problem } from "../common/portal.ts";
import { make } from "./records.ts";

const results = {
  granted: "BEWILLIGT",
  assessed: "FESTGESETZT",
  refused: "ABGELEHNT",
  withdrawn: "ZURUECKGENOMMEN",
  deregistered: "ABGEMELDET",
  UNKNOWN: "UNKNOWN",
} as const;
const methods = {
  transfer: "UEBERWEISUNG",
  direct_debit: "LASTSCHRIFT",
  credit: "GUTSCHRIFT",
  UNKNOWN: "UNKNOWN",
} as const;

const standings = {
  paid: "BEZAHLT",
  partly_paid: "TEILWEISE_BEZAHLT",
  offset: "VERRECHNET",
  returned: "ZURUECKGEGEBEN",
  reminded: "ERINNERT",
  dunned: "GEMAHNT",
  surcharged: "SAEUMNISZUSCHLAG",
  deferred: "GESTUNDET",
  handed_over: "VOLLSTRECKUNG",
  paid_out: "AUSGEZAHLT",
  refunded: "ERSTATTET",
  UNKNOWN: "UNKNOWN",
} as const;

const submissionArt = { reply: "ANTWORT", withdrawal: "RUECKNAHME", UNKNOWN: "UNKNOWN" } as const;
const submissionErgebnis = { taken: "ANGENOMMEN", too_late: "ZU_SPAET", UNKNOWN: "UNKNOWN" } as const;

const fehlerOf = (problems: Problem[]) =>
  problems.map(({ path, rule, expected }) => ({ feld: path, regel: rule, erwartet: expected }));

type Refusal = Extract<PortalNotification, { kind: "refused" | "record-refused" }>;

/** What the refusal of an application and that of a record have in common. */
const refusalOf = ({ code, sentence: text, repair: abhilfe, problems }: Refusal) => {
  return { code, text, abhilfe, fehler: fehlerOf(problems) };
};

type Status = Extract<PortalNotification, { kind: "progress" | "question" | "payment-standing" }>;

/** What a Statusmeldung says beside its head. */
function statusOf(it: Status): Omit<PortalRecords["Statusmeldung"], "kopf"> {
  switch (it.kind) {
    case "progress": {
      const status = it.state === "delayed" ? "VERZOEGERT" : "IN_PRUEFUNG";
      return { status, text: it.sentence, fehlend: [], antwortBis: "", zahlung: null };
    }
    case "question": {
      const fehlend = it.items.map(({ code, sentence: text }) => ({ code, text }));
      return { status: "RUECKFRAGE", text: it.sentence, fehlend, antwortBis: germanDay(it.dueOn), zahlung: null };
    }
    case "payment-standing": {
      const { reference: kassenzeichen, cents: betragCent, openCents: offenCent, sentence: text } = it;
      const zahlung = { kassenzeichen, stand: standings[it.change], betragCent, offenCent, am: germanDay(it.on) };
      return { status: "ZAHLUNG", text, fehlend: [], antwortBis: "", zahlung };
    }
  }
}

/** Writes a notification as one of the portal's records. */
export function write({ id, number, applicationId, caseNumber, at }: Head, it: PortalNotification): OutRecord {
  const zeitpunkt = Date.parse(at);
  const kopf = {
    nachrichtId: id,
    nummer: number,
    antragsId: applicationId,
    vorgangsnummer: caseNumber || null,
    zeitpunkt,
  };
  switch (it.kind) {
    case "received":
      return make("Eingangsbestaetigung", { kopf, eingangAm: germanDay(it.receivedOn), kommuneArs: it.municipality });
    case "refused":
      return make("Zurueckweisung", { kopf, ...refusalOf(it) });
    case "record-refused": {
      const { partition, offset, sha256 } = it;
      return make("DatensatzZurueckweisung", { kopf, ...refusalOf(it), partition, offset, sha256 });
    }
    case "progress":
    case "question":
    case "payment-standing":
      return make("Statusmeldung", { kopf, ...statusOf(it) });
    case "decided": {
      const entschiedenAm = germanDay(it.decidedOn);
      return make("Entscheidung", {
        kopf,
        ergebnis: results[it.outcome],
        text: it.sentence,
        entschiedenAm,
        betragCent: it.amountCents,
      });
    }
    case "payment":
      return make("Zahlungsinformation", {
        kopf,
        kassenzeichen: it.reference,
        zahlweise: methods[it.method],
        faelligkeiten: it.claims.map(({ cents, dueOn, label }) => ({
          betragCent: cents,
          faelligAm: germanDay(dueOn),
          bezeichnung: label,
        })),
        summeCent: it.totalCents,
        empfaenger: it.payeeName,
        empfaengerIban: it.payeeIban,
        girocode: it.epcCode,
        hinweis: it.note ?? "",
      });
    case "document": {
      const {
        title: titel,
        name: dateiname,
        mediaType: mimetyp,
        sha256,
        piece: teil,
        pieces: teile,
        content: inhalt,
      } = it;
      return make("Dokument", { kopf, titel, dateiname, mimetyp, sha256, teil, teile, inhalt });
    }
    case "answered": {
      const [art, ergebnis] = [submissionArt[it.submission], submissionErgebnis[it.outcome]];
      return make("Quittung", { kopf, bezug: it.submissionId, art, ergebnis, text: it.sentence });
    }
  }
}
