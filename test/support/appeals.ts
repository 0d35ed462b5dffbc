import { readLegalRemedies } from "../../platform/casework/law/legal-remedies.ts";
import { readTowns } from "../../platform/casework/towns/towns.ts";

type Remedy = "objection" | "action";

/** A service of a test's own that takes no form; one kind of remedy is against all its decisions. */
export const appealsBy = (remedy: Remedy) => ({
  folder: import.meta.dirname,
  towns: readTowns(),
  legalRemedies: readLegalRemedies(
    "a test's service",
    {
      procedure: "general",
      remedies: [{ decisions: ["decision"], from: "2016-01-01", until: null, remedy, source: "invented for a test" }],
    },
    ["decision"],
  ),
});

export const appeals = appealsBy("objection");
