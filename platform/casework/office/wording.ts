import type { Wording } from "../../messaging/index.ts";
import { faultSentences } from "./fault-sentences.ts";
import { problemsInGerman } from "./problems-german.ts";

/** How callers of actions are told in German that their params do not fit. */
export const wording: Wording = { sentence: faultSentences["bad-request"], detail: problemsInGerman };
