import { refused } from "../../platform/casework/case/case-file.ts";
import { caseDefinition } from "../../platform/casework/service/case-service.ts";
import { type DecisionContract, plainDecision } from "../../platform/casework/service/decision.ts";
import { appeals } from "./appeals.ts";

/** A service that leaves everything to a person, for one reason, and refuses what they decide. */
export const leftToPerson = (name: string, decision: DecisionContract = plainDecision) =>
  caseDefinition({
    ...appeals,
    ...{ name, decision },
    judge: () => ({ kind: "person", reasons: [{ code: "looked-at", sentence: "", paragraph: "" }] }),
    decide: (file, { reason }, now) => refused(file, reason, now),
  });
