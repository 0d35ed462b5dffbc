import {
  type Draft,
  type EventContract,
  Fault,
  type Fired,
  is,
  type Message,
  type MessageContract,
  onEach,
  type Task,
  type Timer,
} from "../../messaging/index.ts";
import { deciding, noticed } from "../letters/noticed.ts";
import { type Appeals, earlyObjectionHeard, notRemedied, objectedTo, remedied } from "../objections/objections.ts";
import { correctsDecision, type Instead, type Remedy, remedyOf, withFacts } from "../objections/remedies.ts";
import { Decide } from "../office/commands.ts";
import { type DecisionOption, demandUsed } from "../office/decision-options.ts";
import { forwarded, forwardingEvents } from "../questions/forwarding.ts";
import { ask, isOverdue, overdue, QuestionDue, questionTimers } from "../questions/questions.ts";
import { isReview } from "../questions/review.ts";
import type { CalculationStep } from "../towns/dry-run.ts";
import { accountTakes, beyondAccount } from "./account-bound.ts";
import {
  type CaseFile,
  type CompleteFile,
  caseEvents,
  emptyFile,
  isComplete,
  type Reason,
  refer,
  type Step,
  submission,
  takeIn,
  tasksOf,
} from "./case-file.ts";
import { fileOf } from "./case-files.ts";
import type { CaseProcessor, DomainDefinition } from "./case-processor.ts";
import {
  ApplicationRefused,
  CaseDecided,
  CaseDelayed,
  CaseReferred,
  InformationRequested,
  NoticeRequested,
  ObjectionRaised,
  ObjectionWithdrawn,
  PaymentArranged,
  SubmissionAnswered,
} from "./events.ts";
import { fileOfNumber, followUpOf, followUpTasks, followUpTimers, onFollowUp } from "./follow-ups.ts";

/** What a case comes to. */
export type Verdict<Data extends object = object> =
  | OpenVerdict
  | ({ kind: "closed" } & Step<Data>)
  /** handed to a person, with events of the service's own */
  | ({ kind: "referred" } & Step<Data>);

/** Why it comes to nothing yet. */
export type OpenVerdict =
  /** something is missing that the citizen has */
  | { kind: "ask"; items: Reason[] }
  /** the law leaves it to a person, or the rules cannot tell */
  | { kind: "person"; reasons: Reason[] };

/** A case worker's decision, as the action `service.decide` takes it. */
export interface PersonalDecision {
  outcome: "grant" | "refuse";
  /** German, stands in the notice */
  reason: string;
  /** a fee that no tariff names */
  feeCents?: number;
  /** a benefit of a month that the rules do not give */
  monthlyCents?: number;
  /** on what such a figure rests, German */
  basis?: string;
  /** of a certificate: what a register says, German */
  certified?: { datum: string; value: string }[];
  /** of a permit, German, as they stand in the notice */
  conditions?: string[];
  /** of an objection that is remedied: what holds instead of what was objected to */
  instead?: Instead;
}

/** What is a service's own about its cases; everything else is the same for all. Pure. */
export interface CaseRules<Data extends object = object> extends Appeals {
  name: string;
  /** events that it records beside those of every case */
  publishes?: readonly EventContract[];
  /** ARS of the town that an application belongs to, where it may have been sent to another one. */
  competent?(file: Pick<CompleteFile, "application">): string | undefined;
  /** Judges a file in which application and identity are there. */
  judge(file: CompleteFile<Data>, now: Date): Verdict<Data>;
  /** What the application itself leads to, beside its judgement: events that are recorded once. */
  opened?(file: CaseFile<Data>): Draft[];
  /** what a person may say of a decision that grants, beside their reason */
  decisionOptions?: readonly DecisionOption[];
  /** Carries out what a person decided. Throws Fault not-possible for what cannot be done. */
  decide(file: CompleteFile<Data>, decision: PersonalDecision, now: Date): Step<Data>;
  /**
   * Changes what was granted or assessed, since an objection to it is right. The file has the corrected facts. Throws Fault
   * not-possible for what cannot be changed; absent: there is nothing that could be.
   */
  remedy?(file: CompleteFile<Data>, remedy: Remedy, now: Date): Step<Data>;
  /** what another processor is asked before a case is judged, and told whenever it changes */
  inquiry?: Inquiry<Data>;
  /** what further events, commands and timers lead to, where the case is not judged by them */
  on?: readonly CaseHandler<Data>[];
  /** How the sum that the rules propose comes about; absent: there is none. */
  explain?(file: CompleteFile<Data>): CalculationStep[];
  timers?(file: CaseFile<Data>): Timer[];
  /** The last day (YYYY-MM-DD) that the law leaves a person for a file that waits for one. */
  dueOn?(file: CaseFile<Data>): string | undefined;
  /** How applications about a decided one are judged; their offer names its account so (follow-ups.ts). */
  followUp?: {
    judge(first: CaseFile<Data>, file: CompleteFile<Data>, now: Date): Verdict<Data>;
    decide(first: CaseFile<Data>, file: CompleteFile<Data>, decision: PersonalDecision, now: Date): Step<Data>;
    remedy?(first: CaseFile<Data>, file: CompleteFile<Data>, remedy: Remedy, now: Date): Step<Data>;
    explain?(first: CaseFile<Data>, file: CompleteFile<Data>): CalculationStep[];
    /** what a follow-up that was decided makes of the first case */
    amend(first: CaseFile<Data>, file: CaseFile<Data>): CaseFile<Data>;
  };
}

