import type { Message } from "../messages/message.ts";
import type { Loaded, StoredState } from "../ports/store.ts";
import type { BatchItem } from "./batch.ts";
import type { StateAddress, View } from "./processor.ts";
import { stateIdOf } from "./routing.ts";

/** One state while a batch is decided. */
export interface StateSlot {
  /** as it was loaded; undefined: not stored yet */
  before: StoredState | undefined;
  id: string;
  address: StateAddress;
  version: number;
  /** the state itself, once the first message of the batch needs it: read once and written once, however many follow */
  state: { value: unknown } | undefined;
  /** timers that this batch brought */
  fired: Set<string>;
  handled: StoredState["handled"];
  handledBefore: boolean;
  /** this batch's answers that are stored sealed, by the messages' ids */
  personal: Map<string, unknown>;
  /** who acted on it last */
  actor: string;
  /** what changed it last */
  cause: { item: BatchItem; message: Message } | undefined;
  /** this batch's time on this state: it never goes back, whatever the clocks of two instances say */
  at: Date;
}

/** Makes the slot of a state that was asked for. */
export function slotOf(address: StateAddress, before: StoredState | undefined, now: Date): StateSlot {
  return {
    before,
    id: stateIdOf(address),
    address,
    version: before?.version ?? 0,
    state: undefined,
    fired: new Set(),
    handled: [...(before?.handled ?? [])],
    handledBefore: before?.handledBefore ?? false,
    personal: new Map(),
    actor: before?.actor ?? "",
    cause: undefined,
    at: before ? new Date(Math.max(now.getTime(), before.updatedAt.getTime() + 1)) : now,
  };
}

/** The states of a batch by their ids. */
export const storedById = ({ states }: Loaded): ReadonlyMap<string, StoredState> =>
  new Map(states.map((state) => [state._id, state]));

/** Whether a batch changed a state. */
export const isChanged = ({ version, before }: StateSlot): boolean => version > (before?.version ?? 0);

/**
 * What is stored of a state, with what the platform may know of it.
 * @param sealed its value and its personal answers, by the messages' ids
 */
export function storedState(
  slot: StateSlot,
  view: View,
  { body, answers }: { body: Buffer; answers: ReadonlyMap<string, Buffer> },
): StoredState {
  const timers = view.timers.filter(({ id }) => !slot.fired.has(id));
  const due = timers.map((timer) => ({ ...timer, due: new Date(timer.due) }));
  return {
    _id: slot.id,
    ...slot.address,
    version: slot.version,
    status: view.status,
    body,
    timers: due,
    nextTimer: due.length ? new Date(Math.min(...due.map((timer) => timer.due.getTime()))) : null,
    tasks: view.tasks.map((task) => ({ ...task, since: new Date(task.since) })),
    handled: slot.handled.map((one) => {
      const sealed = answers.get(one.id);
      return sealed ? { ...one, sealed } : one;
    }),
    handledBefore: slot.handledBefore,
    actor: slot.actor,
    updatedAt: slot.at,
  };
}
