import { Fault, faultOf } from "../faults.ts";
import { computeId } from "../ids.ts";
import type { EventContract } from "../messages/event.ts";
import { kindOf, type Message } from "../messages/message.ts";
import { SealedError } from "../ports/sealing.ts";
import type { Loaded, StoredState } from "../ports/store.ts";
import { actorBehind, type BatchItem, unread } from "./batch.ts";
import { type Caused, causedBy, messageOf } from "./caused.ts";
import type { Delivery, Outcome } from "./delivery.ts";
import type { AnyProcessor, NewEvent, StateAddress, View } from "./processor.ts";
import { attemptsMax, begunMax } from "./retry.ts";
import { type Route, type Routing, stateIdOf } from "./routing.ts";
import { isChanged, type StateSlot, slotOf, storedById } from "./slots.ts";
import { taskChanges } from "./tasks.ts";

/** An event that the same service handles may lead to another one, so often. */
export const roundsMax = 4;

/** A message with the state that it is for; absent for one that cannot be read, where nobody is to hear of it. */
export interface Routed {
  item: BatchItem;
  route?: Route | undefined;
}

/** What became of one message, before it is written. */
export interface Settled {
  item: BatchItem;
  outcome: Outcome;
  events: Caused[];
}

export interface DecidingParts {
  service: string;
  routing: Routing;
  loaded: Loaded;
  /** the loaded states' values, or why one cannot be opened */
  values: ReadonlyMap<StoredState, unknown>;
  /** personal answers of messages that were handled before, by their ids */
  opened: ReadonlyMap<string, unknown>;
  /** what each processor read for the batch */
  prepared: ReadonlyMap<AnyProcessor, unknown>;
  now: Date;
  /** what is told of a message that is given up, where its processor says nothing of its own */
  givenUp(item: BatchItem, id: string): NewEvent[];
}

/** A message needs a state that was not loaded: everything is decided once more when it is. */
class NotLoaded extends Error {}

/**
 * Decides a batch on one moment's view of its states, one message after the other, each with all that it leads to within
 * the service. Writes nothing, and changes nothing that it was given.
 */
export class Deciding {
  /** states that are needed beside those that were loaded; what was settled counts only where there are none */
  readonly missing = new Map<string, StateAddress>();
  private readonly parts: DecidingParts;
  private readonly slots = new Map<string, StateSlot>();
  private readonly stored: ReadonlyMap<string, StoredState>;
  private readonly answers = new Map<string, unknown>();
  /** of states that nothing changes any more: a view may be of thousands of cases */
  private readonly views = new Map<StateSlot, View>();
  private undo: (() => void)[] = [];

  constructor(parts: DecidingParts) {
    this.parts = parts;
    this.stored = storedById(parts.loaded);
    for (const [id, { answer }] of parts.loaded.answers) this.answers.set(id, parts.opened.get(id) ?? answer);
  }

  /** Ids that are handled now, with what was answered. */
  get handled(): ReadonlyMap<string, unknown> {
    return this.answers;
  }

  changed(): StateSlot[] {
    return [...this.slots.values()].filter(isChanged);
  }

  /**
   * Tells work lists how the tasks of the changed states differ from before the batch, once all of it is settled: as
   * events of the messages that changed them last.
   */
  tellTasks(settled: readonly Settled[], contract: EventContract<"task.changed.v1">): void {
    for (const slot of this.changed()) {
      const newEvents = slot.cause ? taskChanges(slot, this.viewOf(slot), contract) : [];
      if (!slot.cause || !newEvents.length) continue;
      const { item } = slot.cause;
      const events = causedBy({ service: this.parts.service, ...slot.cause, at: slot.at, stateId: slot.id }, newEvents);
      settled.find((one) => one.item === item)?.events.push(...events);
    }
  }

  /** What the platform may know of a changed state, once all of the batch is settled. */
  viewOf(slot: StateSlot): View {
    const known = this.views.get(slot);
    if (known) return known;
    const processor = this.parts.routing.processor(slot.address.processor);
    if (!processor) throw new Error(`no processor is called ${slot.address.processor}`);
    const view = processor.view(slot.state?.value);
    this.views.set(slot, view);
    return view;
  }

  /** Decides one message on its state, which later messages of the batch then see. */
  settle({ item, route }: Routed): Settled {
    const { message, fault, delivery } = item;
    const { id } = delivery.envelope;
    const parked = this.parts.loaded.parked.get(id);
    if (this.answers.has(id) || isKeptElsewhere(delivery, parked))
      return { item, outcome: { kind: "done", answer: this.answers.get(id), again: true }, events: [] };
    const tell = parked !== "dead"; // Who replays it knows already; so does the portal.
    const failed = (fault: Fault) => this.failed(item, fault, tell ? route : undefined, tell);
    if (fault || !message || !route) return failed(fault ?? faultOf(undefined));
    if ((delivery.begun ?? 0) > begunMax) return failed(new Fault("process-died", `begun ${begunMax} times`));
    this.undo = [];
    try {
      const { answer, events } = this.chain(item, message, route);
      this.answers.set(id, answer);
      return { item, outcome: { kind: "done", answer, again: false }, events };
    } catch (error) {
      for (const undo of this.undo.reverse()) undo();
      if (error instanceof NotLoaded)
        return { item, outcome: { kind: "done", answer: undefined, again: false }, events: [] };
      return failed(faultOf(error));
    }
  }

