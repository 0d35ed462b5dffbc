import {
  addDays,
  type CaseFile,
  type CompleteFile,
  figuresEnd,
  germanDay,
  isReview,
  type PersonalDecision,
  reviewOf,
  type Step,
  stands,
} from "../../platform/casework/index.ts";
import { Fault, type Message } from "../../platform/messaging/index.ts";
import type { Finding } from "./calculation/decision.ts";
import { amountIn, type Grant } from "./change.ts";
import { type ChangeParts, carryOut, latestOf } from "./changes.ts";

/** Asks a person when the figures end that a running grant was calculated with. */
export function onFiguresEnd(file: CaseFile, _message: Message, now: Date): Step {
  const day = germanDay(reviewOf(file)?.figuresUntil ?? "");
  const sentence = `Das Wohngeld ist über den ${day} hinaus bewilligt, bis zu dem seine Werte gelten. Sind neue Werte und Mietenstufen hinterlegt, wird mit „bewilligen“ neu gerechnet; ändert sich der Betrag, geht ein Änderungsbescheid hinaus.`;
  const review = reviewOf(file);
  const grant = file.own as Grant | null;
  // Of what has ended by then there is nothing to be calculated.
  if (review && grant && amountIn(grant, addDays(review.figuresUntil, 1)) === 0) return withoutReview(file);
  return figuresEnd(file, sentence, now);
}

/** What a grant comes to with the figures that follow; undefined for what is no review. */
export function reviewedFrom(parts: ChangeParts, file: CompleteFile): Finding | undefined {
  const { review, until } = (file.own ?? {}) as Partial<Grant>;
  if (!review || !isReview(file)) return undefined;
  return parts.find(latestOf(file, file.application), addDays(review.figuresUntil, 1), until);
}

const withoutReview = (file: CaseFile): Step => {
  const { review: _, ...grant } = file.own as Grant;
  return { file: { ...file, own: grant }, events: [] };
};

/**
 * Calculates a grant with the figures that hold after those that it was granted with. The same amount needs no notice.
 * A refusal leaves what was granted.
 * @throws Fault not-possible while there are no such figures, where they give less, and for an amount that a person named
 */
export function reviewed(parts: ChangeParts, file: CompleteFile, { outcome }: PersonalDecision, now: Date): Step {
  const { review, ...grant } = file.own as Grant;
  if (!review) throw new Fault("not-possible", "zu überprüfen ist nichts");
  if (outcome === "refuse") return stands(file, grant);
  if (grant.named)
    throw new Fault(
      "not-possible",
      "einen Betrag, den eine Person benannt hat, rechnet niemand neu: ablehnen, dann bleibt er",
    );
  const from = addDays(review.figuresUntil, 1);
  const { result, figuresUntil } = parts.find(latestOf(file, file.application), from, grant.until);
  if (!result) throw new Fault("not-possible", `für den ${germanDay(from)} sind noch keine Werte hinterlegt`);
  if (result.monthlyCents < amountIn(grant, from))
    throw new Fault(
      "not-possible",
      "die neuen Werte ergeben weniger: vorher ist anzuhören (§ 24 SGB X); mit Ablehnen bleibt, was bewilligt ist",
    );
  const goesOn: Grant = figuresUntil ? { ...grant, review: { figuresUntil, on: figuresUntil } } : grant;
  if (result.monthlyCents === amountIn(grant, from)) return stands(file, goesOn);
  const verdict = { kind: "raise", from } as const;
  return carryOut(parts, file, file, { grant: goesOn, verdict, result, figuresUntil }, "person", now);
}
