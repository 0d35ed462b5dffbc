import { type Message, onEach, type Task } from "../../messaging/index.ts";
import { accountTakes, beyondAccount } from "../case/account-bound.ts";
import { type CaseFile, emptyFile, type Step, tasksOf } from "../case/case-file.ts";
import { fileOf } from "../case/case-files.ts";
import { ApplicationRefused, TaskChanged } from "../case/events.ts";
import type { ObjectedAt } from "../objections/objections.ts";
import { forwardingEvents } from "../questions/forwarding.ts";
import type { CalculationStep } from "../towns/dry-run.ts";
import type { CaseProcessor, DomainDefinition } from "./case-processor.ts";
import type { CaseRules } from "./case-rules.ts";
import { caseMessages, caseOutcomes, stepOnCase } from "./case-step.ts";
import { caseTimers } from "./case-timers.ts";
import { fileOfNumber, followUpOf, followUpTasks, followUpTimers, onFollowUp } from "./follow-ups.ts";

/** Defines a service in which one state is one case. */
export const caseDefinition = <Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
): DomainDefinition => ({
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
  ],
});

function caseProcessor<Data extends object, Facts extends object>(
  rules: CaseRules<Data, Facts>,
): CaseProcessor<CaseFile<Data>> {
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
  if (file !== first) return followUp?.explain?.(first, complete) ?? [];
  return explain?.(complete) ?? [];
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
  const { remedy } = followUp;
  const { name, forms, towns, legalRemedies, decision } = rules;
  const forIt: CaseRules<Data, Facts> = {
    ...{ name, forms, towns, legalRemedies, decision },
    judge: (file) => followUp.judge(before, file, now),
    decide: (file, decision) => followUp.decide(before, file, decision, now),
    ...(remedy && { remedy: (file, said) => remedy(before, file, said, now) }),
  };
  return onFollowUp(before, caseId, (file) => stepOnCase(forIt, file, message, at), followUp.amend);
}
