import type { EventBodies } from "../../../types/generated/events.ts";
import { type EventContract, Fault, is, type Message, type MessageContract } from "../../messaging/index.ts";
import {
  type CaseFile,
  type CompleteFile,
  caseEvents,
  decided,
  isComplete,
  refer,
  refused,
  type Step,
  takeIn,
} from "../case/case-file.ts";
import {
  CaseDecided,
  CaseDelayed,
  CaseReferred,
  InformationRequested,
  NoticeRequested,
  ObjectionRaised,
  ObjectionWithdrawn,
  PaymentArranged,
  SubmissionAnswered,
  TaskChanged,
} from "../case/events.ts";
import { submission } from "../case/submission.ts";
import { dayOf } from "../law/calendar.ts";
import { factsFor, followed } from "../letters/following.ts";
import { noticeOf } from "../letters/letter.ts";
import { deciding, noticed } from "../letters/noticed.ts";
import { chargeFee } from "../money/fees.ts";
import { correctsDecision, grantedObjection, withFacts } from "../objections/granted-objection.ts";
import {
  answersToGranted,
  earlyObjectionHeard,
  notGranted,
  type ObjectedAt,
  objectedTo,
} from "../objections/objections.ts";
import { caseCommands } from "../office/commands.ts";
import { onDesk } from "../office/desk.ts";
import { forwarded } from "../questions/forwarding.ts";
import { openPoints } from "../questions/proofs.ts";
import { ask, isOverdue, overdue } from "../questions/questions.ts";
import { isReview } from "../questions/review.ts";
import { type CaseHandler, type CaseRules, type Granting, onCase, type Verdict } from "./case-rules.ts";
import { caseTimerContracts } from "./case-timers.ts";
import { demandUsed, type PersonalDecision } from "./decision.ts";

/** What every case handles, whatever it is about. */
export const caseMessages: readonly MessageContract[] = [
  ...caseEvents,
  ...[ObjectionRaised, ObjectionWithdrawn],
  ...caseTimerContracts,
  ...caseCommands,
];

/** What any case may lead to: who publishes cases publishes all of these. */
export const caseOutcomes: readonly EventContract[] = [
  ...[CaseDecided, CaseReferred, CaseDelayed, SubmissionAnswered],
  ...[InformationRequested, NoticeRequested, TaskChanged],
];

/**
 * Says what a message leads to on one case, with what has to be seen to after any of them: the one implementation of a
 * case's life, for single cases, those of a household and follow-ups (life.ts).
 */
export function stepOnCase<Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
  before: CaseFile<Data>,
  message: Message,
  at: ObjectedAt,
): Step<Data> {
  return earlyObjectionHeard(noticed(handled(rules, before, message, at), at.now), rules, at.now);
}

function handled<Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
  before: CaseFile<Data>,
  message: Message,
  at: ObjectedAt,
): Step<Data> {
  const { now, accountTakes } = at;
  const away = rules.competent && forwarded(before, message, rules.competent);
  if (away) return away;
  const { inquiry } = rules;
  const taken = takeIn(before, message);
  const file = inquiry && is(inquiry.answer, message) ? inquiry.take(taken, message) : taken;
  if (is(rules.decision, message)) return byPerson(rules, file, message.body, now);
  const atDesk = onDesk(file, message, now);
  if (atDesk) return atDesk;
  if (isOverdue(file, message)) return overdue(file, now);
  const objected = objectedTo(file, message, rules, at);
  if (objected) return objected;
  const submitted = submission(file, message, now, accountTakes);
  const opening = file.application && !before.application ? (rules.opened?.(file) ?? []) : [];
  const known = submitted ?? { file, events: opening };
  if (isComplete(known.file) && !inquiry?.isOpen(known.file)) {
    const verdict = rules.judge(known.file, now);
    const judged =
      verdict.kind === "granted"
        ? granted(rules, known.file, { ...verdict, decidedBy: "rule" }, now)
        : carriedOut(known.file, verdict, now);
    return { file: judged.file, events: [...known.events, ...judged.events] };
  }
  const other = submitted ? undefined : further(rules, known.file, message, now);
  return other ? { file: other.file, events: [...known.events, ...other.events] } : known;
}

/** What a message leads to that the service's own rules name. */
function further<Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
  file: CaseFile<Data>,
  message: Message,
  now: Date,
): Step<Data> | undefined {
  const { on = [], timers } = rules;
  const handler = on.find((one) => is(one.due ?? one.contract, message));
  if (!handler) return undefined;
  if (!handler.due) return handler.handle(file, message, now);
  if (!timers?.(file).some(({ id }) => id === message.id)) return undefined;
  const follows = handler.handle(file, now);
  return follows && "file" in follows ? follows : followed(rules, file, follows, now);
}

