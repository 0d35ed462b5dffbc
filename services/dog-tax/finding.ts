import type { Instead } from "../../platform/service/remedies.ts";
import { byPersonOnly } from "./relief.ts";
import type { Basis } from "./rules.ts";

/** A case worker's decision about a case of a household, as the action `service.decide` takes it. */
export interface Decision {
  caseNumber: string;
  outcome: "grant" | "refuse";
  reason: string;
  yearlyCents?: number;
  listed?: boolean;
  feeCents?: number;
  from?: string;
  until?: string;
  instead?: Instead;
}

/** What a person adds to the rules. */
export type Finding = Pick<Basis, "accepted" | "yearlyCents" | "listed" | "feeCents" | "from" | "until">;
/** @param known codes of the reasons that the person was shown */
export const foundBy = (
  { yearlyCents, listed, feeCents, from, until }: Decision,
  known: readonly string[],
): Finding => ({
  accepted: [...known, byPersonOnly],
  ...{ yearlyCents: yearlyCents ?? null, listed: listed ?? null, feeCents: feeCents ?? null },
  ...{ from: from ?? null, until: until ?? null },
});
export const byRuleAlone: Finding = {
  ...{ accepted: [], yearlyCents: null, listed: null, feeCents: null },
  ...{ from: null, until: null },
};

/** Whether the person says of a dog or a relief what the rules did not know. */
export const saysMore = ({ listed, yearlyCents, until }: Decision): boolean =>
  [listed, yearlyCents, until].some((one) => one !== undefined);
