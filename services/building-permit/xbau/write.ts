import {
  documentOf,
  formatted,
  inLetters,
  type Kind,
  kinds,
  namespace,
  paragraphs,
  plain,
  type Station,
  version,
  xbauElement,
} from "./xbau.ts";

/** What every message of a procedure says at its head, and to what it belongs. */
export interface Head {
  /** UUID of this message */
  id: string;
  /** when it was made */
  at: Date;
  author: Station | null;
  reader: Station | null;
  caseNumber: string;
  /** UUID that the applicant's platform gave the application, or "" */
  reference: string;
}

/** Something that is missing or wrong, German. */
export interface Deficit {
  sentence: string;
}

export type FormalCheck =
  | { complete: true }
  /** `dueOn`: the last day for what is missing, YYYY-MM-DD */
  | { complete: false; deficits: readonly Deficit[]; dueOn: string };

/** What a permit may not be granted for as things stand, with the provision that it breaks; German. */
export interface Objection {
  provision: string;
  reason: string;
}

export interface Decision {
  granted: boolean;
  /** Auflagen (VwVfG § 36(2) No. 4), German, each one sentence or more */
  conditions: readonly string[];
  reason: string;
  remedy: string;
}

function station(name: "leser" | "autor", one: Station | null) {
  if (!one) return undefined;
  const list = { listURI: "urn:xoev-de:kosit:codeliste:verzeichnisdienst", listVersionID: one.listVersion };
  return plain(name, [
    plain("verzeichnisdienst", [plain("code", one.directory)], list),
    plain("kennung", inLetters(one.id)),
    plain("name", inLetters(one.name)),
  ]);
}

function message(kind: Kind, head: Head, content: Parameters<typeof xbauElement>[1]): Buffer {
  const identification = plain("identifikation.nachricht", [
    plain("nachrichtenUUID", head.id),
    plain("nachrichtentyp", [plain("code", kind.slice(-4))], {
      ...{ listURI: "urn:xoev-de:xbau:codeliste:xbau-nachrichten", listVersionID: "4.0" },
    }),
    plain("erstellungszeitpunkt", head.at.toISOString()),
  ]);
  const top = plain("nachrichtenkopf.g2g", [
    identification,
    station("leser", head.reader),
    station("autor", head.author),
  ]);
  const relation = xbauElement("bezug", [
    head.reference ? plain("referenz", head.reference) : undefined,
    plain("vorgang", inLetters(head.caseNumber)),
  ]);
  const attributes = {
    "xmlns:xbau": namespace,
    ...{ produkt: "Antragsbus", produkthersteller: "Antragsbus", standard: "XBau-Hochbau", version },
  };
  return documentOf(xbauElement(kind, [top, relation, ...(content as ReturnType<typeof xbauElement>[])], attributes));
}

/** 0201, the result of the formal check (BauO NRW 2018 § 71(1)). */
export function formalCheck(head: Head, result: FormalCheck): Buffer {
  if (result.complete) return message(kinds.formalCheck, head, [xbauElement("antragVollstaendig", "true")]);
  const findings = result.deficits.map(({ sentence }) => xbauElement("befund", [paragraphs("beschreibung", sentence)]));
  return message(kinds.formalCheck, head, [
    xbauElement("antragVollstaendig", "false"),
    xbauElement("befundFrist", [xbauElement("befundliste", findings), xbauElement("frist", result.dueOn)]),
  ]);
}

/** 0203, the hearing before a decision that goes against the applicant (VwVfG NRW § 28). `dueOn`: YYYY-MM-DD. */
export function hearing(head: Head, text: string, objections: readonly Objection[], dueOn: string): Buffer {
  const findings = objections.map(({ provision, reason }) =>
    xbauElement("befund", [
      xbauElement("bezeichnungRegelverstoss", inLetters(provision)),
      xbauElement("begruendung", inLetters(reason)),
    ]),
  );
  return message(kinds.hearing, head, [
    paragraphs("aufforderungZurStellungnahme", text),
    xbauElement("bescheidlage", findings),
    xbauElement("frist", dueOn),
  ]);
}

/** 0204, what the applicant says to the hearing, about all the objections that they were told. */
export const statement = (head: Head, objections: readonly Objection[], text: string): Buffer =>
  message(kinds.statement, head, [
    xbauElement("stellungnahmeBelastenderVerwaltungsakt", [
      xbauElement("bezeichnungRegelverstoss", inLetters(objections.map(({ provision }) => provision).join("; "))),
      formatted("stellungnahme", text),
    ]),
  ]);

/** Auflage, in XBau's list of kinds of ancillary provisions. */
const condition = "2";

/** 0205, the decision. */
export function decision(head: Head, { granted, conditions, reason, remedy }: Decision): Buffer {
  const list = { listURI: "urn:xoev-de:xbau:codeliste:nebenbestimmungart", listVersionID: "3.0" };
  return message(kinds.decision, head, [
    xbauElement("bescheid", [
      xbauElement("tenor", [xbauElement("istGenehmigung", String(granted))]),
      ...conditions.map((one) =>
        xbauElement("nebenbestimmung", [
          xbauElement("art", [plain("code", condition)], list),
          formatted("nebenbestimmung", one),
        ]),
      ),
      formatted("begruendung", reason),
      paragraphs("rechtshelfsbelehrung", remedy),
    ]),
  ]);
}