/** What every case handles, whatever it is about. */
export const caseMessages: readonly MessageContract[] = [
  ...caseEvents,
  ...[ObjectionRaised, ObjectionWithdrawn, Decide, QuestionDue],
];

/** What a message of one contract leads to on a case. */
export interface CaseHandler<Data extends object = object> {
  contract: MessageContract;
  handle(file: CaseFile<Data>, message: Message, now: Date): Step<Data>;
}

/** Makes a handler of cases whose messages have the bodies of their contract. */
export const onCase = <Body, Data extends object>(
  contract: MessageContract<Body>,
  handle: (file: CaseFile<Data>, message: Message<Body>, now: Date) => Step<Data>,
  // Only messages of the contract are given to it.
): CaseHandler<Data> => ({ contract, handle: handle as CaseHandler<Data>["handle"] });

/**
 * Makes a handler of a timer. An answer may have been faster: what the file does not set any more changes nothing.
 * @param timers those that a file sets
 */
export const onDue = <Data extends object>(
  contract: MessageContract<Fired>,
  timers: (file: CaseFile<Data>) => Timer[],
  handle: (file: CaseFile<Data>, now: Date) => Step<Data>,
): CaseHandler<Data> =>
  onCase(contract, (file: CaseFile<Data>, { id }, now) =>
    timers(file).some((timer) => timer.id === id) ? handle(file, now) : { file, events: [] },
  );

/** A question to another processor, which answers in the same transaction. */
export interface Inquiry<Data extends object = object> {
  answer: MessageContract;
  /** Takes the answer into the file. */
  take(file: CaseFile<Data>, message: Message): CaseFile<Data>;
  /** Says that there is no answer yet: the case is not judged. */
  isOpen(file: CaseFile<Data>): boolean;
  /** Asks, or tells what has changed since: what every step on the case leads to beside its own. */
  follow(step: Step<Data>): Step<Data>;
}

/** Defines a service in which one state is one case. */
export const caseDefinition = <Data extends object>(rules: CaseRules<Data>): DomainDefinition => ({
  name: rules.name,
  processors: [caseProcessor(rules)],
  publishes: [
    ...[CaseDecided, CaseReferred, CaseDelayed, SubmissionAnswered, InformationRequested, NoticeRequested],
    ...(rules.followUp ? [ApplicationRefused] : []),
    ...(rules.competent ? forwardingEvents : []),
    ...(rules.publishes ?? []),
  ],
});

function caseProcessor<Data extends object>(rules: CaseRules<Data>): CaseProcessor<CaseFile<Data>> {
  const { on = [], inquiry } = rules;
  const contracts = [...caseMessages, ...on.map(({ contract }) => contract), ...(inquiry ? [inquiry.answer] : [])];
  const follow = (step: Step<Data>) => inquiry?.follow(step) ?? step;
  return {
    name: "case",
    initial: emptyFile<Data>,
    key: ({ envelope: { municipality, caseId, account } }) => ({
      tenant: municipality,
      key: (rules.followUp && account) || caseId,
    }),
    on: onEach([...new Set(contracts)], (before, message, { now }) => {
      const { file, events } = follow(first(rules, before, message, now));
      return { state: file, events };
    }),
    view: (file) => ({
      status: file.status,
      tasks: [...tasksOf(file).map((task) => withDay(task, rules.dueOn?.(file))), ...followUpTasks(file)],
      timers: [...questionTimers(file), ...followUpTimers(file), ...(rules.timers?.(file) ?? [])],
    }),
    file: fileOfNumber,
    explain: (first, { caseNumber }) => explained(rules, first, fileOfNumber(first, caseNumber)),
  };
}

const withDay = (task: Task, dueOn: string | undefined): Task => (dueOn ? { ...task, dueOn } : task);

function explained<Data extends object>(
  { explain, followUp }: CaseRules<Data>,
  first: CaseFile<Data>,
  file: CaseFile<Data>,
): CalculationStep[] {
  const { application, identity } = file;
  if (!application || !identity) return [];
  const complete = { ...file, application, identity };
  if (file !== first) return followUp?.explain?.(first, complete) ?? [];
  return explain?.(complete) ?? [];
}

