import type { Problem, Wording } from "../../messaging/index.ts";
import { faultSentences } from "./fault-sentences.ts";

const misfits: Record<string, string> = {
  required: "fehlt",
  additionalProperties: "hat ein Feld, das hier nicht vorgesehen ist",
  enum: "hat einen Wert, der hier nicht vorgesehen ist",
};

/** What does not fit, for a case worker: where, and in which way. */
export const problemsInGerman = (problems: readonly Problem[]): string =>
  problems.map(({ path, rule }) => `${path} ${misfits[rule] ?? "hat nicht die verlangte Form"}`.trim()).join("; ");

/** How callers of actions are told in German that their params do not fit. */
export const wording: Wording = { sentence: faultSentences["bad-request"], detail: problemsInGerman };
