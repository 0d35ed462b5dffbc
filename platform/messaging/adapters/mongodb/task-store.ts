import { type ClientSession, trusted } from "mongoose";
import type { StoredTask } from "../../ports/archive.ts";
import type { StoredState } from "../../ports/store.ts";
import type { Models } from "./models.ts";
import { insertAll, within } from "./transaction.ts";

/** Stands for the day of a task for which the law leaves no last one: after all that have one. */
const noDay = "9999-12-31";

/** A state whose tasks are written. */
type Waiting = Pick<StoredState, "_id" | "tenant" | "tasks">;

/** The tasks of a state as they are stored, by id. Cases of one number are one task: a person names it by that. */
export function documentsOf({ _id: stateId, tenant, tasks }: Waiting): Map<string, StoredTask> {
  const all = new Map<string, StoredTask>();
  for (const { caseId, caseNumber, serviceKey, since, reasons, dueOn, assignee, asideUntil } of tasks) {
    const _id = `${stateId} ${caseNumber}`;
    const known = all.get(_id);
    const order = `${dueOn ?? noDay} ${since.toISOString()} ${_id}`;
    const task = {
      ...{ _id, stateId, tenant, serviceKey, caseId, caseNumber, since, reasons, order },
      ...(dueOn && { dueOn }),
      ...(assignee && { assignee }),
      ...(asideUntil && { asideUntil }),
    };
    if (known) known.reasons = [...known.reasons, ...reasons];
    else all.set(_id, task);
  }
  return all;
}

const isSame = (one: StoredTask, other: StoredTask | undefined): boolean =>
  other !== undefined &&
  one.order === other.order &&
  one.serviceKey === other.serviceKey &&
  one.caseId === other.caseId &&
  one.assignee === other.assignee &&
  one.asideUntil === other.asideUntil &&
  one.reasons.length === other.reasons.length &&
  one.reasons.every((reason, i) => reason === other.reasons[i]);

/**
 * Brings the tasks of some states up to date, in the transaction that writes the states: only what differs from before
 * is written, and nothing for a state that has no tasks and had none.
 */
export async function writeTasks(
  { tasks }: Models,
  session: ClientSession,
  states: readonly { state: Waiting; before: StoredState["tasks"] }[],
): Promise<void> {
  const gone: string[] = [];
  const fresh: StoredTask[] = [];
  for (const { state, before } of states) {
    if (!before.length && !state.tasks.length) continue;
    const old = documentsOf({ ...state, tasks: before });
    const now = documentsOf(state);
    for (const [id, task] of old) if (!now.has(id) || !isSame(task, now.get(id))) gone.push(id);
    for (const [id, task] of now) if (!isSame(task, old.get(id))) fresh.push(task);
  }
  if (gone.length) await tasks.deleteMany({ _id: trusted({ $in: gone }) }, within(session));
  await insertAll(tasks, fresh, session);
}