/** Carries out what a case comes to. */
export function carriedOut<Data extends object>(
  file: CompleteFile<Data>,
  verdict: Verdict<Data>,
  now: Date,
): Step<Data> {
  if (verdict.kind === "closed" || verdict.kind === "referred") return verdict;
  if (verdict.kind === "ask") return ask(file, verdict.items, now);
  const { reasons, missing } = verdict;
  const open = missing && openPoints(file, missing, reasons);
  return open ? carriedOut(file, open, now) : refer(file, reasons, now);
}

function byPerson<Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
  file: CaseFile<Data>,
  decision: PersonalDecision & Facts,
  now: Date,
): Step<Data> {
  const { application, identity } = file;
  if (file.status !== "waiting-for-person" || !application || !identity) throw new Fault("not-waiting");
  const before = { ...file, application, identity };
  demandUsed(decision, rules.uses?.(before) ?? usedFor(rules, file));
  if (file.objection && decision.outcome === "refuse") return notGranted(file, decision, rules);
  const answers = answersToGranted(file, decision, rules);
  const known = withFacts(before, rules.forms, decision.instead?.facts);
  const anew = correctsDecision(file)
    ? correct(rules, { before, known }, decision, now)
    : ruled(rules, deciding(known, decision, rules.legalRemedies), decision, now);
  const isDecided = anew.events.some(({ contract }) => contract.name === CaseDecided.name);
  if (isDecided) return { file: anew.file, events: [...anew.events, ...answers] };
  // Announced first, or left as it was: nobody is told yet that they are right.
  return { file: { ...anew.file, objection: file.objection, forLetter: null }, events: anew.events };
}

/** Carries out what a person's decision comes to. */
function ruled<Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
  file: CompleteFile<Data>,
  decision: PersonalDecision & Facts,
  now: Date,
): Step<Data> {
  const ruling = rules.decide(file, decision, now);
  if ("file" in ruling) return ruling;
  if (!("refusal" in ruling)) return granted(rules, file, { ...ruling, decidedBy: "person" }, now);
  const closed = refused(file, decision.reason, now);
  const content = ruling.refusal(factsFor(rules, file, now));
  return { file: closed.file, events: [...closed.events, noticeOf(file, content)] };
}

/** Grants something and asks for its fee, with whose reference the notice goes out (ADR 8); without a fee it goes at once. */
function granted<Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
  file: CompleteFile<Data>,
  { outcome = "granted", sentence, feeCents, data, decidedBy }: Granting<Data> & { decidedBy: "rule" | "person" },
  now: Date,
): Step<Data> {
  const { fee } = rules;
  if (!fee) throw new Error(`${rules.name} grants with a fee and says nothing of it`);
  const closed = decided(file, { outcome, sentence, decidedBy, amountCents: feeCents || null }, now);
  const known = { ...closed.file, data };
  const next = feeCents
    ? { file: known, events: [chargeFee(fee, file, feeCents, dayOf(now))] }
    : issued(rules, known, null, now);
  return { file: next.file, events: [...closed.events, ...next.events] };
}

/** Issues what was granted, once: the file says whether it is out. */
function issued<Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
  file: CaseFile<Data>,
  arranged: EventBodies["payment.arranged.v1"] | null,
  now: Date,
): Step<Data> {
  const { data, application } = file;
  const { fee } = rules;
  if (!fee || !data || !application || fee.isOut(data)) return { file, events: [] };
  return followed(rules, file, fee.issue({ ...file, data, application }, arranged), now);
}

/** What payments' answer leads to. A credit comes of a granted objection: its notice has gone out already. */
export const onArranged = <Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
): CaseHandler<Data> =>
  onCase(PaymentArranged, (file: CaseFile<Data>, { body }, now) =>
    body.method === "credit" ? { file, events: [] } : issued(rules, file, body, now),
  );

function correct<Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
  { before, known }: { before: CompleteFile<Data>; known: CompleteFile<Data> },
  decision: PersonalDecision & Facts,
  now: Date,
): Step<Data> {
  const said = grantedObjection(before, decision, rules.saysInstead?.(decision));
  if (!rules.grantObjection) throw new Fault("not-possible", "an dieser Entscheidung lässt sich nichts berichtigen");
  return rules.grantObjection({ ...known, objection: null, forLetter: null }, said, now, decision);
}

/** What corrects a decision, or looks at it once more, goes by the form and the rules. */
const usedFor = <Data extends object, Facts extends object>(
  { decision }: CaseRules<Data, Facts>,
  file: CaseFile<Data>,
): readonly string[] => (correctsDecision(file) || isReview(file) ? [] : Object.keys(decision.properties));
