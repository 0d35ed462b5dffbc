import type { Codec } from "../contracts/codec.ts";
import type { Envelope } from "../contracts/envelope.ts";
import { Fault, faultOf } from "../faults.ts";
import type { EventContract } from "../messages/event.ts";
import type { Message } from "../messages/message.ts";
import type { Clock } from "../ports/clock.ts";
import type { Sealing } from "../ports/sealing.ts";
import {
  DeadlineError,
  type Decided,
  type InboxStore,
  type Loaded,
  type More,
  type StoredState,
} from "../ports/store.ts";
import type { Log } from "../telemetry/log.ts";
import type { engineMetrics } from "../telemetry/metrics.ts";
import { failHop, startBatch, traceIdOf } from "../telemetry/trace.ts";
import { type BatchItem, readItems, unread } from "./batch.ts";
import { Deciding, type DecidingParts, type Routed, type Settled } from "./deciding.ts";
import type { Delivery, Outcome } from "./delivery.ts";
import type { AnyProcessor, NewEvent, ServiceDefinition } from "./processor.ts";
import { answersOf, encoded, recorded, valuesOf } from "./recording.ts";
import { type Route, Routing, stateIdOf, takenBy } from "./routing.ts";
import type { Outbox } from "./running/outbox.ts";

/**
 * How often a message is kept with the note of that on its state before it is kept without: what comes after it may have to
 * wait for it, and a store that refuses now may take it the next moment.
 */
const noteTriesMax = 5;

/**
 * Says what is told of a message that is given up.
 * @param publishes what the service may say
 * @param id of the event that tells it
 */
export type GivenUp = (publishes: readonly EventContract[], envelope: Envelope, id: string) => NewEvent[];

export interface EngineParts {
  service: ServiceDefinition;
  /** the name of its consumers on the bus */
  durable: string;
  inbox: InboxStore;
  codec: Codec;
  sealing: Sealing;
  log: Log;
  metrics: ReturnType<typeof engineMetrics>;
  outbox: Pick<Outbox, "record" | "committed">;
  /** what is told of a message that is given up, where its processor says nothing; none: nothing is */
  givenUp?: GivenUp | undefined;
  /** the store's time */
  now(): Date;
  /** for how long something takes */
  clock: Clock;
}

/** What a message would lead to. */
export interface Tried {
  outcome: Outcome;
  /** what it would record, in its order */
  events: { type: string; envelope: Envelope; body: unknown }[];
}

/**
 * Handles messages in batches: one at a time per service and process. A batch is one transaction in which ids already
 * handled are dropped, states are read, decided on in memory and written with their events. A batch that fails is
 * halved, down to the message that it failed for.
 */
export class Engine {
  private readonly parts: EngineParts;
  private readonly routing: Routing;
  private readonly consumes: readonly EventContract[];
  private turn: Promise<unknown> = Promise.resolve();

  constructor(parts: EngineParts) {
    this.parts = parts;
    this.routing = new Routing(parts.service);
    this.consumes = takenBy(parts.service);
  }

  /**
   * Handles one batch after those that were given before.
   * @param deliveries at most the service's batchMax
   * @returns one outcome for each, in order, once it is durable
   * @throws when the store cannot be reached, or cannot keep one of them: who brought them brings all of them again, and
   *   whatever was committed is known by its ids
   */
  async handle(deliveries: readonly Delivery[]): Promise<Outcome[]> {
    const outcomes = await this.handleKept(deliveries);
    for (const outcome of outcomes) if (outcome.kind === "unkept") throw outcome.fault;
    return outcomes;
  }

  /** Handles one batch of messages that lie somewhere else until they are done: what cannot be kept is `unkept`. */
  handleKept(deliveries: readonly Delivery[]): Promise<Outcome[]> {
    const mine = this.turn.then(() => this.handleNow(deliveries));
    this.turn = mine.catch(() => {}); // The caller of `mine` gets the error; the next turn only waits for its end.
    return mine;
  }

