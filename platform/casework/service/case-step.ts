import { type EventContract, Fault, is, type Message, type MessageContract } from "../../messaging/index.ts";
import {
  type CaseFile,
  type CompleteFile,
  caseEvents,
  isComplete,
  refer,
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
  SubmissionAnswered,
  TaskChanged,
} from "../case/events.ts";
import { submission } from "../case/submission.ts";
import { deciding, noticed } from "../letters/noticed.ts";
import { earlyObjectionHeard, notRemedied, type ObjectedAt, objectedTo, remedied } from "../objections/objections.ts";
import { correctsDecision, remedyOf, withFacts } from "../objections/remedies.ts";
import { caseCommands } from "../office/commands.ts";
import { onDesk } from "../office/desk.ts";
import { forwarded } from "../questions/forwarding.ts";
import { ask, isOverdue, overdue } from "../questions/questions.ts";
import { isReview } from "../questions/review.ts";
import type { CaseRules, Verdict } from "./case-rules.ts";
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
    const judged = carriedOut(known.file, rules.judge(known.file, now), now);
    return { file: judged.file, events: [...known.events, ...judged.events] };
  }
  const handler = rules.on?.find(({ contract }) => is(contract, message));
  const other = submitted ? undefined : handler?.handle(known.file, message, now);
  return other ? { file: other.file, events: [...known.events, ...other.events] } : known;
}

/** Carries out what a case comes to. */
export function carriedOut<Data extends object>(
  file: CompleteFile<Data>,
  verdict: Verdict<Data>,
  now: Date,
): Step<Data> {
  if (verdict.kind === "closed" || verdict.kind === "referred") return verdict;
  return verdict.kind === "ask" ? ask(file, verdict.items, now) : refer(file, verdict.reasons, now);
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
  if (file.objection && decision.outcome === "refuse") return notRemedied(file, decision, rules);
  const told = remedied(file, decision, rules);
  const known = withFacts(before, rules.forms, decision.instead?.facts);
  const anew = correctsDecision(file)
    ? correct(rules, { before, known }, decision, now)
    : rules.decide(deciding(known, decision, rules.legalRemedies), decision, now);
  const isDecided = anew.events.some(({ contract }) => contract.name === CaseDecided.name);
  if (isDecided) return { file: anew.file, events: [...anew.events, ...told] };
  // Announced first, or left as it was: nobody is told yet that they are right.
  return { file: { ...anew.file, objection: file.objection, forLetter: null }, events: anew.events };
}

function correct<Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
  { before, known }: { before: CompleteFile<Data>; known: CompleteFile<Data> },
  decision: PersonalDecision & Facts,
  now: Date,
): Step<Data> {
  const said = remedyOf(before, decision, rules.saysInstead?.(decision));
  if (!rules.remedy) throw new Fault("not-possible", "an dieser Entscheidung lässt sich nichts berichtigen");
  return rules.remedy({ ...known, objection: null, forLetter: null }, said, now, decision);
}

/** What corrects a decision, or looks at it once more, goes by the form and the rules. */
const usedFor = <Data extends object, Facts extends object>(
  { decision }: CaseRules<Data, Facts>,
  file: CaseFile<Data>,
): readonly string[] => (correctsDecision(file) || isReview(file) ? [] : Object.keys(decision.properties));
