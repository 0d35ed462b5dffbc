import { expect } from "chai";
import { type Proposal, proposalOf } from "../../platform/casework/proposal.ts";
import { type Envelope, emptyEnvelope } from "../../platform/messaging/contracts/envelope.ts";
import type { Draft, Surface } from "../../platform/messaging/engine/processor.ts";
import { computeId } from "../../platform/messaging/ids.ts";
import type { EventContract, EventName } from "../../platform/messaging/messages/event.ts";
import type { Message } from "../../platform/messaging/messages/message.ts";
import type { EventBodies } from "../../types/generated/events.ts";

function frozen<T>(value: T): T {
  if (value && typeof value === "object" && !Buffer.isBuffer(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

/**
 * A service's surface without any wiring: `given(surface).on(day).when(message).leadsTo(events)`. Each message is
 * handled as the engine would: on a state that was JSON in between and may not be changed in place; each event has to
 * fit its contract and be one that the surface says it publishes.
 */
export class Scene<State, Prepared = undefined> {
  readonly surface: Surface<State, Prepared>;
  readonly states = new Map<string, State>();
  /** what the latest message led to */
  events: Draft[] = [];
  answer: unknown;
  key = "";
  private now = new Date("2026-11-22T10:00:00Z");
  private about: Partial<Envelope>;
  private count = 0;

  constructor(surface: Surface<State, Prepared>, about: Partial<Envelope> = {}) {
    this.surface = surface;
    this.about = about;
  }

  /** Sets the clock: a day (at noon in Berlin) or a moment. */
  on(moment: string): this {
    this.now = new Date(moment.length === 10 ? `${moment}T11:00:00Z` : moment);
    return this;
  }

  /** What the envelopes of the following messages say. */
  for(about: Partial<Envelope>): this {
    this.about = { ...this.about, ...about };
    return this;
  }

  when<N extends EventName>(
    contract: EventContract<N>,
    body: EventBodies[N],
    about: Partial<Envelope> = {},
    prepared?: Prepared,
  ): this {
    expect(contract.type.isValid(body), `the test's own ${contract.name} fits its contract`).to.equal(true);
    const decoded = contract.type.fromBuffer(contract.type.toBuffer(body));
    return this.handle(contract.name, decoded, about, prepared);
  }

  /** A case worker's command. */
  decides(body: object, about: Partial<Envelope> = {}): this {
    return this.handle("command.decide", body, about);
  }

  handle(type: string, body: unknown, about: Partial<Envelope> = {}, prepared?: Prepared): this {
    this.count += 1;
    const id = about.id ?? computeId("test message", this.count);
    const envelope: Envelope = { ...emptyEnvelope, ...this.about, ...about, id, type };
    const message: Message = { id, type, envelope, body };
    const { tenant, key } = this.surface.key(message);
    this.key = `${tenant}/${key}`;
    const before = this.states.get(this.key);
    const state = frozen(before ? (JSON.parse(JSON.stringify(before)) as State) : this.surface.initial());
    const context = { now: this.now, prepared: prepared as Prepared };
    const handled = this.surface.handle(state, frozen(message), context);
    for (const { contract, body, bytes } of handled.events) {
      if (bytes) continue;
      expect(this.surface.publishes.map(({ name }) => name)).to.include(contract.name);
      expect(contract.type.isValid(body), `${contract.name} fits its contract`).to.equal(true);
    }
    this.states.set(this.key, handled.state);
    this.events = handled.events;
    this.answer = handled.answer;
    return this;
  }

  /** What granting a case of the latest message's state would come to. */
  proposes(caseNumber: string): Proposal {
    const surface = this.surface as unknown as Surface<unknown, unknown>;
    return proposalOf(surface, { state: frozen(this.state) as object, caseNumber, now: this.now });
  }

  get state(): State {
    return this.states.get(this.key) ?? this.surface.initial();
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
    return this.draft(contract).body as EventBodies[N];
  }

  draft(contract: EventContract): Draft {
    const found = this.events.filter((event) => event.contract.name === contract.name);
    const [only] = found;
    if (!only || found.length > 1) throw new Error(`expected one ${contract.name} among ${this.names.join(", ")}`);
    return only;
  }
}

export const given = <S, P = undefined>(surface: Surface<S, P>, about?: Partial<Envelope>): Scene<S, P> =>
  new Scene(surface, about);
