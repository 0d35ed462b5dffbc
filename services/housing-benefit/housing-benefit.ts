import {
  addDays,
  addMonths,
  attachmentsOf,
  type CaseFile,
  type CompleteFile,
  caseDefinition,
  type DomainDefinition,
  dayOf,
  decided,
  euros,
  FiguresEnd,
  factsOf,
  formOf,
  isReview,
  monthsFrom,
  noticeOf,
  type Offer,
  onCase,
  openPoints,
  PaymentRequested,
  type PersonalDecision,
  payMonthly,
  type Ruling,
  reviewTimers,
  type Step,
  type Town,
  townOfApplicant,
} from "../../platform/casework/index.ts";
import { Fault, type HashKey, type NewEvent } from "../../platform/messaging/index.ts";
import type { DecisionFacts } from "../../types/generated/decisions.ts";
import type { Application } from "./calculation/application.ts";
import { type BenefitResult, type Finding, findingOf, type RentLevel } from "./calculation/decision.ts";
import { stepsOf } from "./calculation/explain.ts";
import type { Parameters } from "./calculation/parameters.ts";
import { type Grant, grantOf, type HousingData } from "./change.ts";
import { type ChangeParts, changes, type Findable } from "./changes.ts";
import decision from "./decision.schema.json" with { type: "json" };
import { dwellingInquiry, otherClaims } from "./dwellings/claiming.ts";
import { dwellings } from "./dwellings/dwellings.ts";
import { DwellingAnswered, DwellingClaimed } from "./events.ts";
import { raise } from "./granted-objection.ts";
import { legalRemedies } from "./legal-remedies.ts";
import { grantNotice, refusalNotice } from "./notice.ts";
import { onFiguresEnd, reviewed, reviewedFrom } from "./review.ts";

type Facts = DecisionFacts["housing-benefit"];

export const offers: Offer[] = [
  {
    key: "99107023017000",
    title: "Wohngeld: Mietzuschuss",
    demandedTrustLevel: "substantiell",
    forms: ["housing-benefit.v1"],
    account: [],
  },
  {
    key: "99107023011000",
    title: "Wohngeld: Änderung",
    demandedTrustLevel: "substantiell",
    forms: ["housing-benefit.v1"],
    account: ["case:/data/change/application"],
  },
];

export interface HousingBenefitParts {
  towns: Map<string, Town>;
  /** by ARS */
  levels: Map<string, { rentLevels: RentLevel[] }>;
  law: Parameters;
  /** for what is compared of a household and its dwelling */
  hashKey: HashKey;
}

/** A grant runs for twelve months from the first of the month of application (§ 25(1) and (2) WoGG). */
const grantMonths = 12;

const office = "Wohngeldstelle";

/** Calculates and grants the housing benefit. One state is one case. */
export function housingBenefitService(parts: HousingBenefitParts): DomainDefinition {
  const changing: ChangeParts = { ...parts, office, find: (file, from, until) => finding(parts, file, from, until) };
  const cases = caseDefinition<HousingData, Facts>({
    name: "housing-benefit",
    folder: import.meta.dirname,
    ...{ decision, towns: parts.towns, legalRemedies, office },
    publishes: [PaymentRequested, DwellingClaimed, DwellingAnswered],
    inquiry: dwellingInquiry(parts.hashKey),
    competent: townOfApplicant(parts.towns, parts.levels),
    judge: (file, now) => {
      const found = finding(parts, file);
      const open = openPoints(file, found.missing, [...found.reasons, ...otherClaims(file)]);
      if (open) return open;
      const { result } = found;
      if (!result) return { kind: "person", reasons: found.reasons };
      const { monthlyCents } = result;
      const calculated = { ...found, monthlyCents, basis: "", result, decidedBy: "rule" } as const;
      return { kind: "closed", ...grant(parts, file, calculated, now) };
    },
    decide: (file, decision, now) =>
      isReview(file) ? reviewed(changing, file, decision, now) : byPerson(parts, file, decision, now),
    grantObjection: (file, granted, now) =>
      raise(
        { ...parts, office },
        { first: file, file, from: grantedFrom(file) },
        { objection: granted, finding: finding(parts, file) },
        now,
      ),
    followUp: changes(changing),
    explain: (file) => stepsOf(reviewedFrom(changing, file) ?? finding(parts, file)),
    on: [onCase(FiguresEnd, onFiguresEnd)],
    timers: reviewTimers,
  });
  return { ...cases, processors: [dwellings, ...cases.processors] };
}

