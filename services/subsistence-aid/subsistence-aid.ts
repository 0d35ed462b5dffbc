import {
  accountOf,
  addDays,
  addMonths,
  attachmentsOf,
  type CaseFile,
  type CompleteFile,
  caseDefinition,
  dayOf,
  decided,
  euros,
  FiguresEnd,
  factsOf,
  formOf,
  type GrantedObjection,
  isReview,
  monthsFrom,
  noticeOf,
  type Offer,
  type OfMonth,
  onCase,
  openPoints,
  PaymentRequested,
  type PersonalDecision,
  payMonthly,
  type Ruling,
  raiseBenefit,
  raisedTo,
  reviewTimers,
  type Step,
  type Town,
  townOfApplicant,
} from "../../platform/casework/index.ts";
import { Fault, type NewEvent, newEvent } from "../../platform/messaging/index.ts";
import type { DecisionFacts } from "../../types/generated/decisions.ts";
import type { Application } from "./calculation/application.ts";
import { type Finding, findingOf, type Housing } from "./calculation/decision.ts";
import { explain } from "./calculation/explain.ts";
import type { Figures } from "./calculation/figures.ts";
import type { SubsistenceAid } from "./calculation/rules.ts";
import decision from "./decision.schema.json" with { type: "json" };
import { NeedBecameKnown } from "./events.ts";
import { legalRemedies } from "./legal-remedies.ts";
import { calculation, figures, grantNotice, refusalNotice } from "./notice.ts";
import { type AidData, endOfFigures, isChanged, onFiguresEnd, type ReviewParts, reviewed } from "./review.ts";

type Facts = DecisionFacts["subsistence-aid"];

export const offers: Offer[] = [
  {
    key: "99107012017000",
    title: "Hilfe zum Lebensunterhalt",
    demandedTrustLevel: "basis",
    forms: ["subsistence-aid.v1", "subsistence-need.v1"],
    account: [],
  },
];

export interface SubsistenceAidParts {
  towns: Map<string, Town>;
  /** by ARS */
  housing: Map<string, { housing: Housing[] }>;
  law: readonly Figures[];
}

/** Paid out for so many months, then a person looks at it again: needs and income change. */
const monthsAhead = 6;

const office = "Sozialamt";
const benefit = "Hilfe zum Lebensunterhalt";
const basis = "§§ 18, 19, 27 bis 35a, 82 und 90 SGB XII; § 85 Abs. 1 SGG.";

/** Calculates Hilfe zum Lebensunterhalt, from the day on which need became known. One state is one case. */
export function subsistenceAidService(parts: SubsistenceAidParts) {
  return caseDefinition<AidData, Facts>({
    name: "subsistence-aid",
    folder: import.meta.dirname,
    ...{ decision, towns: parts.towns, legalRemedies, office },
    publishes: [NeedBecameKnown, PaymentRequested],
    // A hint is about somebody else than the one who gave it.
    competent: (file) => (isHint(file) ? undefined : townOfApplicant(parts.towns, parts.housing)(file)),
    opened: (file) => [
      newEvent(NeedBecameKnown, { knownOn: knownOn(file), by: isHint(file) ? "hint" : "application" }, file.metadata),
    ],
    judge: (file, now) => {
      if (isHint(file)) return { kind: "person", reasons: [hint] };
      const { aid, missing, reasons } = finding(parts, file);
      const open = openPoints(file, missing, reasons);
      if (open) return open;
      if (!aid) return { kind: "person", reasons };
      return {
        kind: "closed",
        ...grant(parts, file, { cents: aid.payoutCents, basis: "", aid, decidedBy: "rule" }, now),
      };
    },
    decide: (file, decision, now) =>
      isReview(file) ? reviewed(reviewParts(parts), file, decision, now) : byPerson(parts, file, decision, now),
    explain: (file) => stepsOf(parts, file),
    on: [onCase(FiguresEnd, onFiguresEnd)],
    timers: reviewTimers,
    grantObjection: (file, granted, now) => raise(parts, file, granted, now),
  });
}

const isHint = ({ application }: Pick<CaseFile<AidData>, "application">): boolean =>
  application?.form.startsWith("subsistence-need") ?? false;
const knownOn = ({ metadata }: CaseFile<AidData>): string => dayOf(metadata.receivedAt ?? "");

const hint = {
  code: "need-became-known",
  sentence: "Eine Notlage wurde bekannt. Die Hilfe setzt mit diesem Tag ein; die Person ist aufzusuchen.",
  paragraph: "SGB XII § 18",
};

const reviewParts = (parts: SubsistenceAidParts): ReviewParts => ({
  ...{ towns: parts.towns, law: parts.law, office, benefit },
  find: (file, from) => finding(parts, file, from),
  monthsOf: (file) => monthsFrom(knownOn(file), monthsAhead),
});

function finding({ housing, law }: SubsistenceAidParts, file: CompleteFile<AidData>, day = knownOn(file)): Finding {
  const limits = housing.get(file.metadata.municipality ?? "")?.housing ?? [];
  return findingOf(formOf<Application>(file), { day, law, housing: limits, files: attachmentsOf(file) });
}

/** Of a review: with the figures that follow. */
function stepsOf(parts: SubsistenceAidParts, file: CompleteFile<AidData>) {
  if (isHint(file)) return [];
  const review = isReview(file) ? file.data?.review : undefined;
  const { aid } = finding(parts, file, review ? addDays(review.figuresUntil, 1) : knownOn(file));
  return aid ? explain(aid) : [];
}

