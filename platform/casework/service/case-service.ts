import { type Message, onEach, type Task } from "../../messaging/index.ts";
import { accountTakes, beyondAccount } from "../case/account-bound.ts";
import { type CaseFile, emptyFile, type Step, tasksOf } from "../case/case-file.ts";
import { fileOf } from "../case/case-files.ts";
import { ApplicationRefused, PaymentRequested, TaskChanged } from "../case/events.ts";
import { type FeeCorrection, lowerFee } from "../money/fees.ts";
import type { ObjectedAt } from "../objections/objections.ts";
import { forwardingEvents } from "../questions/forwarding.ts";
import { asText, type CalculationStep } from "../towns/dry-run.ts";
import { readForms } from "../towns/forms.ts";
import type { CaseProcessor, DomainDefinition } from "./case-processor.ts";
import type { CaseRules } from "./case-rules.ts";
import { caseMessages, caseOutcomes, onArranged, stepOnCase } from "./case-step.ts";
import { caseTimers } from "./case-timers.ts";
import { decisionWith, type Properties } from "./decision.ts";
import { fileOfNumber, followUpOf, followUpTasks, followUpTimers, onFollowUp } from "./follow-ups.ts";

/** What a service says of its cases. */
export interface CaseDefinition<Data extends object, Facts extends object>
  extends Omit<CaseRules<Data, Facts>, "decision" | "forms"> {
  /** where its forms lie, and how portals write them */
  folder: string;
  /** its decision.schema.json: what a person may say of a decision that grants, beside their reason */
  decision: { properties: Properties };
}

/** Defines a service in which one state is one case. */
export function caseDefinition<Data extends object, Facts extends object>(
  described: CaseDefinition<Data, Facts>,
): DomainDefinition {
  const rules = withFee({
    ...described,
    forms: readForms(described.folder),
    decision: decisionWith<Facts>(described.decision),
  });
  return {
    name: rules.name,
    decision: rules.decision,
    forms: rules.forms,
    taskChanged: TaskChanged,
    processors: [caseProcessor(rules)],
    publishes: [
      ...caseOutcomes,
      ...(rules.followUp ? [ApplicationRefused] : []),
      ...(rules.competent ? forwardingEvents : []),
      ...(rules.publishes ?? []),
      ...(rules.fee ? [PaymentRequested] : []),
    ],
  };
}

/** What a fee brings with it: payments' answer issues the notice, and an objection may lower it. */
function withFee<Data extends object, Facts extends object>(rules: CaseRules<Data, Facts>): CaseRules<Data, Facts> {
  const { fee, towns, office = "", legalRemedies, on = [] } = rules;
  if (!fee) return rules;
  const lowered: FeeCorrection<Data> = {
    ...{ ...fee, terms: fee, towns, office, legalRemedies },
    basis: ({ data }) => (data ? fee.basis(data) : ""),
    isOut: ({ data }) => data !== null && fee.isOut(data),
  };
  return {
    grantObjection: (file, granted, now) => lowerFee(lowered, file, granted, now),
    ...rules,
    on: [onArranged(rules), ...on],
  };
}

function caseProcessor<Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
): CaseProcessor<CaseFile<Data>> {
  const { on = [], inquiry } = rules;
  const contracts = [
    ...caseMessages,
    ...on.map((one) => one.due ?? one.contract),
    ...(inquiry ? [inquiry.answer] : []),
  ];
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
      timers: [...caseTimers(file), ...followUpTimers(file), ...(rules.timers?.(file) ?? [])],
    }),
    file: fileOfNumber,
    explain: (first, { caseNumber }) => explained(rules, first, fileOfNumber(first, caseNumber)),
  };
}

const withDay = (task: Task, dueOn: string | undefined): Task => (dueOn ? { ...task, dueOn } : task);

function explained<Data extends object, Facts extends object>(
  { explain, followUp }: CaseRules<Data, Facts>,
  first: CaseFile<Data>,
  file: CaseFile<Data>,
): CalculationStep[] {
  const { application, identity } = file;
  if (!application || !identity) return [];
  const complete = { ...file, application, identity };
  const steps = file === first ? explain?.(complete) : followUp?.explain?.(first, complete);
  return (steps ?? []).map(asText);
}

/** A message is about the first case of its state, or about one that follows it. */
function first<Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
  before: CaseFile<Data>,
  message: Message,
  now: Date,
): Step<Data> {
  const { followUp } = rules;
  const caseId = followUp && followUpOf(before, message);
  const at: ObjectedAt = { now, accountTakes: accountTakes([before, ...before.followUps], message) };
  if (!caseId) return stepOnCase(rules, before, message, at);
  const refused = fileOf(before.followUps, caseId) ? undefined : beyondAccount(before.followUps, message);
  if (refused) return { file: before, events: refused };
  const { grantObjection } = followUp;
  const { name, forms, towns, office = "", legalRemedies, decision } = rules;
  const forIt: CaseRules<Data, Facts> = {
    ...{ name, forms, towns, office, legalRemedies, decision },
    judge: (file) => followUp.judge(before, file, now),
    decide: (file, decision) => followUp.decide(before, file, decision, now),
    ...(grantObjection && { grantObjection: (file, granted) => grantObjection(before, file, granted, now) }),
  };
  return onFollowUp(before, caseId, (file) => stepOnCase(forIt, file, message, at), followUp.amend);
}
