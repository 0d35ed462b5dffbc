import type { Codec } from "../contracts/codec.ts";
import type { Envelope } from "../contracts/envelope.ts";
import { Fault, faultOf } from "../faults.ts";
import { computeId } from "../ids.ts";
import type { EventContract } from "../messages/event.ts";
import { kindOf, type Message } from "../messages/message.ts";
import { DeadlineError, type InboxStore, type Loaded, type RecordedEvent } from "../ports/store.ts";
import { seal, unseal } from "../seal.ts";
import type { Log } from "../telemetry/log.ts";
import type { engineMetrics } from "../telemetry/metrics.ts";
import { failHop, startBatch, traceIdOf } from "../telemetry/trace.ts";
import { actorBehind, eventsOf, type Item, readItems } from "./batch.ts";
import type { Delivery, Outcome } from "./delivery.ts";
import type { Outbox } from "./outbox.ts";
import type { Draft, Handled, Surface } from "./processor.ts";
import { attemptsMax, begunMax } from "./retry.ts";
import { decidedIn, type Settled } from "./settled.ts";
import { isChanged, type StateSlot, slotsOf } from "./slots.ts";

/**
 * Says what is told of a message that is given up.
 * @param publishes what the service may say
 * @param id of the event that tells it
 */
export type GivenUp = (publishes: readonly EventContract[], envelope: Envelope, id: string) => Draft[];

export interface EngineParts<State, Prepared> {
  surface: Surface<State, Prepared>;
  /** the name of its consumers on the bus */
  durable: string;
  inbox: InboxStore;
  codec: Codec;
  log: Log;
  metrics: ReturnType<typeof engineMetrics>;
  outbox: Pick<Outbox, "record" | "committed">;
  /** what is told of a message that is given up, where the surface itself says nothing; none: nothing is */
  givenUp?: GivenUp | undefined;
  /** the store's time */
  now(): Date;
}

/** What a state may have, in bytes of JSON: a document of the store takes 16 MiB, with all that stands beside it. */
const stateBytesMax = 15 * 1024 * 1024;

/**
 * Handles messages in batches: one at a time per service and process. A batch is one transaction in which ids already
 * handled are dropped, states are read, decided on in memory and written with their events. A batch that fails is
 * halved, down to the message that it failed for.
 */
export class Engine<State, Prepared> {
  private readonly parts: EngineParts<State, Prepared>;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(parts: EngineParts<State, Prepared>) {
    this.parts = parts;
  }

  /**
   * Handles one batch after those that were given before.
   * @param deliveries at most the surface's batchMax
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

  private async handleNow(deliveries: readonly Delivery[]): Promise<Outcome[]> {
    const { surface, durable, codec, metrics } = this.parts;
    const { name: service, takes } = surface;
    const items = await readItems({ service, durable, codec, takes }, deliveries);
    const span = startBatch(
      service,
      items.map(({ hop }) => hop),
    );
    metrics.batch(items.length);
    const began = performance.now();
    try {
      return await this.halving(items);
    } finally {
      for (const { hop } of items) hop.end();
      span.end();
      this.parts.log.debug({ messages: items.length, ms: Math.round(performance.now() - began) }, "batch");
    }
  }

  private async halving(items: Item[]): Promise<Outcome[]> {
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
  private async alone(only: Item, error: unknown): Promise<Outcome> {
    const { type, traceparent } = only.delivery.envelope;
    this.parts.log.error({ error, type, trace: traceIdOf(traceparent) }, "a message failed alone");
    only.fault =
      error instanceof DeadlineError ? new Fault("unexpected", "deadline", { cause: error }) : faultOf(error);
    try {
      const [outcome] = await this.attempt([only]);
      if (outcome) return outcome;
    } catch (second) {
      if (this.parts.inbox.isAway(second)) throw second;
      this.parts.log.error({ error: second, type, trace: traceIdOf(traceparent) }, "a failed message cannot be kept");
    }
    return { kind: "unkept", fault: only.fault };
  }

  private async attempt(items: Item[]): Promise<Outcome[]> {
    const { surface, inbox, metrics, outbox } = this.parts;
    const readable = items.flatMap(({ message, fault }) => (message && !fault ? [message] : []));
    const prepared = (await surface.prepare?.(readable)) as Prepared;
    const keyed = items.map((item) => ({ item, key: this.keyOf(item) }));
    const wanted = {
      states: [...new Set(keyed.flatMap(({ key }) => (key ? [key] : [])))],
      messages: items.map(({ delivery }) => delivery.envelope.id),
    };
    let now = this.parts.now();
    let settled: Settled[] = [];
    const decide = (loaded: Loaded) => {
      now = this.parts.now();
      const slots = slotsOf(loaded, wanted.states, now);
      settled = keyed.map(({ item, key }) =>
        this.decide(item, key ? slots.get(key) : undefined, { loaded, prepared, now }),
      );
      for (const slot of slots.values()) if (isChanged(slot)) this.close(slot);
      return decidedIn(settled, slots.values(), loaded, now);
    };
    const noted = await inbox.transact(wanted, decide, (transaction, events) =>
      outbox.record(transaction, events, now),
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

  private keyOf(item: Item): string | undefined {
    const { message, fault, delivery } = item;
    const { surface } = this.parts;
    // Of what cannot be read the envelope names the key, for whoever is to hear of it.
    const known = fault ? surface.givenUp && unread(item) : message;
    if (!known) return undefined;
    try {
      const { tenant, key } = delivery.key ?? surface.key(known);
      return `${tenant}/${key}`;
    } catch (error) {
      item.fault ??= faultOf(error);
      return undefined;
    }
  }

  /** Decides one message on its state, which later messages of the batch then see. */
  private decide(
    item: Item,
    slot: StateSlot | undefined,
    { loaded, prepared, now }: { loaded: Loaded; prepared: Prepared; now: Date },
  ): Settled {
    const { surface, codec } = this.parts;
    const { answers, kept } = loaded;
    const { message, fault, delivery } = item;
    const { id } = delivery.envelope;
    if (answers.has(id) || isKeptElsewhere(delivery, kept.get(id)))
      return { item, outcome: { kind: "done", answer: answers.get(id), again: true }, events: [] };
    const tell = kept.get(id) !== "dead"; // Who replays it knows already; so does the portal.
    const failed = (fault: Fault) => this.failed(item, fault, { slot, now, tell });
    if (fault || !message || !slot) return failed(fault ?? faultOf(undefined));
    if ((delivery.begun ?? 0) > begunMax) return failed(new Fault("process-died", `begun ${begunMax} times`));
    try {
      checkVersion(message, slot);
      const handled = surface.handle(this.open(slot), message, { now: slot.at, prepared });
      const events = eventsOf(surface.name, codec, item, handled.events, slot.at, slot.id);
      const version = slot.version + 1;
      const answer = delivery.origin === "command" ? { id: message.id, version } : handled.answer;
      slot.version = version;
      slot.state = { value: handled.state };
      slot.actor = actorBehind(message) || slot.actor;
      slot.fired.add(message.id);
      slot.handled.push({ id: message.id, ...(answer === undefined ? {} : { answer }) });
      answers.set(message.id, answer);
      return { item, outcome: { kind: "done", answer, again: false }, events };
    } catch (error) {
      return failed(faultOf(error));
    }
  }