function byPerson(
  parts: SubsistenceAidParts,
  file: CompleteFile<AidData>,
  { outcome, reason, monthlyCents, basis = "" }: PersonalDecision & Facts,
  now: Date,
): Ruling<AidData> {
  const aid = isHint(file) ? null : finding(parts, file).aid;
  if (isHint(file)) return followed(file, { outcome, reason, monthlyCents }, now);
  if (outcome === "grant") {
    const cents = monthlyCents ?? aid?.payoutCents;
    if (!cents)
      throw new Fault("not-possible", "die Berechnung ergibt keine Hilfe, bitte nennen: monthlyCents und basis");
    if (aid && cents > aid.needCents)
      throw new Fault("not-possible", `mehr als der Bedarf von ${euros(aid.needCents)}: monthlyCents`);
    return grant(parts, file, { cents, basis, aid: basis ? null : aid, decidedBy: "person" }, now);
  }
  return { refusal: (facts) => refusalNotice(facts, reason, aid) };
}

/**
 * What a person made of a hint (SGB XII § 18): whoever was found in need applies, or is granted aid under a case of their
 * own; who gave the hint is told that it was followed, and nothing about somebody else.
 */
function followed(
  file: CompleteFile<AidData>,
  { outcome, monthlyCents }: Pick<PersonalDecision & Facts, "outcome" | "reason" | "monthlyCents">,
  now: Date,
): Step<AidData> {
  if (monthlyCents !== undefined)
    throw new Fault("not-possible", "Hilfe wird im eigenen Vorgang der Person bewilligt, nicht im Hinweis");
  const sentence =
    outcome === "grant"
      ? "Ihrem Hinweis sind wir nachgegangen. Vielen Dank."
      : "Ihrem Hinweis sind wir nachgegangen; weiteres war nicht zu veranlassen. Vielen Dank.";
  const said = { outcome: outcome === "grant" ? "granted" : "refused", sentence, decidedBy: "person" } as const;
  return decided(file, { ...said, amountCents: null }, now);
}

interface Granting {
  /** of a month */
  cents: number;
  /** on what an amount rests that a person named, German */
  basis: string;
  /** as the rules calculate it; null: a person named the amount */
  aid: SubsistenceAid | null;
  decidedBy: "rule" | "person";
}

function grant(
  parts: SubsistenceAidParts,
  file: CompleteFile<AidData>,
  { cents, basis, aid, decidedBy }: Granting,
  now: Date,
): Step<AidData> {
  const from = knownOn(file);
  const sentence = `Ihnen wird Hilfe zum Lebensunterhalt von ${euros(cents)} im Monat bewilligt. Der Bescheid folgt.`;
  const closed = decided(file, { outcome: "granted", sentence, decidedBy, amountCents: cents }, now);
  const last = addDays(addMonths(`${from.slice(0, 7)}-01`, monthsAhead), -1);
  const figuresUntil = endOfFigures(parts.law, from, last);
  const granted = { from, cents, basis, aid, first: monthsOf(from, cents)[0], figuresUntil };
  const content = grantNotice(factsOf(parts.towns, office, file, now), granted);
  const events = [...closed.events, payouts(file, from, cents, dayOf(now)), noticeOf(file, content)];
  const data = {
    ...(figuresUntil ? { review: { figuresUntil, on: figuresUntil } } : {}),
    ...(aid ? {} : { named: true }),
  };
  return { file: { ...closed.file, data }, events };
}

/** Paid monthly in advance; the first month pro rata from the day of knowledge, to the cent, half cents up. */
function payouts(file: CompleteFile<AidData>, from: string, monthlyCents: number, today: string): NewEvent {
  const { account: payTo } = formOf<Application>(file);
  return payMonthly(file, { purpose: benefit, months: monthsOf(from, monthlyCents), payTo }, today);
}

const monthsOf = (from: string, monthlyCents: number): OfMonth[] =>
  monthsFrom(from, monthsAhead).map((month, i) => ({
    month,
    cents: i === 0 ? partOfMonth(from, monthlyCents) : monthlyCents,
  }));

/**
 * Raises what was granted since an objection to it is right (SGG § 85(1)), in every month that was granted; not above the
 * need, to which income comes.
 */
function raise(
  parts: SubsistenceAidParts,
  file: CompleteFile<AidData>,
  granted: GrantedObjection,
  now: Date,
): Step<AidData> {
  const beforeCents = file.decision?.amountCents;
  if (!beforeCents || isHint(file)) throw new Fault("not-possible", "es ist keine laufende Hilfe bewilligt");
  if (isChanged(file)) throw new Fault("not-possible", "eine spätere Änderung hat diese Bewilligung ersetzt");
  const { aid } = finding(parts, file);
  if (!aid) throw new Fault("not-possible", "der Bedarf lässt sich nicht berechnen");
  const limits = { calculatedCents: aid.payoutCents, mostCents: aid.needCents };
  const afterCents = raisedTo(granted, { beforeCents, ...limits });
  const from = knownOn(file);
  const before = monthsOf(from, beforeCents);
  const months = monthsOf(from, afterCents).map(({ month, cents }, i) => ({
    month,
    cents: cents - (before[i]?.cents ?? 0),
  }));
  const payTo = accountOf(granted, file);
  const { towns } = parts;
  const calculated = granted.facts ? { figures: figures(aid), annex: calculation(aid) } : {};
  const said = {
    towns,
    office,
    benefit,
    basis,
    legalRemedies,
    from,
    payTo,
    beforeCents,
    afterCents,
    months,
    ...calculated,
  };
  return raiseBenefit(said, file, granted, now);
}

function partOfMonth(from: string, monthlyCents: number): number {
  const days = Number(addDays(addMonths(`${from.slice(0, 7)}-01`, 1), -1).slice(8));
  return Math.floor((2 * monthlyCents * (days - Number(from.slice(8)) + 1) + days) / (2 * days));
}
