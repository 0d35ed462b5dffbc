import { type Files, missingProofs, type Proofs, type Reason } from "../../platform/casework/index.ts";
import type { FormData } from "../../types/generated/forms.ts";
import type { BuildingProject, Reading, Unreadable } from "./xbau/read.ts";

export type Application = FormData["building-permit.v1"];

/** What a town charges between two days. */
export interface Tariff {
  from: string;
  until?: string | null;
  /** null: not known */
  fee: { tenthsOfPermille: number; leastCents: number } | null;
}

const formal = "BauO NRW 2018 §§ 70, 71 Abs. 1";
const documents = "BauPrüfVO NRW § 10";

/** How a building document is called in a permit. */
export const planNames: Record<NonNullable<Application["enclosed"]>[number], string> = {
  "site-plan": "Lageplan",
  drawings: "Bauzeichnungen",
  "building-description": "Baubeschreibung",
  "operating-description": "Betriebsbeschreibung",
  calculations: "Berechnungen",
  "structural-proof": "Nachweis der Standsicherheit",
  "statistics-sheet": "Statistischer Erhebungsbogen",
  photos: "Fotos",
};

const proofs: Proofs = {
  "site-plan": ["Bitte reichen Sie den Lageplan ein.", documents],
  drawings: ["Bitte reichen Sie die Bauzeichnungen ein.", documents],
  "building-description": ["Bitte reichen Sie die Baubeschreibung ein.", documents],
  "operating-description": ["Bitte reichen Sie die Betriebsbeschreibung ein.", documents],
  calculations: ["Bitte reichen Sie die Berechnungen ein.", documents],
  "structural-proof": ["Bitte reichen Sie den Nachweis der Standsicherheit ein.", documents],
  "statistics-sheet": ["Bitte reichen Sie den statistischen Erhebungsbogen ein.", documents],
  photos: ["Bitte reichen Sie die angekündigten Fotos ein.", documents],
};

const unreadable: Record<Unreadable, string> = {
  "too-large": "Die XBau-Nachricht ist größer als 150 kB. Bitte fügen Sie Pläne als eigene Dateien bei.",
  "not-utf8": "Die XBau-Nachricht ist nicht in UTF-8 geschrieben. Bitte senden Sie sie in UTF-8.",
  "document-type": "Die XBau-Nachricht enthält einen Dokumenttyp (DOCTYPE). Bitte senden Sie sie ohne einen solchen.",
  "not-well-formed": "Die XBau-Nachricht ist kein wohlgeformtes XML. Bitte senden Sie sie erneut.",
  "too-deep": "Die XBau-Nachricht ist zu tief geschachtelt. Bitte senden Sie sie erneut.",
  "other-message": "Die Nachricht ist kein Bauantrag. Bitte senden Sie die Nachricht baugenehmigung.antrag.0200.",
  "other-version":
    "Die Nachricht hat eine andere Fassung als XBau-Hochbau 2.6. Bitte senden Sie sie in dieser Fassung.",
};

/**
 * What the formal check finds by rule (BauO NRW 2018 § 71(1)): a message that cannot be read, what it leaves out, and
 * building documents that did not come. Nothing of it is a matter of judgement.
 * @param needed the documents that the law names for the procedure
 */
export function deficitsOf(
  { enclosed = [] }: Application,
  reading: Reading,
  attachments: Files,
  needed: readonly string[],
): Reason[] {
  const missing = missingProofs(proofs, needed, enclosed, attachments);
  if (!reading.ok) {
    const code = `message-${reading.problem}`;
    return [{ code, sentence: unreadable[reading.problem], paragraph: formal }, ...missing];
  }
  return [...leftOut(reading.project), ...missing];
}

function leftOut({ title, plots, hasApplicant }: BuildingProject): Reason[] {
  const found: [code: string, there: boolean, sentence: string][] = [
    ["title-missing", title !== "", "Bitte bezeichnen Sie das Bauvorhaben."],
    ["plot-missing", plots.length > 0, "Bitte nennen Sie die Anschrift des Baugrundstücks."],
    ["builder-missing", hasApplicant, "Bitte nennen Sie, wer baut (Bauherrin oder Bauherr)."],
  ];
  return found.flatMap(([code, there, sentence]) => (there ? [] : [{ code, sentence, paragraph: formal }]));
}

/** Started parts of the costs that count, euros. */
const costsStep = 500;

/**
 * The fee that a tariff names for the costs of building, in whole cents; undefined where either is not known.
 * A tenth of a per mille of 500 euros is five cents, so every step is whole cents.
 */
export function feeOf(costsEuros: number | null, tariff: Tariff | undefined): number | undefined {
  if (costsEuros === null || !tariff?.fee) return undefined;
  const { tenthsOfPermille, leastCents } = tariff.fee;
  return Math.max(leastCents, Math.ceil(costsEuros / costsStep) * 5 * tenthsOfPermille);
}
