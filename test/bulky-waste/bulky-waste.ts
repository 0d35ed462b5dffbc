import {
  type CompleteFile,
  caseDefinition,
  decided,
  factsOf,
  formOf,
  type LetterFacts,
  letter,
  noticeOf,
  readLegalRemedies,
  type Town,
} from "../../platform/casework/index.ts";
import remedies from "./legal-remedies.json" with { type: "json" };

interface BulkyWaste {
  pieces: number;
}

const office = "Abfallberatung";
/** More is fetched only after somebody has looked how. */
const piecesMax = 10;

export const offers = [
  {
    key: "99999001001000",
    title: "Sperrmüllabholung",
    demandedTrustLevel: "basis" as const,
    forms: ["bulky-waste.v1"],
    account: [],
  },
];

const legalRemedies = readLegalRemedies("bulky-waste", remedies, ["date", "refusal"]);
const many = { code: "many-pieces", sentence: `Es sind mehr als ${piecesMax} Stücke.`, paragraph: "Abfallsatzung" };

/** What a letter of this service says. */
const notice = (facts: LetterFacts, decision: "date" | "refusal", ...says: string[]) =>
  letter(facts, {
    title: "Ihr Sperrmüll",
    parts: [...says, { legalBasis: "Abfallsatzung der Stadt." }, ...legalRemedies.blocks(decision, facts)],
  });

/** A service that was invented for a test: bulky waste is fetched, by rule where it is little. */
export const bulkyWaste = (towns: Map<string, Town>) =>
  caseDefinition({
    name: "bulky-waste",
    folder: import.meta.dirname,
    ...{ decision: { properties: {} }, towns, legalRemedies, office },
    judge: (file, now) => {
      const { pieces } = formOf<BulkyWaste>(file);
      return pieces > piecesMax
        ? { kind: "person", reasons: [many] }
        : { kind: "closed", ...granted(towns, file, "rule", now) };
    },
    decide: (file, { outcome, reason }, now) =>
      outcome === "grant"
        ? granted(towns, file, "person", now)
        : { refusal: (facts) => notice(facts, "refusal", "Ihren Sperrmüll können wir nicht abholen.", reason) },
  });

function granted(towns: Map<string, Town>, file: CompleteFile, decidedBy: "rule" | "person", now: Date) {
  const { pieces } = formOf<BulkyWaste>(file);
  const sentence = `Wir holen Ihren Sperrmüll ab: ${pieces} Stück. Den Termin erhalten Sie mit dem Bescheid.`;
  const closed = decided(file, { outcome: "granted", sentence, decidedBy, amountCents: null }, now);
  const content = notice(factsOf(towns, office, file, now), "date", sentence);
  return { file: closed.file, events: [...closed.events, noticeOf(file, content)] };
}