  /** Handles a message, then the events that it leads to here, in their order: all of them or none. */
  private chain(item: BatchItem, message: Message, route: Route): { answer: unknown; events: Caused[] } {
    const first = this.slot(route.address);
    checkVersion(message, first);
    const { answer, personalAnswer, events } = this.step(item, message, route);
    const queue = events.map((event) => ({ event, round: 1 }));
    const all = [...events];
    for (const { event, round } of queue) {
      const inner = event.bytes ? undefined : messageOf(event);
      const route = inner && this.parts.routing.find(inner);
      if (!inner || !route) continue;
      if (round > roundsMax) throw new Fault("unexpected", `${event.contract.name}: a chain of more than ${roundsMax}`);
      const more = this.step(item, inner, route).events;
      queue.push(...more.map((event) => ({ event, round: round + 1 })));
      all.push(...more);
    }
    const plain = item.delivery.origin === "command" ? { id: message.id, version: first.version } : answer;
    first.fired.add(message.id);
    first.handled.push({ id: message.id, ...(plain === undefined ? {} : { answer: plain }) });
    if (personalAnswer !== undefined) first.personal.set(message.id, personalAnswer);
    return { answer: personalAnswer ?? plain, events: all };
  }

  private step(item: BatchItem, message: Message, { processor, handler, address }: Route) {
    const slot = this.slot(address);
    const state = this.open(slot, processor);
    const prepared = this.parts.prepared.get(processor);
    const handled = handler.handle(state, message, { now: slot.at, prepared });
    this.change(slot, handled.state, { actor: actorBehind(message), item, message });
    const cause = { service: this.parts.service, item, message, at: slot.at, stateId: slot.id };
    const { answer, personalAnswer } = handled;
    return { answer, personalAnswer, events: causedBy(cause, handled.events) };
  }

  private change(slot: StateSlot, value: unknown, by: { actor: string; item: BatchItem; message: Message }): void {
    const { version, state, actor, cause } = slot;
    this.undo.push(() => Object.assign(slot, { version, state, actor, cause }));
    slot.version += 1;
    slot.state = { value };
    slot.actor = by.actor || actor;
    slot.cause = { item: by.item, message: by.message };
  }

  private slot(address: StateAddress): StateSlot {
    const id = stateIdOf(address);
    let slot = this.slots.get(id);
    if (!slot) {
      if (!this.parts.loaded.asked.has(id)) {
        this.missing.set(id, address);
        throw new NotLoaded(id);
      }
      slot = slotOf(address, this.stored.get(id), this.parts.now);
      this.slots.set(id, slot);
    }
    return slot;
  }

  /** A batch's value of a state: read with its first message, however many follow. */
  private open(slot: StateSlot, processor: AnyProcessor): unknown {
    const value = slot.before ? this.parts.values.get(slot.before) : processor.initial();
    if (value instanceof SealedError) throw new Fault("bad-contract", value.message, { cause: value });
    slot.state ??= { value };
    return slot.state.value;
  }

  /** @param tell whether the portal hears of it when this is the end */
  private failed(item: BatchItem, fault: Fault, route: Route | undefined, tell: boolean): Settled {
    const { delivery } = item;
    if (delivery.origin === "command") return { item, outcome: { kind: "refused", fault }, events: [] };
    const again = fault.retry && (!fault.counts || delivery.attempts + 1 < attemptsMax);
    this.noteKept(item, route);
    if (again) return { item, outcome: { kind: "retry", fault }, events: [] };
    return { item, outcome: { kind: "dead", fault }, events: tell ? this.tellDelayed(item, route) : [] };
  }

  private noteKept(item: BatchItem, route: Route | undefined): void {
    if (!route?.processor.onParked || item.keepsNoNote) return;
    const slot = this.slot(route.address);
    if (slot.before && this.parts.values.get(slot.before) instanceof SealedError) return;
    const state = this.open(slot, route.processor);
    const message = item.message ?? unread(item);
    const noted = route.processor.onParked(state, message);
    if (noted !== state) this.change(slot, noted, { actor: "", item, message });
  }

  /** Tells the portal that a person has to look: by what the processor says of itself, or by an event about the case. */
  private tellDelayed(item: BatchItem, route: Route | undefined): Caused[] {
    const { service, now, givenUp } = this.parts;
    const { envelope, attempts } = item.delivery;
    // Its own id: a later replay of the same message records its events under the ids of their positions.
    const id = computeId(envelope.id, "delayed", attempts);
    const cause = { service, item, message: unread(item) };
    if (!route?.processor.givenUp) return causedBy({ ...cause, at: now, stateId: "" }, givenUp(item, id));
    const slot = this.slot(route.address);
    const { state, events } = route.processor.givenUp(this.open(slot, route.processor), envelope, id);
    this.change(slot, state, { actor: "", item, message: cause.message });
    return causedBy({ ...cause, at: slot.at, stateId: slot.id }, events);
  }
}

/** A message that is kept already comes once more: from the bus, or from an instance that was slower to try it again. */
function isKeptElsewhere({ origin, attempts }: Delivery, parked: number | "dead" | undefined): boolean {
  if (origin === "retry") return parked !== attempts;
  if (origin === "replay") return parked !== "dead";
  return parked !== undefined;
}

/** A command names the version that its actor saw: on another one it would decide about something unseen. */
function checkVersion({ type, body }: Message, { version }: StateSlot): void {
  if (kindOf(type) !== "command") return;
  if ((body as { version: number }).version !== version) throw new Fault("version-conflict");
}
