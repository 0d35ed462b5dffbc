import type { EventBodies } from "../../../types/generated/events.ts";
import type { Envelope } from "../contracts/envelope.ts";
import type { EventContract, EventName } from "../messages/event.ts";
import type { Message, MessageContract } from "../messages/message.ts";
import type { Timer } from "../messages/timer.ts";

/** An event to be recorded. What `about` leaves out is taken from the message that causes it. */
export interface NewEvent {
  contract: EventContract;
  body: unknown;
  metadata: Partial<Envelope>;
  /** encoded already: the same bytes once more */
  bytes?: Buffer;
  /** place among the messages about one application, where they must leave one after the other */
  order?: number;
}

/** Makes an event to be recorded; its body fits its contract. */
export function newEvent<N extends EventName>(
  contract: EventContract<N>,
  body: EventBodies[N],
  metadata: Partial<Envelope> = {},
): NewEvent {
  return { contract, body, metadata };
}

/** Something a person has to do. Reasons are codes, never personal data. */
export interface Task {
  caseId: string;
  caseNumber: string;
  /** of the case: says which offices work on it; "" for what is the service's own whatever the case */
  serviceKey: string;
  /** when the case began to wait, ISO 8601 */
  since: string;
  reasons: string[];
  /** the last day that the law leaves for it, YYYY-MM-DD, where it leaves one */
  dueOn?: string;
  /** pseudonym of who has taken it, where somebody has */
  assignee?: string;
  /** the last day on which it is set aside, YYYY-MM-DD, where it is */
  asideUntil?: string;
}

/** What the platform may know of a state without opening its body. */
export interface View {
  status: string;
  tasks: Task[];
  timers: Timer[];
}

/** What a message comes to: the state after it, and what follows. */
export interface Handled<State> {
  state: State;
  events: NewEvent[];
  /** what a caller gets, now and whenever the same message comes again; nothing personal */
  answer?: unknown;
  /** as `answer`, for what is personal: it is stored sealed */
  personalAnswer?: unknown;
}

/** What a handler is told beside its message. */
export interface Context<Prepared> {
  /** the store's time, which never goes back on one state */
  now: Date;
  /** what was read for the batch; of a message to a processor of the same service, nothing was read for itself */
  prepared: Prepared;
}

/** Names one state of a processor: the town (or the portal, for what is not routed yet) and the key within it. */
export interface StateKey {
  tenant: string;
  key: string;
}

/** Names one state of a service. */
export interface StateAddress extends StateKey {
  /** the processor's name */
  processor: string;
}

/** Handles the messages of one contract. */
export interface Handler<State, Prepared = undefined> {
  readonly contract: MessageContract;
  /** Says what follows from a message; changes nothing. @throws Fault for a message that cannot be handled */
  handle(state: State, message: Message, context: Context<Prepared>): Handled<State>;
}

type Handle<State, Body, Prepared> = (
  state: State,
  message: Message<Body>,
  context: Context<Prepared>,
) => Handled<State>;

/** Makes a handler whose messages have the bodies of their contract. */
export function on<State, Body, Prepared = undefined>(
  contract: MessageContract<Body>,
  handle: Handle<State, Body, Prepared>,
): Handler<State, Prepared> {
  // The engine gives a handler the messages of its contract alone.
  return { contract, handle: handle as Handle<State, unknown, Prepared> };
}

/** Makes one handler for the messages of several contracts. */
export const onEach = <State, Prepared = undefined>(
  contracts: readonly MessageContract[],
  handle: Handle<State, unknown, Prepared>,
): Handler<State, Prepared>[] => contracts.map((contract) => ({ contract, handle }));

/**
 * One kind of states, and what changes them. Handlers are pure: time and whatever was read come in as arguments, and
 * the same message on the same state gives the same result.
 */
export interface Processor<State, Prepared = undefined> {
  /** names the kind of states within the service; stored with each of them */
  readonly name: string;
  /** Makes the state that there is before the first message. */
  initial(): State;
  /** Names the state that a message is for; undefined: it is for another processor. */
  key(message: Message): StateKey | undefined;
  readonly on: readonly Handler<State, Prepared>[];
  /** Says what the platform may know of a state: nothing personal. */
  view(state: State): View;
  /** Reads what a batch needs, before the transaction and outside of it; may be repeated. */
  prepare?(messages: readonly Message[]): Promise<Prepared>;
  /**
   * Says what is told where a message about this state is given up and a person has to look; absent: what the service
   * says of all its messages. The key is asked for with a message without a body.
   * @param id of the event that tells it
   */
  givenUp?(state: State, envelope: Envelope, id: string): Handled<State>;
  /**
   * Notes on a state that a message for it is kept, for another try or for a person: what comes later may have to wait for
   * it. Absent: nothing is noted. Called with each try that fails; a state that is returned as it is, is not written.
   */
  onParked?(state: State, message: Message): State;
}

/** A processor of which nobody needs to know the states. */
export type AnyProcessor = Processor<unknown, unknown>;

/**
 * What a service does, without any wiring: its processors, each asked in this order whether a message is for it. An event
 * that one of them records and another (or itself) handles is handled in the same transaction.
 */
export interface ServiceDefinition<P extends AnyProcessor = AnyProcessor> {
  readonly name: string;
  readonly processors: readonly P[];
  readonly publishes: readonly EventContract[];
  /** the event, one of `publishes`, by which work lists hear of every change of a task; absent: they hear nothing */
  readonly taskChanged?: EventContract<"task.changed.v1">;
  /** only events of this portal are taken */
  readonly portal?: string;
  /** only events about these LeiKa keys are taken */
  readonly serviceKeys?: readonly string[];
  /** messages in one batch, 500 unless each of them is heavy */
  readonly batchMax?: number;
}
