import {
  addDays,
  announce,
  type CaseFile,
  type CaseRules,
  type CompleteFile,
  dayOf,
  decided,
  euros,
  factsOf,
  formOf,
  germanDay,
  heardReasons,
  isReview,
  isSamePerson,
  monthsTable,
  noticeOf,
  openPoints,
  payMonthly,
  type Reason,
  type Step,
  type Town,
  type Verdict,
} from "../../platform/casework/index.ts";
import { comparable, Fault, type NewEvent } from "../../platform/messaging/index.ts";
import type { Application } from "./calculation/application.ts";
import type { BenefitResult, Finding } from "./calculation/decision.ts";
import { stepsOf } from "./calculation/explain.ts";
import {
  amountIn,
  belowGranted,
  type ChangeVerdict,
  changed,
  differences,
  type Grant,
  grantOf,
  type HousingData,
  judgeChange,
  lowers as lowersReason,
} from "./change.ts";
import { raise } from "./granted-objection.ts";
import { legalRemedies } from "./legal-remedies.ts";
import { calculation, changeNotice, figures, unchangedNotice } from "./notice.ts";

/** A file of which the application is there. */
export type Findable = Pick<CompleteFile<HousingData>, "metadata" | "application" | "replies">;

export interface ChangeParts {
  towns: Map<string, Town>;
  office: string;
  /** what an application comes to, in its month of receipt or in another one, for a grant until a day */
  find(file: Findable, from?: string, until?: string): Finding;
}

/** What a change comes to once everything is there for it. */
interface Change {
  grant: Grant;
  verdict: ChangeVerdict;
  result: BenefitResult;
  /** the last day of the figures, where the grant goes on after it */
  figuresUntil: string | undefined;
}

const noGrant: Reason = {
  code: "grant-unknown",
  sentence: "Zu dem genannten Antrag gibt es hier keine Bewilligung, die noch läuft.",
  paragraph: "WoGG § 27",
};
const movedOut: Reason = {
  code: "moved-out",
  sentence: "Uns wurde mitgeteilt, dass Sie aus der Wohnung ausgezogen sind; mit dem Auszug endet das Wohngeld.",
  paragraph: "WoGG § 28 Abs. 1",
};
const byAnother: Reason = {
  code: "change-by-another",
  sentence: "Die Änderung kommt nicht von der Person, der das Wohngeld bewilligt wurde.",
  paragraph: "WoGG §§ 3, 27",
};

/** Changes of what was granted (§§ 27, 28 WoGG): applications that follow the one that was granted. */
export function changes(parts: ChangeParts): NonNullable<CaseRules["followUp"]> {
  return {
    judge: (first, file, now) => judge(parts, first, file, now),
    decide: (first, file, { outcome, reason }, now) => {
      if (outcome === "refuse") return { refusal: (facts) => unchangedNotice(facts, reason) };
      const change = changeOf(parts, first, file);
      if (!change) throw new Fault("not-possible", "es gibt keine laufende Bewilligung, die geändert werden könnte");
      const fallsBelow = change.verdict.kind === "person" && !change.verdict.reasons.includes(lowersReason);
      if (fallsBelow && differencesOf(change).some(({ cents }) => cents < 0))
        throw new Fault(
          "not-possible",
          "die Änderung erreicht keine der Grenzen, ab denen herabzusetzen ist (WoGG § 27)",
        );
      return isToBeHeard(change, first, file)
        ? hear(parts, ofGrant(first, file), change, now)
        : carryOut(parts, { first, file }, { ...change, decidedBy: "person" }, now);
    },
    grantObjection: (first, file, granted, now) => {
      const from = grantOf(file)?.amounts.at(-1)?.from ?? "";
      return raise(
        parts,
        { first, file, from },
        { objection: granted, finding: parts.find(file, firstOfReceipt(file)) },
        now,
      );
    },
    explain: (first, file) => stepsOf({ result: changeOf(parts, first, file)?.result ?? null }),
    amend: (first, file) => ({ ...first, data: grantOf(file) ?? first.data }),
  };
}

