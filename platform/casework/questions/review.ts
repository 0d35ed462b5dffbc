import { computeId, type Timer, timer } from "../../messaging/index.ts";
import { type CaseFile, type Reason, refer, type Step } from "../case/case-file.ts";
import { addDays, dayOf, endOfDay } from "../law/calendar.ts";

/** What a service keeps in `own` of a grant that goes on after the figures that it was calculated with. Days are YYYY-MM-DD. */
export interface Review {
  /** the last day of these figures */
  figuresUntil: string;
  /** the day after which a person is asked */
  on: string;
}

/** The figures that a grant was calculated with end. */
/** The figures of a running grant end. */
export const FiguresEnd = timer("figures-end");
const reasonCode = "figures-review";
/** Days after which it is asked again, where another matter of the case came between. */
const againAfter = 30;

export const reviewOf = ({ own }: CaseFile): Review | undefined => (own as { review?: Review } | null)?.review;

/** Figures that are not law yet: a grant beyond them is looked at when they end. */
export function reviewTimers(file: CaseFile): Timer[] {
  const review = reviewOf(file);
  if (!review) return [];
  const id = computeId(FiguresEnd.name, file.about.caseId ?? "", review.on);
  return [FiguresEnd.at(id, endOfDay(review.on))];
}

/** Puts the end of the figures to a person; where the case waits for somebody already, it is asked again later. */
export function figuresEnd(file: CaseFile, sentence: string, now: Date): Step {
  const review = reviewOf(file);
  if (!review) return { file, events: [] };
  const after = { ...file, own: { ...file.own, review: { ...review, on: addDays(dayOf(now), againAfter) } } };
  const reason: Reason = { code: reasonCode, sentence, paragraph: "SGB X § 48" };
  return file.status === "decided" ? refer(after, [reason], now) : { file: after, events: [] };
}

/** Whether a person was asked about the figures, and about nothing else. */
export const isReview = ({ status, reasons, objection }: CaseFile): boolean =>
  status === "waiting-for-person" && !objection && reasons.some(({ code }) => code === reasonCode);

/** The file after a review that changes nothing: what was decided stands. */
export const stands = (file: CaseFile, own: object): Step => ({
  file: { ...file, status: "decided", reasons: [], since: "", own },
  events: [],
});

/**
 * The last day of a period that figures hold for without a gap from its first day on; "" where not even that one. Several
 * sets of figures: the earliest end.
 */
export function knownUntil(
  figures: readonly (readonly { from: string; until?: string | null }[])[],
  from: string,
  until: string,
): string {
  const endOf = (sets: readonly { from: string; until?: string | null }[]): string => {
    let last = "";
    for (let day = from; day <= until; day = addDays(last, 1)) {
      const set = sets.find((one) => one.from <= day && (!one.until || day <= one.until));
      if (!set) break;
      last = set.until && set.until < until ? set.until : until;
    }
    return last;
  };
  return figures.map(endOf).reduce((earliest, one) => (one < earliest ? one : earliest), until);
}