  /**
   * Says what messages would lead to, each as if those before it had been handled; nothing is written, and none of them
   * counts as handled.
   * @throws when the store cannot be reached
   */
  async try(deliveries: readonly Delivery[]): Promise<Tried[]> {
    const items = await this.read(deliveries);
    for (const { hop } of items) hop.end();
    let settled: Settled[] = [];
    const { wanted, decide } = await this.deciding(items, (found) => {
      settled = found;
    });
    await this.parts.inbox.preview(wanted, decide);
    return settled.map(({ outcome, events }) => ({
      outcome,
      events: events.map(({ contract, envelope, body }) => ({ type: contract.name, envelope, body })),
    }));
  }

  private read(deliveries: readonly Delivery[]): Promise<BatchItem[]> {
    const { service, durable, codec, sealing } = this.parts;
    return readItems({ service: service.name, durable, codec, sealing, consumes: this.consumes }, deliveries);
  }

  private async handleNow(deliveries: readonly Delivery[]): Promise<Outcome[]> {
    const { service, metrics, clock } = this.parts;
    const items = await this.read(deliveries);
    const hops = items.map(({ hop }) => hop);
    const span = startBatch(service.name, hops);
    metrics.batch(items.length);
    const began = clock.now();
    try {
      return await this.halving(items);
    } finally {
      for (const hop of hops) hop.end();
      span.end();
      this.parts.log.debug({ messages: items.length, ms: Math.round(clock.now() - began) }, "batch");
    }
  }

  private async halving(items: BatchItem[]): Promise<Outcome[]> {
    try {
      return await this.attempt(items);
    } catch (error) {
      if (this.parts.inbox.isAway(error)) throw error;
      const [only] = items;
      if (items.length === 1 && only) return [await this.alone(only, error)];
      const half = Math.ceil(items.length / 2);
      return [...(await this.halving(items.slice(0, half))), ...(await this.halving(items.slice(half)))];
    }
  }

  /** A batch failed of this one message: it is kept with its fault, or at least leaves the others alone. */
  private async alone(only: BatchItem, error: unknown): Promise<Outcome> {
    const { type, traceparent } = only.delivery.envelope;
    this.parts.log.error({ error, type, trace: traceIdOf(traceparent) }, "a message failed alone");
    only.fault =
      error instanceof DeadlineError ? new Fault("unexpected", "deadline", { cause: error }) : faultOf(error);
    const hasNotes = this.parts.service.processors.some(({ onParked }) => onParked);
    for (const keepsNoNote of hasNotes ? [...Array(noteTriesMax).fill(false), true] : [false])
      try {
        const [outcome] = await this.attempt([Object.assign(only, { keepsNoNote })]);
        if (outcome) return outcome;
      } catch (second) {
        if (this.parts.inbox.isAway(second)) throw second;
        this.parts.log.error({ error: second, type, trace: traceIdOf(traceparent) }, "a failed message cannot be kept");
      }
    return { kind: "unkept", fault: only.fault };
  }

  private async attempt(items: BatchItem[]): Promise<Outcome[]> {
    const { inbox, metrics, outbox } = this.parts;
    let settled: Settled[] = [];
    const { wanted, decide } = await this.deciding(items, (found) => {
      settled = found;
    });
    const noted = await inbox.transact(wanted, decide, (transaction, events, at) =>
      outbox.record(transaction, events, at),
    );
    if (noted !== undefined) outbox.committed(noted);
    for (const { outcome, item } of settled) {
      metrics.outcome(outcome.kind, 1);
      if (outcome.kind !== "done") this.report(item, outcome.fault, outcome.kind);
    }
    for (const { envelope, at } of settled.flatMap(({ events }) => events))
      if (envelope.receivedAt) metrics.latency(envelope.type, at.getTime() - Date.parse(envelope.receivedAt));
    return settled.map(({ outcome }) => outcome);
  }

