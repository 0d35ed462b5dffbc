import type { Loaded, StoredState } from "../ports/store.ts";
import type { View } from "./processor.ts";

/** One key's state while a batch is decided. */
export interface StateSlot {
  /** as it was loaded; undefined: not stored yet */
  before: StoredState | undefined;
  id: string;
  tenant: string;
  key: string;
  version: number;
  /** sealed, as it was read, and as it is to be written; undefined: not stored yet */
  body: Buffer | undefined;
  /** the state itself, once the first message of the batch needs it: read once and written once, however many follow */
  state: { value: unknown } | undefined;
  /** what the platform may know of it, once the batch is decided */
  view: View | undefined;
  /** timers that this batch brought */
  fired: Set<string>;
  handled: StoredState["handled"];
  handledBefore: boolean;
  /** who acted on it last */
  actor: string;
  /** this batch's time on this key: it never goes back, whatever the clocks of two instances say */
  at: Date;
}

/** Makes a slot for each key of a batch. */
export function slotsOf({ states }: Loaded, ids: readonly string[], now: Date): Map<string, StateSlot> {
  const stored = new Map(states.map((state) => [state._id, state]));
  return new Map(ids.map((id) => [id, slotOf(id, stored.get(id), now)]));
}

function slotOf(id: string, before: StoredState | undefined, now: Date): StateSlot {
  const cut = id.indexOf("/");
  return {
    before,
    id,
    tenant: id.slice(0, cut),
    key: id.slice(cut + 1),
    version: before?.version ?? 0,
    body: before?.body,
    state: undefined,
    view: undefined,
    fired: new Set(),
    handled: [...(before?.handled ?? [])],
    handledBefore: before?.handledBefore ?? false,
    actor: before?.actor ?? "",
    at: before ? new Date(Math.max(now.getTime(), before.updatedAt.getTime() + 1)) : now,
  };
}

/** Whether a batch changed a state. */
export const isChanged = ({ version, before }: StateSlot): boolean => version > (before?.version ?? 0);

/** What is stored of a state, with what the platform may know of it. */
export function stateIn({ id, tenant, key, version, body, view, at, ...slot }: StateSlot): StoredState {
  const { status = "", tasks = [], timers = [] } = view ?? {};
  const due = timers.map((timer) => ({ ...timer, due: new Date(timer.due) }));
  return {
    _id: id,
    tenant,
    key,
    version,
    status,
    body: body ?? Buffer.alloc(0),
    timers: due,
    nextTimer: due.length ? new Date(Math.min(...due.map((timer) => timer.due.getTime()))) : null,
    tasks: tasks.map((task) => ({ ...task, since: new Date(task.since) })),
    handled: slot.handled,
    handledBefore: slot.handledBefore,
    actor: slot.actor,
    updatedAt: at,
  };
}
