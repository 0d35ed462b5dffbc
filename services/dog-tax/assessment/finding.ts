import {
  correctsDecision,
  decisionWith,
  type PersonalDecision,
  type Reason,
} from "../../../platform/casework/index.ts";
import type { DecisionFacts } from "../../../types/generated/decisions.ts";
import { type DecidableCase, type Purpose, purposeOf } from "../cases.ts";
import decisionSchema from "../decision.schema.json" with { type: "json" };
import { byPersonOnly } from "./relief.ts";
import type { Basis } from "./rules.ts";

/** What a case worker may say of a decision. */
export const decision = decisionWith<DecisionFacts["dog-tax"]>(decisionSchema);
export type Decision = PersonalDecision & DecisionFacts["dog-tax"];
type DecisionOption = keyof DecisionFacts["dog-tax"];

/** What a person adds to the rules. */
export type Finding = Pick<Basis, "accepted" | "yearlyCents" | "rateBasis" | "listed" | "feeCents" | "from" | "until">;
/** @param known codes of the reasons that the person was shown */
export const findingOf = (
  { yearlyCents, basis, listed, feeCents, from, until }: Decision,
  known: readonly string[],
): Finding => ({
  accepted: [...known, byPersonOnly],
  ...{ yearlyCents: yearlyCents ?? null, rateBasis: basis ?? "", listed: listed ?? null, feeCents: feeCents ?? null },
  ...{ from: from ?? null, until: until ?? null },
});
export const byRuleAlone: Finding = {
  ...{ accepted: [], yearlyCents: null, rateBasis: "", listed: null, feeCents: null },
  ...{ from: null, until: null },
};

/** Whether the person says of a dog or a relief what the rules did not know. */
export const namesFigures = ({ listed, yearlyCents, until }: Decision): boolean =>
  [listed, yearlyCents, until].some((one) => one !== undefined);

/** What a person may say of a decision that grants, by what was applied for. */
const options: Record<Purpose, readonly DecisionOption[]> = {
  registration: ["yearlyCents", "basis", "listed", "from"],
  deregistration: [],
  relief: ["until"],
  "relief-end": [],
  tag: ["feeCents", "basis"],
};

/** What a person may say to a reason that they cannot overrule without it. */
const answers: Record<string, readonly DecisionOption[]> = {
  "listed-breed": ["yearlyCents", "basis"],
  "no-tariff": ["yearlyCents", "basis"],
  "tag-fee-unknown": ["feeCents", "basis"],
  "breed-unclear": ["listed"],
  "relief-over": ["until"],
};

/** What keeps a case from being granted although a person said so, and what they can name for it. */
export function stillOpen(purpose: Purpose, reasons: readonly Reason[]): string {
  return reasons
    .map(({ code, sentence }) => {
      const named = (answers[code] ?? []).filter((one) => options[purpose].includes(one));
      return named.length ? `${sentence} Bitte nennen: ${named.join(" und ")}.` : sentence;
    })
    .join(" ");
}

/** The same of a decision that corrects one. */
const correcting: Record<Purpose, readonly DecisionOption[]> = {
  ...{
    registration: ["yearlyCents", "basis", "listed"],
    deregistration: [],
    relief: ["until"],
    "relief-end": [],
    tag: [],
  },
};

/** What the service uses of what a person says when they grant a case. */
export const usedFor = (file: DecidableCase): readonly DecisionOption[] =>
  (correctsDecision(file) ? correcting : options)[purposeOf(file)];
