import {
  addDays,
  type CaseFile,
  type CompleteFile,
  figuresEnd,
  germanDay,
  isReview,
  type PersonalDecision,
  type Step,
  stands,
} from "../../platform/casework/index.ts";
import { Fault, type Message } from "../../platform/messaging/index.ts";
import type { Finding } from "./calculation/decision.ts";
import { amountIn, type Grant, grantOf, type HousingData } from "./change.ts";
import { type ChangeParts, carryOut, latestOf } from "./changes.ts";

/** Asks a person when the figures end that a running grant was calculated with. */
export function onFiguresEnd(file: CaseFile<HousingData>, _message: Message, now: Date): Step<HousingData> {
  const day = germanDay(file.data?.review?.figuresUntil ?? "");
  const sentence = `Das Wohngeld ist über den ${day} hinaus bewilligt, bis zu dem seine Werte gelten. Sind neue Werte und Mietenstufen hinterlegt, wird mit „bewilligen“ neu gerechnet; ändert sich der Betrag, geht ein Änderungsbescheid hinaus.`;
  const grant = grantOf(file);
  const review = grant?.review;
  // Of what has ended by then there is nothing to be calculated.
  if (review && grant && amountIn(grant, addDays(review.figuresUntil, 1)) === 0) return withoutReview(file, grant);
  return figuresEnd(file, sentence, now);
}

/** What a grant comes to with the figures that follow; undefined for what is no review. */
export function reviewedFrom(parts: ChangeParts, file: CompleteFile<HousingData>): Finding | undefined {
  const grant = grantOf(file);
  if (!grant?.review || !isReview(file)) return undefined;
  const { review, until } = grant;
  return parts.find(latestOf(file, file.application), addDays(review.figuresUntil, 1), until);
}

const withoutReview = (file: CaseFile<HousingData>, granted: Grant): Step<HousingData> => {
  const { review: _, ...grant } = granted;
  return { file: { ...file, data: grant }, events: [] };
};

/**
 * Calculates a grant with the figures that hold after those that it was granted with. The same amount needs no notice.
 * A refusal leaves what was granted.
 * @throws Fault not-possible while there are no such figures, where they give less, and for an amount that a person named
 */
export function reviewed(
  parts: ChangeParts,
  file: CompleteFile<HousingData>,
  { outcome }: PersonalDecision,
  now: Date,
): Step<HousingData> {
  const granted = grantOf(file);
  if (!granted?.review) throw new Fault("not-possible", "zu überprüfen ist nichts");
  const { review, ...grant } = granted;
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
  const change = { grant: goesOn, verdict, result, figuresUntil, decidedBy: "person" } as const;
  return carryOut(parts, { first: file, file }, change, now);
}