/** A message is about the first case of its state, or about one that follows it. */
function first<Data extends object>(
  rules: CaseRules<Data>,
  before: CaseFile<Data>,
  message: Message,
  now: Date,
): Step<Data> {
  const { followUp } = rules;
  const caseId = followUp && followUpOf(before, message);
  const at: At = { now, accountTakes: accountTakes([before, ...before.followUps], message) };
  if (!caseId) return step(rules, before, message, at);
  const refused = fileOf(before.followUps, caseId) ? undefined : beyondAccount(before.followUps, message);
  if (refused) return { file: before, events: refused };
  const { remedy } = followUp;
  const { name, towns, legalRemedies } = rules;
  const forIt: CaseRules<Data> = {
    ...{ name, towns, legalRemedies },
    judge: (file) => followUp.judge(before, file, now),
    decide: (file, decision) => followUp.decide(before, file, decision, now),
    ...(remedy && { remedy: (file, said) => remedy(before, file, said, now) }),
  };
  return onFollowUp(before, caseId, (file) => step(forIt, file, message, at), followUp.amend);
}

interface At {
  now: Date;
  /** whether there is room for what is written, in all of the account */
  accountTakes: boolean;
}

/** What a message leads to on one case, with what has to be seen to after any of them. */
function step<Data extends object>(
  rules: CaseRules<Data>,
  before: CaseFile<Data>,
  message: Message,
  at: At,
): Step<Data> {
  return earlyObjectionHeard(noticed(handled(rules, before, message, at), at.now), rules, at.now);
}

function handled<Data extends object>(
  rules: CaseRules<Data>,
  before: CaseFile<Data>,
  message: Message,
  at: At,
): Step<Data> {
  const { now, accountTakes } = at;
  const away = rules.competent && forwarded(before, message, rules.competent);
  if (away) return away;
  const { inquiry } = rules;
  const taken = takeIn(before, message);
  const file = inquiry && is(inquiry.answer, message) ? inquiry.take(taken, message) : taken;
  if (isCredit(message)) return { file, events: [] };
  if (is(Decide, message)) return byPerson(rules, file, message.body, now);
  if (isOverdue(file, message)) return overdue(file, now);
  const objected = objectedTo(file, message, rules, at);
  if (objected) return objected;
  const submitted = submission(file, message, now, accountTakes);
  const opening = file.application && !before.application ? (rules.opened?.(file) ?? []) : [];
  const known = submitted ?? { file, events: opening };
  if (isComplete(known.file) && !inquiry?.isOpen(known.file)) {
    const judged = carryOut(known.file, rules.judge(known.file, now), now);
    return { file: judged.file, events: [...known.events, ...judged.events] };
  }
  const handler = rules.on?.find(({ contract }) => is(contract, message));
  const other = submitted ? undefined : handler?.handle(known.file, message, now);
  return other ? { file: other.file, events: [...known.events, ...other.events] } : known;
}

/** A credit is a remedy's: its notice has gone out already, and what waits for a reference waits for another one. */
const isCredit = (message: Message): boolean => is(PaymentArranged, message) && message.body.method === "credit";

function carryOut<Data extends object>(file: CompleteFile<Data>, verdict: Verdict<Data>, now: Date): Step<Data> {
  if (verdict.kind === "closed" || verdict.kind === "referred") return verdict;
  return verdict.kind === "ask" ? ask(file, verdict.items, now) : refer(file, verdict.reasons, now);
}

function byPerson<Data extends object>(
  rules: CaseRules<Data>,
  file: CaseFile<Data>,
  decision: PersonalDecision,
  now: Date,
): Step<Data> {
  const { application, identity } = file;
  if (file.status !== "waiting-for-person" || !application || !identity) throw new Fault("not-waiting");
  // What corrects a decision, or looks at it once more, goes by the form and the rules.
  demandUsed(decision, correctsDecision(file) || isReview(file) ? [] : (rules.decisionOptions ?? []));
  if (file.objection && decision.outcome === "refuse") return notRemedied(file, decision, rules);
  const told = remedied(file, decision, rules);
  const before = { ...file, application, identity };
  const known = withFacts(before, decision.instead?.facts);
  const anew = correctsDecision(file)
    ? correct(rules, { ...known, objection: null, forLetter: null }, remedyOf(before, decision), now)
    : rules.decide(deciding(known, decision, rules.legalRemedies), decision, now);
  const isDecided = anew.events.some(({ contract }) => contract.name === CaseDecided.name);
  if (isDecided) return { file: anew.file, events: [...anew.events, ...told] };
  // Announced first, or left as it was: nobody is told yet that they are right.
  return { file: { ...anew.file, objection: file.objection, forLetter: null }, events: anew.events };
}

function correct<Data extends object>(
  { remedy }: CaseRules<Data>,
  file: CompleteFile<Data>,
  said: Remedy,
  now: Date,
): Step<Data> {
  if (!remedy) throw new Fault("not-possible", "an dieser Entscheidung lässt sich nichts berichtigen");
  return remedy(file, said, now);
}
