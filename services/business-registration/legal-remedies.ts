import { readLegalRemedies } from "../../platform/casework/index.ts";
import file from "./legal-remedies.json" with { type: "json" };

/** What can be done against each kind of this service's decisions. */
export const legalRemedies = readLegalRemedies("business-registration", file, [
  "receipt",
  "fee",
  "refusal",
  "correction",
]);
