import { readLegalRemedies } from "../../platform/casework/law/legal-remedies.ts";
import { readTowns } from "../../platform/casework/towns/towns.ts";

type Remedy = "objection" | "action";

/** What can be done against the decisions of a service of a test's own: one kind of remedy against all of them. */
export const appealsBy = (remedy: Remedy) => ({
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
