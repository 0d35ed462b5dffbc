import { expect } from "chai";
import type { CaseFile } from "../../platform/casework/case/case-file.ts";
import { type Proposal, proposalOf } from "../../platform/casework/questions/proposal.ts";
import { caseProcessorOf } from "../../platform/casework/service/case-processor.ts";
import { type Envelope, emptyEnvelope } from "../../platform/messaging/contracts/envelope.ts";
import type {
  AnyProcessor,
  Handled,
  NewEvent,
  ServiceDefinition,
  View,
} from "../../platform/messaging/engine/processor.ts";
import { addressOf, type Route, Routing, stateIdOf } from "../../platform/messaging/engine/routing.ts";
import { computeId } from "../../platform/messaging/ids.ts";
import { allEvents, type EventContract, type EventName } from "../../platform/messaging/messages/event.ts";
import type { Message } from "../../platform/messaging/messages/message.ts";
import type { EventBodies } from "../../types/generated/events.ts";

function frozen<T>(value: T): T {
  if (value && typeof value === "object" && !Buffer.isBuffer(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

/** A service, or one of its processors alone. */
export type Defined = ServiceDefinition | AnyProcessor;

const definitionOf = (defined: Defined): ServiceDefinition =>
  "processors" in defined ? defined : { name: defined.name, processors: [defined], publishes: allEvents() };

/**
 * A service without any wiring: `given(service).on(day).when(message).leadsTo(events)`. Each message is handled as the
 * engine would: on a state that was JSON in between and may not be changed in place; each event has to fit its contract
 * and be one that the service says it publishes. What it says to itself is for the test to hand on.
 */
export class Scene<State = CaseFile, Prepared = undefined> {
  readonly service: ServiceDefinition;
  /** by the ids under which they would be stored */
  readonly states = new Map<string, State>();
  /** what the latest message led to */
  events: NewEvent[] = [];
  answer: unknown;
  /** what was read for a batch, where a test does not say so with its message */
  prepared: Prepared | undefined;
  key = "";
  private readonly routing: Routing;
  private now = new Date("2026-11-22T10:00:00Z");
  private metadata: Partial<Envelope>;
  private count = 0;
  private inner: string[] = [];

  constructor(defined: Defined, metadata: Partial<Envelope> = {}) {
    this.service = definitionOf(defined);
    this.routing = new Routing(this.service);
    this.metadata = metadata;
  }

  /** Sets the clock: a day (at noon in Berlin) or a moment. */
  on(moment: string): this {
    this.now = new Date(moment.length === 10 ? `${moment}T11:00:00Z` : moment);
    return this;
  }

  /** What the envelopes of the following messages say. */
  for(metadata: Partial<Envelope>): this {
    this.metadata = { ...this.metadata, ...metadata };
    return this;
  }

  when<N extends EventName>(
    contract: EventContract<N>,
    body: EventBodies[N],
    metadata: Partial<Envelope> = {},
    prepared?: Prepared,
  ): this {
    expect(contract.type.isValid(body), `the test's own ${contract.name} fits its contract`).to.equal(true);
    const decoded = contract.type.fromBuffer(contract.type.toBuffer(body));
    return this.handle(contract.name, decoded, metadata, prepared);
  }

  /** A case worker's command. */
  decides(body: object, metadata: Partial<Envelope> = {}): this {
    return this.handle("command.decide", body, metadata);
  }

  handle(type: string, body: unknown, metadata: Partial<Envelope> = {}, prepared?: Prepared): this {
    this.count += 1;
    const id = metadata.id ?? computeId("test message", this.count);
    const envelope: Envelope = { ...emptyEnvelope, ...this.metadata, ...metadata, id, type };
    const message: Message = { id, type, envelope, body };
    const route = this.routing.route(message);
    this.key = stateIdOf(route.address);
    const handled = this.step(route, message, prepared);
    this.answer = handled.personalAnswer ?? handled.answer;
    this.events = this.handedOn(message, handled.events);
    return this;
  }

  /** A message could not be handled and is kept: what the service notes of it. */
  keeps(type: string, metadata: Partial<Envelope> = {}): this {
    const envelope: Envelope = { ...emptyEnvelope, ...this.metadata, ...metadata, type };
    const message: Message = { id: envelope.id, type, envelope, body: null };
    const { processor, address } = this.routing.route(message);
    const id = stateIdOf(address);
    const before = this.states.get(id);
    const state = before ? JSON.parse(JSON.stringify(before)) : processor.initial();
    this.states.set(id, JSON.parse(JSON.stringify(processor.onParked?.(frozen(state), message) ?? state)) as State);
    return this;
  }

  /** Hands some events on within the service, as the engine does with all; they are not among those that are shown. */
  within(...contracts: EventContract[]): this {
    this.inner = contracts.map(({ name }) => name);
    return this;
  }

  private handedOn({ id, envelope }: Message, events: readonly NewEvent[]): NewEvent[] {
    return events.flatMap((event, i) => {
      const { contract, body, metadata } = event;
      if (!this.inner.includes(contract.name)) return [event];
      const type = contract.name;
      const message = { id: computeId(id, i), type, body, envelope: { ...envelope, ...metadata, type } };
      return this.handedOn(message, this.step(this.routing.route(message), message).events);
    });
  }

  private step({ handler, processor, address }: Route, message: Message, prepared?: Prepared): Handled<unknown> {
    const id = stateIdOf(address);
    const before = this.states.get(id);
    const state = before ? JSON.parse(JSON.stringify(before)) : processor.initial();
    const handled = handler.handle(frozen(state), frozen(message), {
      now: this.now,
      prepared: prepared ?? this.prepared,
    });
    for (const { contract, body, bytes } of handled.events) {
      if (bytes) continue;
      expect(this.service.publishes.map(({ name }) => name)).to.include(contract.name);
      expect(contract.type.isValid(body), `${contract.name} fits its contract`).to.equal(true);
    }
    this.states.set(id, handled.state as State);
    return handled;
  }

  /** What the service reads for a batch before it is decided. */
  async prepare(messages: readonly Message[]): Promise<Prepared> {
    const processor = this.service.processors.find((one) => one.prepare);
    return (await processor?.prepare?.(messages)) as Prepared;
  }

  /** What is told where a message about the latest message's state is given up. */
  givesUp(envelope: Envelope, id: string): Handled<State> | undefined {
    const processor = this.service.processors.find((one) => one.givenUp);
    const state = this.states.get(this.key) ?? processor?.initial();
    return processor?.givenUp?.(state, envelope, id) as Handled<State> | undefined;
  }

  private get processor(): AnyProcessor {
    const found = this.key ? this.routing.processor(addressOf(this.key).processor) : this.service.processors.at(-1);
    if (!found) throw new Error(`no processor has ${this.key}`);
    return found;
  }

  /** What granting a case of the latest message's state would come to. */
  proposes(caseNumber: string): Proposal {
    const processor = caseProcessorOf(this.service, this.processor.name);
    if (!processor) throw new Error(`${this.processor.name} has no cases`);
    return proposalOf(processor, { state: frozen(this.state), caseNumber, now: this.now });
  }

  /** Of the latest message. */
  get state(): State {
    return this.states.get(this.key) ?? (this.processor.initial() as State);
  }

  /** What the platform knows of the latest message's state. */
  get view(): View {
    return this.processor.view(this.state);
  }

  /** What the platform knows of all states. */
  get views(): View[] {
    return [...this.states].flatMap(
      ([id, state]) => this.routing.processor(addressOf(id).processor)?.view(state) ?? [],
    );
  }

  get names(): string[] {
    return this.events.map(({ contract }) => contract.name);
  }

  /** The latest message led to exactly these events, in this order. */
  leadsTo(...contracts: EventContract[]): this {
    expect(this.names).to.deep.equal(contracts.map(({ name }) => name));
    return this;
  }

  /** The body of the one event of a contract that the latest message led to. */
  said<N extends EventName>(contract: EventContract<N>): EventBodies[N] {
    return this.newEvent(contract).body as EventBodies[N];
  }

  newEvent(contract: EventContract): NewEvent {
    const found = this.events.filter((event) => event.contract.name === contract.name);
    const [only] = found;
    if (!only || found.length > 1) throw new Error(`expected one ${contract.name} among ${this.names.join(", ")}`);
    return only;
  }
}

export const given = <S = CaseFile, P = undefined>(defined: Defined, metadata?: Partial<Envelope>): Scene<S, P> =>
  new Scene(defined, metadata);