function finding(
  { levels, law }: HousingBenefitParts,
  file: Findable,
  from = firstOfMonth(file),
  until = lastDayOf(from),
): Finding {
  const rentLevels = levels.get(file.metadata.municipality ?? "")?.rentLevels ?? [];
  return findingOf(formOf<Application>(file), {
    from,
    until,
    levels: rentLevels,
    law,
    files: attachmentsOf(file),
  });
}

/** The last day of a grant that begins on a day. */
const lastDayOf = (from: string): string => addDays(addMonths(from, grantMonths), -1);

const firstOfMonth = ({ metadata }: Pick<CaseFile<HousingData>, "metadata">): string =>
  `${dayOf(metadata.receivedAt ?? "").slice(0, 7)}-01`;

/** The month from which what was decided last has been granted: the first one, or the one of a review. */
function grantedFrom(file: CaseFile<HousingData>): string {
  const { amounts = [] } = grantOf(file) ?? {};
  const cents = file.decision?.amountCents;
  return amounts.findLast(({ monthlyCents }) => monthlyCents === cents)?.from ?? firstOfMonth(file);
}

function byPerson(
  parts: HousingBenefitParts,
  file: CompleteFile<HousingData>,
  decision: PersonalDecision & Facts,
  now: Date,
): Ruling<HousingData> {
  const found = finding(parts, file);
  const { result } = found;
  if (decision.outcome === "refuse") return { refusal: (facts) => refusalNotice(facts, decision.reason, result) };
  const { monthlyCents = result?.monthlyCents, basis = "" } = decision;
  if (!monthlyCents)
    throw new Fault("not-possible", "die Berechnung ergibt kein Wohngeld, bitte nennen: monthlyCents und basis");
  if (basis && monthlyCents > formOf<Application>(file).rentCents)
    throw new Fault("not-possible", "das Wohngeld ist ein Zuschuss zur Miete: monthlyCents ist höher als sie");
  const granted = { ...found, monthlyCents, basis, result: basis ? null : result, decidedBy: "person" } as const;
  return grant(parts, file, granted, now);
}

/** What is granted: as the rules calculate it, or as a person says and on what it rests. */
interface Granting extends Pick<Finding, "figuresUntil"> {
  monthlyCents: number;
  basis: string;
  result: BenefitResult | null;
  decidedBy: "rule" | "person";
}

function grant(
  parts: HousingBenefitParts,
  file: CompleteFile<HousingData>,
  { monthlyCents, basis, result, figuresUntil, decidedBy }: Granting,
  now: Date,
): Step<HousingData> {
  const from = firstOfMonth(file);
  const until = lastDayOf(from);
  const sentence = `Ihnen wird Wohngeld von ${euros(monthlyCents)} im Monat für zwölf Monate bewilligt. Der Bescheid folgt.`;
  const closed = decided(file, { outcome: "granted", sentence, decidedBy, amountCents: monthlyCents }, now);
  const granted = { from, until, monthlyCents, basis, result, figuresUntil };
  const content = grantNotice(factsOf(parts.towns, office, file, now), granted);
  const events = [...closed.events, payouts(file, from, monthlyCents, dayOf(now)), noticeOf(file, content)];
  const review = figuresUntil ? { review: { figuresUntil, on: figuresUntil } } : {};
  const named = result ? {} : { named: true };
  const { dwelling } = file.data ?? {};
  const data: Grant = {
    ...{ from, until, amounts: [{ from, monthlyCents }], ...named, ...review },
    ...(dwelling && { dwelling }),
  };
  return { file: { ...closed.file, data }, events };
}

/** Paid monthly in advance (§ 26 WoGG). */
function payouts(file: CompleteFile<HousingData>, from: string, monthlyCents: number, today: string): NewEvent {
  const months = monthsFrom(from, grantMonths).map((month) => ({ month, cents: monthlyCents }));
  const { account: payTo } = formOf<Application>(file);
  return payMonthly(file, { purpose: "Wohngeld", months, payTo }, today);
}