  /** A batch's state of a key: read with its first message, however many follow. */
  private open(slot: StateSlot): State {
    slot.state ??= {
      value: slot.body ? JSON.parse(unseal("", slot.body).toString("utf8")) : this.parts.surface.initial(),
    };
    return slot.state.value as State;
  }

  /** Makes of a changed state what is written of it. */
  private close(slot: StateSlot): void {
    const state = this.open(slot);
    const view = this.parts.surface.view(state);
    const text = Buffer.from(JSON.stringify(state));
    if (text.length > stateBytesMax) throw new Fault("account-full", `a state of ${text.length} bytes`);
    slot.view = { ...view, timers: view.timers.filter(({ id }) => !slot.fired.has(id)) };
    slot.body = seal(slot.key, text);
  }

  /** @param tell whether the portal hears of it when this is the end */
  private failed(item: Item, fault: Fault, on: { slot: StateSlot | undefined; now: Date; tell: boolean }): Settled {
    const { delivery } = item;
    failHop(item.hop, fault.code);
    if (delivery.origin === "command") return { item, outcome: { kind: "refused", fault }, events: [] };
    const again = fault.retry && (!fault.counts || delivery.attempts + 1 < attemptsMax);
    if (again) return { item, outcome: { kind: "retry", fault }, events: [] };
    return { item, outcome: { kind: "dead", fault }, events: on.tell ? this.tellDelayed(item, on.slot, on.now) : [] };
  }

  /** Tells the portal that a person has to look: by what the service says of itself, or by an event about the case. */
  private tellDelayed(item: Item, slot: StateSlot | undefined, now: Date): RecordedEvent[] {
    const { surface, codec } = this.parts;
    const { envelope, attempts } = item.delivery;
    const cause = { ...item, message: unread(item) };
    // Its own id: a later replay of the same message records its events under the ids of their positions.
    const id = computeId(envelope.id, "delayed", attempts);
    if (surface.givenUp && slot) {
      const { state, events }: Handled<State> = surface.givenUp(this.open(slot), envelope, id);
      slot.version += 1;
      slot.state = { value: state };
      return eventsOf(surface.name, codec, cause, events, slot.at, slot.id);
    }
    const drafts = this.parts.givenUp?.(surface.publishes, envelope, id) ?? [];
    return eventsOf(surface.name, codec, cause, drafts, now);
  }

  private report({ delivery }: Item, fault: Fault, kind: string): void {
    const { type, id, caseId, traceparent } = delivery.envelope;
    const { code, detail } = fault;
    const line = {
      type,
      id,
      case: caseId,
      trace: traceIdOf(traceparent),
      code,
      detail,
      attempts: delivery.attempts + 1,
    };
    if (kind === "dead") this.parts.log.error(line, "a message is dead; a person has to look (ops dead list)");
    else if (kind === "retry") this.parts.log.warn({ ...line, error: fault.cause }, "a message will be tried again");
  }
}

/** What stands for a message of which only the envelope can be read. */
const unread = ({ delivery: { envelope } }: Item): Message => ({
  id: envelope.id,
  type: envelope.type,
  envelope,
  body: null,
});

/** A message that is kept already comes once more: from the bus, or from an instance that was slower to try it again. */
function isKeptElsewhere({ origin, attempts }: Delivery, kept: number | "dead" | undefined): boolean {
  if (origin === "retry") return kept !== attempts;
  if (origin === "replay") return kept !== "dead";
  return kept !== undefined;
}

/** A command names the version that its actor saw: on another one it would decide about something unseen. */
function checkVersion({ type, body }: Message, { version }: StateSlot): void {
  if (kindOf(type) !== "command") return;
  if ((body as { version: number }).version !== version) throw new Fault("version-conflict");
}
