import {
  type CompleteFile,
  caseDefinition,
  decided,
  decisionWith,
  factsOf,
  formOf,
  legalBasis,
  letter,
  noticeOf,
  type Offer,
  paragraph,
  readForms,
  readLegalRemedies,
  refusalLetter,
  refusedWith,
  type Town,
} from "../../platform/casework/index.ts";
import remedies from "./legal-remedies.json" with { type: "json" };

interface BulkyWaste {
  pieces: number;
}

const office = "Abfallberatung";
/** More is fetched only after somebody has looked how. */
const piecesMax = 10;

export const offers: Offer[] = [
  {
    key: "99999001001000",
    title: "Sperrmüllabholung",
    demandedTrustLevel: "basis",
    forms: ["bulky-waste.v1"],
    account: [],
  },
];

const legalRemedies = readLegalRemedies("bulky-waste", remedies, ["date", "refusal"]);
const basis = legalBasis("Abfallsatzung der Stadt.");
const many = {
  code: "many-pieces",
  sentence: `Es sind mehr als ${piecesMax} Stücke.`,
  paragraph: "Abfallsatzung",
};

/** A service that was invented for a test: bulky waste is fetched, by rule where it is little. */
export const bulkyWaste = (towns: Map<string, Town>) =>
  caseDefinition({
    ...{ name: "bulky-waste", forms: readForms(import.meta.dirname), towns, legalRemedies },
    decision: decisionWith({ properties: {} }),
    judge: (file, now) => {
      const { pieces } = formOf<BulkyWaste>(file);
      return pieces > piecesMax
        ? { kind: "person", reasons: [many] }
        : { kind: "closed", ...granted(towns, file, "rule", now) };
    },
    decide: (file, { outcome, reason }, now) => {
      if (outcome === "grant") return granted(towns, file, "person", now);
      const words = { title: "Ihr Sperrmüll", sentence: "Ihren Sperrmüll können wir nicht abholen." };
      const facts = factsOf(towns, office, file, now);
      const letter = refusalLetter(facts, words, reason, [...basis, ...legalRemedies.blocks("refusal", facts)]);
      return refusedWith(file, reason, letter, now);
    },
  });

function granted(towns: Map<string, Town>, file: CompleteFile, decidedBy: "rule" | "person", now: Date) {
  const { pieces } = formOf<BulkyWaste>(file);
  const sentence = `Wir holen Ihren Sperrmüll ab: ${pieces} Stück. Den Termin erhalten Sie mit dem Bescheid.`;
  const closed = decided(file, { outcome: "granted", sentence, decidedBy, amountCents: null }, now);
  const facts = factsOf(towns, office, file, now);
  const blocks = [paragraph(sentence), ...basis, ...legalRemedies.blocks("date", facts)];
  const content = { title: "Ihr Sperrmüll", ...letter(facts), blocks };
  return { file: closed.file, events: [...closed.events, noticeOf(file, content)] };
}
