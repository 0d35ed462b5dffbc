import type { Answer, Content } from "../../../../sandbox/portal/answer.ts";
import { fromGerman } from "../../../../sandbox/samples/days.ts";
import type { PortalRecords } from "../../../../types/generated/portal-serviceportal-emscher-lippe.ts";

type Head = Pick<PortalRecords["Statusmeldung"], "kopf">;

const progress = {
  IN_PRUEFUNG: "in-review",
  VERZOEGERT: "delayed",
  RUECKFRAGE: "information-needed",
  ZAHLUNG: "unknown", // Without saying which: nothing that a portal could show.
  UNKNOWN: "unknown",
} as const;
const events = {
  BEZAHLT: "paid",
  TEILWEISE_BEZAHLT: "partly-paid",
  VERRECHNET: "offset",
  ZURUECKGEGEBEN: "returned",
  ERINNERT: "reminded",
  GEMAHNT: "dunned",
  SAEUMNISZUSCHLAG: "surcharged",
  GESTUNDET: "deferred",
  VOLLSTRECKUNG: "enforced",
  AUSGEZAHLT: "paid-out",
  ERSTATTET: "refunded",
  UNKNOWN: "unknown",
} as const;
const results = {
  BEWILLIGT: "granted",
  FESTGESETZT: "assessed",
  ABGELEHNT: "denied",
  ZURUECKGENOMMEN: "withdrawn",
  ABGEMELDET: "deregistered",
  UNKNOWN: "unknown",
} as const;
const methods = {
  UEBERWEISUNG: "transfer",
  LASTSCHRIFT: "direct-debit",
  GUTSCHRIFT: "credit",
  UNKNOWN: "unknown",
} as const;
const submissions = { ANTWORT: "reply", RUECKNAHME: "withdrawal", UNKNOWN: "unknown" } as const;
const outcomes = { ANGENOMMEN: "taken", ZU_SPAET: "too-late", UNKNOWN: "unknown" } as const;

function refusalOf({ code, text, abhilfe, fehler }: PortalRecords["Zurueckweisung"]) {
  return { code, fields: fehler.map(({ feld }) => feld), sentence: text, repair: abhilfe };
}

/** How each of the portal's status messages is read. */
const readers: { [Record in keyof PortalRecords]?: (body: PortalRecords[Record]) => Content } = {
  Eingangsbestaetigung: ({ eingangAm }) => ({ kind: "receipt", day: fromGerman(eingangAm) }),
  Zurueckweisung: (body) => ({ kind: "refusal", ...refusalOf(body) }),
  DatensatzZurueckweisung: ({ partition, offset, sha256, ...body }) => ({
    ...{ kind: "record-refusal", partition, offset, sha256, ...refusalOf(body) },
  }),
  Statusmeldung: ({ status, zahlung }) => {
    if (!zahlung) return { kind: "progress", state: progress[status] };
    const { stand, kassenzeichen: reference, betragCent: cents, offenCent: openCents } = zahlung;
    return { kind: "payment-standing", event: events[stand], reference, cents, openCents };
  },
  Entscheidung: ({ ergebnis, text, betragCent }) => ({
    ...{ kind: "decision", state: results[ergebnis], sentence: text, cents: betragCent },
  }),
  Zahlungsinformation: ({ zahlweise, faelligkeiten, summeCent, kassenzeichen, girocode }) => ({
    kind: "payment",
    method: methods[zahlweise],
    dues: faelligkeiten.map(({ betragCent }) => betragCent),
    totalCents: summeCent,
    reference: kassenzeichen,
    epc: girocode,
  }),
  Dokument: ({ sha256, teil, teile, inhalt }) => ({
    ...{ kind: "document", sha256, piece: teil, pieces: teile, content: inhalt },
  }),
  Quittung: ({ bezug, art, ergebnis }) => ({
    ...{ kind: "submission", submissionId: bezug, submission: submissions[art], outcome: outcomes[ergebnis] },
  }),
};

/** Reads a status message. Throws for a record that is none. */
export function readAnswer(record: string, body: unknown): Answer {
  const reader = readers[record as keyof PortalRecords] as ((body: unknown) => Content) | undefined;
  if (!reader) throw new Error(`${record} is no status message`);
  const { nachrichtId, nummer, antragsId, vorgangsnummer } = (body as Head).kopf;
  const head = { id: nachrichtId, number: nummer, applicationId: antragsId, caseNumber: vorgangsnummer ?? "" };
  return { ...head, content: reader(body) };
}
