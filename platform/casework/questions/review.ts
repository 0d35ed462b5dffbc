import { computeId, type Timer, timer } from "../../messaging/index.ts";
import { type CaseFile, type Reason, refer, type Step } from "../case/case-file.ts";
import { moved } from "../case/life.ts";
import { addDays, dayOf, endOfDay } from "../law/calendar.ts";

/** What a service keeps of a grant that goes on after the figures that it was calculated with. Days are YYYY-MM-DD. */
export interface Review {
  /** the last day of these figures */
  figuresUntil: string;
  /** the day after which a person is asked */
  on: string;
}

/** The figures of a running grant end. */
export const FiguresEnd = timer("figures-end");
const reasonCode = "figures-review";
/** Days after which it is asked again, where another matter of the case came between. */
const againAfter = 30;

/** What a service keeps of a case, where a grant of it may be reviewed. */
export interface Reviewable {
  review?: Review;
}

/** Sets the timer of figures that are not law yet: a grant beyond them is looked at when they end. */
export function reviewTimers(file: CaseFile<Reviewable>): Timer[] {
  const review = file.data?.review;
  if (!review) return [];
  const id = computeId(FiguresEnd.name, file.metadata.caseId ?? "", review.on);
  return [FiguresEnd.at(id, endOfDay(review.on))];
}

/** Puts the end of the figures to a person; where the case waits for somebody already, it is asked again later. */
export function figuresEnd<Data extends Reviewable>(file: CaseFile<Data>, sentence: string, now: Date): Step<Data> {
  const { data } = file;
  const review = data?.review;
  if (!data || !review) return { file, events: [] };
  const after = { ...file, data: { ...data, review: { ...review, on: addDays(dayOf(now), againAfter) } } };
  const reason: Reason = { code: reasonCode, sentence, paragraph: "SGB X § 48" };
  return file.status === "decided" ? refer(after, [reason], now) : { file: after, events: [] };
}

/** Says whether a person was asked about the figures, and about nothing else. */
export const isReview = ({ status, reasons, objection }: CaseFile): boolean =>
  status === "waiting-for-person" && !objection && reasons.some(({ code }) => code === reasonCode);

/** Gives the file after a review that changes nothing: what was decided stands. */
export const stands = <Data extends object>(file: CaseFile<Data>, data: Data): Step<Data> => ({
  file: { ...moved(file, "let-stand"), reasons: [], since: "", data },
  events: [],
});

/**
 * Gives the last day of a period that figures hold for without a gap from its first day on; "" where not even that one. Several
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