function judge(
  parts: ChangeParts,
  first: CaseFile<HousingData>,
  file: CompleteFile<HousingData>,
  now: Date,
): Verdict<HousingData> {
  const { missing, reasons } = parts.find(file, firstOfReceipt(file));
  const change = changeOf(parts, first, file);
  // Who moves out has nothing to prove any more, and nothing left to be calculated.
  const ends = change?.verdict.kind === "end";
  const doubts = [
    ...(change ? [] : [noGrant]),
    ...(isSameOne(first, file) ? [] : [byAnother]),
    ...(ends ? [] : reasons),
  ];
  const open = openPoints(file, ends ? [] : missing, [...doubts, ...personally(change), ...heardReasons(file)]);
  // Nothing else is open: what lowers the benefit is announced before a person has it.
  const onlyLowers = open?.kind === "person" && open.reasons.every(({ code }) => code === "change-lowers");
  if (change && onlyLowers && isToBeHeard(change, first, file))
    return { kind: "referred", ...hear(parts, ofGrant(first, file), change, now) };
  if (open) return open;
  if (!change) return { kind: "person", reasons: doubts };
  return { kind: "closed", ...carryOut(parts, { first, file }, { ...change, decidedBy: "rule" }, now) };
}

const isSameOne = (first: CaseFile<HousingData>, { application: { applicant } }: CompleteFile<HousingData>): boolean =>
  isSamePerson(applicant, first.application?.applicant ?? applicant);

/** What pays less in any month is announced first, but for what somebody says of themselves: that they have moved out. */
function isToBeHeard(change: Change, first: CaseFile<HousingData>, file: CompleteFile<HousingData>): boolean {
  if (change.verdict.kind === "end" && isSameOne(first, file)) return false;
  if (file.hearing?.detail === detailOf(change)) return false;
  return differencesOf(change).some(({ cents }) => cents < 0);
}

const monthlyOf = ({ verdict, result }: Change): number => (verdict.kind === "end" ? 0 : result.monthlyCents);

const differencesOf = (change: Change) => {
  const { grant, verdict } = change;
  return differences(grant, changed(grant, verdict.from, monthlyOf(change)), verdict.from);
};

/** Names what would be decided, month by month. */
const detailOf = (change: Change): string => JSON.stringify(differencesOf(change));

/** Who a letter about the grant goes to: whoever has it, also where somebody else reported what has changed. */
function ofGrant(first: CaseFile<HousingData>, file: CompleteFile<HousingData>): CompleteFile<HousingData> {
  const known = first.application?.applicant;
  const { applicant } = file.application;
  const isNamedSo = (["familyName", "givenNames", "birthDate"] as const).every(
    (field) => known !== undefined && comparable(known[field]) === comparable(applicant[field]),
  );
  return known && !isNamedSo ? { ...file, application: { ...file.application, applicant: known } } : file;
}

function hear(
  { towns, office }: ChangeParts,
  file: CompleteFile<HousingData>,
  change: Change,
  now: Date,
): Step<HousingData> {
  const { grant, verdict, result } = change;
  const { from } = verdict;
  const monthlyCents = monthlyOf(change);
  const less = `nur noch ${euros(monthlyCents)} im Monat statt ${euros(amountIn(grant, from))}`;
  const announced = {
    procedure: legalRemedies.procedure,
    reasons: verdict.kind === "person" ? verdict.reasons : [movedOut],
    intended: `Wir beabsichtigen, Ihnen ab dem ${germanDay(from)} ${monthlyCents ? less : "kein Wohngeld mehr"} zu zahlen; was seitdem zu viel gezahlt ist, wäre zu erstatten (§ 27 WoGG, § 50 SGB X).`,
    detail: detailOf(change),
    blocks: [monthsTable(differencesOf(change)), ...(monthlyCents ? figures(result) : [])],
    annex: monthlyCents ? calculation(result) : [],
  };
  return announce(file, factsOf(towns, office, file, now), announced, now);
}

const personally = (change: Change | undefined): Reason[] =>
  change?.verdict.kind === "person" ? change.verdict.reasons : [];

const firstOfReceipt = ({ metadata }: Pick<CaseFile<HousingData>, "metadata">) =>
  `${dayOf(metadata.receivedAt ?? "").slice(0, 7)}-01`;

