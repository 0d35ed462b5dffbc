import {
  addDays,
  addMonths,
  type CaseFile,
  type CompleteFile,
  dayOf,
  decided,
  euros,
  factsOf,
  figuresEnd,
  formOf,
  germanDay,
  knownUntil,
  noticeOf,
  type PersonalDecision,
  payMonthly,
  type Review,
  type Step,
  stands,
  type Town,
} from "../../platform/casework/index.ts";
import { Fault, type Message } from "../../platform/messaging/index.ts";
import type { Application } from "./calculation/application.ts";
import type { Finding } from "./calculation/decision.ts";
import type { Figures } from "./calculation/figures.ts";
import { changeNotice } from "./notice.ts";

/** What the service keeps of a grant that goes on after its figures. */
export interface AidData {
  review?: Review;
  /** a person named the amount: no rule calculates it anew */
  named?: boolean;
  /** from when on another amount is paid */
  changedFrom?: string;
}

export interface ReviewParts {
  towns: Map<string, Town>;
  office: string;
  benefit: string;
  law: readonly Figures[];
  /** what an application comes to from a day on */
  find(file: CompleteFile<AidData>, from: string): Finding;
  /** the first days of the months that were granted */
  monthsOf(file: CompleteFile<AidData>): readonly string[];
}

/** The last day for which the law has figures, where a grant between two days goes on after it. */
export function endOfFigures(law: readonly Figures[], from: string, until: string): string | undefined {
  const end = knownUntil([law], from, until);
  return end && end < until ? end : undefined;
}

export const isChanged = ({ data }: CaseFile<AidData>): boolean => data?.changedFrom !== undefined;

/** Asks a person when the figures end that a running grant was calculated with. */
export function onFiguresEnd(file: CaseFile<AidData>, _message: Message, now: Date): Step<AidData> {
  const day = germanDay(file.data?.review?.figuresUntil ?? "");
  const sentence = `Die Hilfe ist über den ${day} hinaus bewilligt, bis zu dem ihre Werte gelten. Sind neue Werte hinterlegt, wird mit „bewilligen“ neu gerechnet; ändert sich der Betrag, geht ein Änderungsbescheid hinaus.`;
  return figuresEnd(file, sentence, now);
}

/**
 * Calculates a grant with the figures that hold after those that it was granted with. The same amount needs no notice.
 * @throws Fault not-possible while there are no such figures, where they give nothing, and for a refusal
 */
export function reviewed(
  parts: ReviewParts,
  file: CompleteFile<AidData>,
  { outcome }: PersonalDecision,
  now: Date,
): Step<AidData> {
  const { review, ...rest } = file.data ?? {};
  const beforeCents = file.decision?.amountCents;
  if (!review || !beforeCents) throw new Fault("not-possible", "zu überprüfen ist nichts");
  if (outcome === "refuse") return stands(file, rest);
  if (rest.named)
    throw new Fault(
      "not-possible",
      "einen Betrag, den eine Person benannt hat, rechnet niemand neu: ablehnen, dann bleibt er",
    );
  const from = addDays(review.figuresUntil, 1);
  const { aid } = parts.find(file, from);
  if (!aid) throw new Fault("not-possible", `für den ${germanDay(from)} sind noch keine Werte hinterlegt`);
  if (aid.payoutCents < beforeCents)
    throw new Fault(
      "not-possible",
      "die neuen Werte ergeben weniger: vorher ist anzuhören (§ 24 SGB X); mit Ablehnen bleibt, was bewilligt ist",
    );
  const granted = parts.monthsOf(file);
  const figuresUntil = endOfFigures(parts.law, from, addDays(addMonths(granted.at(-1) ?? from, 1), -1));
  const goesOn: AidData = figuresUntil ? { review: { figuresUntil, on: figuresUntil } } : {};
  if (aid.payoutCents === beforeCents) return stands(file, { ...rest, ...goesOn });
  const months = granted
    .filter((month) => month >= from)
    .map((month) => ({ month, cents: aid.payoutCents - beforeCents }));
  const sentence = `Ihre Hilfe zum Lebensunterhalt beträgt ab dem ${germanDay(from)} ${euros(aid.payoutCents)} im Monat. Der Bescheid folgt.`;
  const said = { outcome: "granted", sentence, decidedBy: "person", amountCents: aid.payoutCents } as const;
  const closed = decided(file, said, now);
  const { account: payTo } = formOf<Application>(file);
  const payment = payMonthly(file, { purpose: `${parts.benefit}, Änderung`, months, payTo }, dayOf(now));
  const content = changeNotice(factsOf(parts.towns, parts.office, file, now), { from, aid, months, figuresUntil });
  const data: AidData = { ...goesOn, changedFrom: from };
  return {
    file: { ...closed.file, data },
    events: [...closed.events, payment, noticeOf(file, content)],
  };
}