  /**
   * Prepares a batch, and says how it is decided once its states are there.
   * @param found is told what became of each message, each time that all of them are decided
   */
  private async deciding(items: readonly BatchItem[], found: (settled: Settled[]) => void) {
    const routed = items.map((item): Routed => ({ item, route: this.routeOf(item) }));
    const prepared = await this.prepare(routed);
    const wanted = {
      states: [...new Set(routed.flatMap(({ route }) => (route ? [stateIdOf(route.address)] : [])))],
      messages: items.map(({ delivery }) => delivery.envelope.id),
    };
    const opened = new Map<StoredState, unknown>();
    const decide = async (loaded: Loaded): Promise<Decided | More> => {
      const {
        codec,
        sealing,
        service: { taskChanged },
      } = this.parts;
      const closed = loaded.states.filter((state) => !opened.has(state));
      for (const [state, value] of await valuesOf(sealing, closed)) opened.set(state, value);
      const answers = await answersOf(sealing, loaded);
      for (;;) {
        const now = this.parts.now();
        const deciding = this.decidingOn({ loaded, values: opened, opened: answers, prepared, now });
        const settled = routed.map((one) => deciding.settle(one));
        if (deciding.missing.size) return { more: [...deciding.missing.keys()] };
        if (taskChanged) deciding.tellTasks(settled, taskChanged);
        const bytes = encoded(codec, settled);
        if (!bytes) continue;
        found(settled);
        return await recorded(sealing, { settled, deciding, loaded, now }, bytes);
      }
    };
    return { wanted, decide };
  }

  private decidingOn(moment: Pick<DecidingParts, "loaded" | "values" | "opened" | "prepared" | "now">): Deciding {
    const { service, givenUp } = this.parts;
    return new Deciding({
      ...moment,
      service: service.name,
      routing: this.routing,
      givenUp: ({ delivery }, id) => givenUp?.(service.publishes, delivery.envelope, id) ?? [],
    });
  }

  private async prepare(routed: readonly Routed[]): Promise<ReadonlyMap<AnyProcessor, unknown>> {
    const prepared = new Map<AnyProcessor, unknown>();
    for (const processor of this.parts.service.processors) {
      if (!processor.prepare) continue;
      const messages = routed.flatMap(({ item: { message, fault }, route }) =>
        message && !fault && route?.processor === processor ? [message] : [],
      );
      prepared.set(processor, await processor.prepare(messages));
    }
    return prepared;
  }

  private routeOf(item: BatchItem): Route | undefined {
    const { message, fault, delivery } = item;
    if (fault || !message) return this.routeOfUnread(item);
    try {
      return this.routing.route(message, delivery.to);
    } catch (error) {
      item.fault = faultOf(error);
      return undefined;
    }
  }

  /** Of what cannot be read the envelope names the state, for whoever is to hear of it, or to note that it is kept. */
  private routeOfUnread(item: BatchItem): Route | undefined {
    if (!this.parts.service.processors.some(({ givenUp, onParked }) => givenUp ?? onParked)) return undefined;
    const message: Message = item.message ?? unread(item);
    try {
      return this.routing.route(message, item.delivery.to);
    } catch {
      return undefined; // It has its fault already.
    }
  }

  private report({ delivery, hop }: BatchItem, fault: Fault, kind: string): void {
    const { type, id, caseId, traceparent } = delivery.envelope;
    const { code, detail } = fault;
    failHop(hop, code);
    const trace = traceIdOf(traceparent);
    const line = { type, id, case: caseId, trace, code, detail, attempts: delivery.attempts + 1 };
    if (kind === "dead") this.parts.log.error(line, "a message is dead; a person has to look (ops dead list)");
    else if (kind === "retry") this.parts.log.warn({ ...line, error: fault.cause }, "a message will be tried again");
  }
}
