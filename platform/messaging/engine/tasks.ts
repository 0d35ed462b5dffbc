import type { EventBodies } from "../../../types/generated/events.ts";
import { computeId } from "../ids.ts";
import type { EventContract } from "../messages/event.ts";
import type { WaitingTask } from "../ports/stored.ts";
import { type NewEvent, newEvent, type Task, type View } from "./processor.ts";
import type { StateSlot } from "./slots.ts";

type Change = EventBodies["task.changed.v1"]["change"];

/** What work lists know of a task; a stored one has its moment as a date. */
function bodyOf(task: Task | WaitingTask, change: Change, version: number): EventBodies["task.changed.v1"] {
  const { since, reasons, dueOn = "", assignee = "", asideUntil = "" } = task;
  return { change, since: new Date(since).toISOString(), codes: [...reasons], dueOn, assignee, asideUntil, version };
}

const textOf = (task: Task | WaitingTask): string => JSON.stringify(bodyOf(task, "changed", 0));

/**
 * Says how a state's tasks differ from those that are stored of it, as events about their cases.
 * @param view of the state as it is to be stored
 */
export function taskChanges(
  { id, before, version }: StateSlot,
  view: View,
  contract: EventContract<"task.changed.v1">,
): NewEvent[] {
  const stored = before?.tasks ?? [];
  if (!stored.length && !view.tasks.length) return [];
  const old = new Map(stored.map((task) => [task.caseId, task]));
  const now = new Map(view.tasks.map((task) => [task.caseId, task]));
  const changeOf = (task: Task | WaitingTask, change: Change): NewEvent => {
    const { caseId, caseNumber, serviceKey } = task;
    const metadata = { caseId, caseNumber, serviceKey, id: computeId("task", id, version, caseId) };
    return newEvent(contract, bodyOf(task, change, version), metadata);
  };
  const gone = [...old].flatMap(([caseId, task]) => (now.has(caseId) ? [] : [changeOf(task, "closed")]));
  const others = [...now].flatMap(([caseId, task]) => {
    const known = old.get(caseId);
    if (!known) return [changeOf(task, "opened")];
    return textOf(known) === textOf(task) ? [] : [changeOf(task, "changed")];
  });
  return [...gone, ...others];
}