/** Against what was granted first: a change is measured by what the running decision rests on. */
function changeOf(
  { find }: ChangeParts,
  first: CaseFile<HousingData>,
  file: CompleteFile<HousingData>,
): Change | undefined {
  const grant = grantOf(first);
  const receivedOn = dayOf(file.metadata.receivedAt ?? "");
  if (!grant || !first.application || receivedOn > grant.until) return undefined;
  const latest = latestOf(first, first.application);
  const before = find(latest, firstOfReceipt(latest)).result;
  const { result: after, figuresUntil } = find(file, firstOfReceipt(file), grant.until);
  if (!before || !after) return undefined;
  const situation = { application: formOf<Application>(file), result: after };
  const verdict = judgeChange({ application: formOf<Application>(latest), result: before }, situation, receivedOn);
  const { from } = verdict;
  const raises = verdict.kind !== "raise" || after.monthlyCents > amountIn(grant, from);
  return {
    ...{ grant, result: after, figuresUntil },
    verdict: raises ? verdict : { kind: "person", from, reasons: [belowGranted] },
  };
}

/** Who moves out says nothing of income or rent. */
const isMovingOut = ({ application }: CaseFile<HousingData>): boolean =>
  application !== null && formOf<Application>({ application }).change?.movedOut === true;

/** The application that the running amount rests on: the last change that took effect, or the first one. */
export function latestOf(first: CaseFile<HousingData>, application: CompleteFile["application"]): Findable {
  const effective = first.followUps.filter((one) => one.status === "decided" && one.data !== null && !isMovingOut(one));
  const last = effective.at(-1);
  return last?.application
    ? { metadata: last.metadata, application: last.application, replies: last.replies }
    : { metadata: first.metadata, application, replies: first.replies };
}

/** A case that says another amount for a grant, and the case that the grant began with; a review is both. */
interface FollowUp {
  first: CaseFile<HousingData>;
  file: CompleteFile<HousingData>;
}

interface DecidedChange extends Change {
  decidedBy: "rule" | "person";
}

/** Grants another amount from a month on: its notice, and the money that differs. */
export function carryOut(
  { towns, office }: ChangeParts,
  { first, file }: FollowUp,
  { grant, verdict, result, figuresUntil, decidedBy }: DecidedChange,
  now: Date,
): Step<HousingData> {
  const { from, kind } = verdict;
  const monthlyCents = kind === "end" ? 0 : result.monthlyCents;
  const data = changed(grant, from, monthlyCents);
  const months = differences(grant, data, from);
  const sentence =
    kind === "end"
      ? `Ihr Wohngeld endet mit Ihrem Auszug; ab dem ${germanDay(from)} wird keines mehr gezahlt. Der Bescheid folgt.`
      : `Ihr Wohngeld beträgt ab dem ${germanDay(from)} ${euros(monthlyCents)} im Monat. Der Bescheid folgt.`;
  const closed = decided(file, { outcome: "granted", sentence, decidedBy, amountCents: monthlyCents }, now);
  const granted = ofGrant(first, file);
  const facts = factsOf(towns, office, granted, now);
  const next = data.amounts.find((one) => one.from > from)?.from;
  const content = changeNotice(facts, {
    from,
    until: next ? addDays(next, -1) : grant.until,
    monthlyCents,
    result,
    months,
    figuresUntil,
    unheard: file.hearing ? null : isReview(file) ? "many-alike" : "own-statement",
  });
  const money = months.length ? [payment(first, granted, months, dayOf(now))] : [];
  return { file: { ...closed.file, data }, events: [...closed.events, ...money, noticeOf(file, content)] };
}

/** What is paid more, monthly in advance; what was paid too much is asked back (SGB X § 50). */
function payment(
  first: CaseFile<HousingData>,
  file: CompleteFile<HousingData>,
  months: { month: string; cents: number }[],
  today: string,
): NewEvent {
  // Money keeps going where it went: an account that a change brings is looked at by a person first.
  const { account: payTo } = formOf<Application>({ application: first.application ?? file.application });
  return payMonthly(file, { purpose: "Wohngeld, Änderung", months, payTo }, today);
}
