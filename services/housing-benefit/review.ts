import { addDays, germanDay } from "../../platform/calendar.ts";
import { Fault } from "../../platform/faults.ts";
import type { CaseFile, CompleteFile, Step } from "../../platform/service/case-file.ts";
import type { PersonalDecision } from "../../platform/service/case-service.ts";
import { figuresEnd, isReview, reviewOf, stands } from "../../platform/service/review.ts";
import type { Message } from "../../platform/service/surface.ts";
import { amountIn, type Grant } from "./change.ts";
import { type ChangeParts, carryOut, latestOf } from "./changes.ts";
import type { Finding } from "./decision.ts";

/** Asks a person when the figures end that a running grant was reckoned with. */
export function onFiguresEnd(file: CaseFile, message: Message, now: Date): Step {
  const day = germanDay(reviewOf(file)?.figuresUntil ?? "");
  const sentence = `Das Wohngeld ist über den ${day} hinaus bewilligt, bis zu dem seine Werte gelten. Sind neue Werte und Mietenstufen hinterlegt, wird mit „bewilligen“ neu gerechnet; ändert sich der Betrag, geht ein Änderungsbescheid hinaus.`;
  return figuresEnd(file, message, sentence, now);
}

/** What a grant comes to with the figures that follow; undefined for what is no review. */
export function reviewedFrom(parts: ChangeParts, file: CompleteFile): Finding | undefined {
  const { review, until } = (file.own ?? {}) as Partial<Grant>;
  if (!review || !isReview(file)) return undefined;
  return parts.find(latestOf(file, file.application), addDays(review.figuresUntil, 1), until);
}

/**
 * Reckons a grant with the figures that hold after those that it was granted with. The same amount needs no notice.
 * @throws Fault not-possible while there are no such figures, where they give nothing, and for a refusal: what was
 *   granted stands
 */
export function reviewed(parts: ChangeParts, file: CompleteFile, { outcome }: PersonalDecision, now: Date): Step {
  const { review, ...grant } = file.own as Grant;
  if (!review) throw new Fault("not-possible", "hier ist keine Bewilligung neu zu berechnen");
  if (outcome === "refuse")
    throw new Fault("not-possible", "die Bewilligung besteht weiter; neu berechnet wird sie mit grant");
  const from = addDays(review.figuresUntil, 1);
  const { reckoning, figuresUntil } = parts.find(latestOf(file, file.application), from, grant.until);
  if (!reckoning)
    throw new Fault("not-possible", `für die Zeit ab ${germanDay(from)} sind noch keine Werte hinterlegt`);
  if (!reckoning.monthlyCents)
    throw new Fault("not-possible", "es ergibt sich kein Wohngeld; zuerst ist anzuhören (SGB X § 24)");
  const goesOn: Grant = figuresUntil ? { ...grant, review: { figuresUntil, on: figuresUntil } } : grant;
  if (reckoning.monthlyCents === amountIn(grant, from)) return stands(file, goesOn);
  const verdict = { kind: "raise", from } as const;
  return carryOut(parts, file, file, { grant: goesOn, verdict, reckoning, figuresUntil }, "person", now);
}
