import type { Connection } from "mongoose";
import type { Codec } from "../contracts/codec.ts";
import { CaseDelayed } from "../contracts/events.ts";
import { Fault, faultOf } from "../faults.ts";
import { computeId } from "../ids.ts";
import { seal, unseal } from "../seal.ts";
import type { Models } from "../store/models.ts";
import type { Log } from "../telemetry/log.ts";
import type { engineMetrics } from "../telemetry/metrics.ts";
import { failHop, startBatch, traceIdOf } from "../telemetry/trace.ts";
import { actorBehind, eventsOf, type Item, readItems } from "./batch.ts";
import type { Delivery, Outcome } from "./delivery.ts";
import type { Outbox } from "./outbox.ts";
import { attemptsMax } from "./retry.ts";
import { draft, type Message, type Surface } from "./surface.ts";
import {
  isStoreAway,
  type Loaded,
  loadBatch,
  type Settled,
  type StateSlot,
  transaction,
  writeBatch,
} from "./transaction.ts";

export interface EngineParts<State, Prepared> {
  surface: Surface<State, Prepared>;
  connection: Connection;
  models: Models;
  codec: Codec;
  log: Log;
  metrics: ReturnType<typeof engineMetrics>;
  outbox: Pick<Outbox, "record" | "committed">;
  now(): Date;
}

const delayedSentence =
  "Bei der Bearbeitung Ihres Antrags ist eine Störung aufgetreten. Eine Person kümmert sich darum; Sie müssen nichts tun.";

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
   * @param deliveries at most the surface's batchMax
   * @returns one outcome for each, in order, once it is durable
   * @throws when the store cannot be reached: nothing was handled then
   */
  handle(deliveries: readonly Delivery[]): Promise<Outcome[]> {
    const mine = this.turn.then(() => this.handleNow(deliveries));
    this.turn = mine.catch(() => {}); // The caller of `mine` gets the error; the next turn only waits for its end.
    return mine;
  }

  private async handleNow(deliveries: readonly Delivery[]): Promise<Outcome[]> {
    const { surface, codec, metrics } = this.parts;
    const items = await readItems(surface.name, codec, surface.takes, deliveries);
    const span = startBatch(
      surface.name,
      `${surface.name} batch`,
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
      if (isStoreAway(error)) throw error;
      const [only] = items;
      if (items.length === 1 && only) {
        if (only.fault) throw error; // Not even the keeping of a failed message went through.
        this.parts.log.error({ error, trace: traceIdOf(only.delivery.envelope.traceparent) }, "a message failed alone");
        only.fault = faultOf(error);
        return await this.attempt(items);
      }
      const half = Math.ceil(items.length / 2);
      return [...(await this.halving(items.slice(0, half))), ...(await this.halving(items.slice(half)))];
    }
  }

  private async attempt(items: Item[]): Promise<Outcome[]> {
    const { surface, connection, models, metrics, outbox, now } = this.parts;
    const readable = items.flatMap(({ message, fault }) => (message && !fault ? [message] : []));
    const prepared = (await surface.prepare?.(readable)) as Prepared;
    const { settled, recorded, at } = await transaction(connection, async (session) => {
      const keyed = items.map((item) => ({ item, key: this.keyOf(item) }));
      const loaded = await loadBatch(models, session, keyed);
      const at = laterThan(loaded, now());
      const decided = keyed.map(({ item, key }) =>
        this.decide(item, key ? loaded.slots.get(key) : undefined, loaded, prepared, at),
      );
      const events = await writeBatch(models, session, decided, loaded, at);
      return { settled: decided, recorded: events.length ? await outbox.record(session, events, at) : undefined, at };
    });
    if (recorded !== undefined) outbox.committed(recorded);
    for (const { outcome, item } of settled) {
      metrics.outcome(outcome.kind, 1);
      if (outcome.kind !== "done") this.report(item, outcome.fault, outcome.kind);
    }
    for (const { envelope } of settled.flatMap(({ events }) => events))
      if (envelope.receivedAt) metrics.latency(envelope.type, at.getTime() - Date.parse(envelope.receivedAt));
    return settled.map(({ outcome }) => outcome);
  }

  private keyOf(item: Item): string | undefined {
    const { message, fault, delivery } = item;
    if (!message || fault) return undefined;
    try {
      const { tenant, key } = delivery.key ?? this.parts.surface.key(message);
      return `${tenant}/${key}`;
    } catch (error) {
      item.fault = faultOf(error);
      return undefined;
    }
  }

  /** Decides one message on its state, which later messages of the batch then see. */
  private decide(
    item: Item,
    slot: StateSlot | undefined,
    { answers, kept }: Loaded,
    prepared: Prepared,
    now: Date,
  ): Settled {
    const { surface, codec } = this.parts;
    const { message, fault, delivery } = item;
    const { id } = delivery.envelope;
    if (answers.has(id) || isKeptElsewhere(delivery, kept.get(id)))
      return { item, outcome: { kind: "done", answer: answers.get(id), again: true }, events: [] };
    const tell = kept.get(id) !== "dead"; // Who replays it knows already; so does the portal.
    if (fault || !message || !slot) return this.failed(item, fault ?? faultOf(undefined), now, tell);
    try {
      checkVersion(message, slot);
      const state = slot.body ? (JSON.parse(unseal("", slot.body).toString("utf8")) as State) : surface.initial();
      const handled = surface.handle(state, message, { now, prepared });
      const events = eventsOf(surface.name, codec, item, handled.events, now, slot.id);
      const version = slot.version + 1;
      const answer = delivery.origin === "command" ? { id: message.id, version } : handled.answer;
      const view = surface.view(handled.state);
      slot.version = version;
      slot.actor = actorBehind(message) || slot.actor;
      slot.body = seal(slot.key, Buffer.from(JSON.stringify(handled.state)));
      slot.view = { ...view, timers: view.timers.filter(({ id }) => id !== message.id) };
      slot.handled = [...slot.handled, { id: message.id, ...(answer === undefined ? {} : { answer }) }];
      answers.set(message.id, answer);
      return { item, outcome: { kind: "done", answer, again: false }, events };
    } catch (error) {
      return this.failed(item, faultOf(error), now, tell);
    }
  }

  /** @param tell whether the portal hears of it when this is the end */
  private failed(item: Item, fault: Fault, now: Date, tell: boolean): Settled {
    const { delivery } = item;
    failHop(item.hop, fault.code);
    if (delivery.origin === "command") return { item, outcome: { kind: "refused", fault }, events: [] };
    const again = fault.retry && delivery.attempts + 1 < attemptsMax;
    if (again) return { item, outcome: { kind: "retry", fault }, events: [] };
    const { surface, codec } = this.parts;
    // Its own id: a later replay of the same message records its events under the ids of their positions.
    const delayedId = computeId(delivery.envelope.id, "delayed", delivery.attempts);
    const tellPortal = tell && delivery.envelope.caseId && surface.publishes.includes(CaseDelayed);
    const cause = { ...item, message: { id: delivery.envelope.id, type: "", envelope: delivery.envelope, body: null } };
    const events = tellPortal
      ? eventsOf(
          surface.name,
          codec,
          cause,
          [draft(CaseDelayed, { sentence: delayedSentence }, { id: delayedId })],
          now,
        )
      : [];
    return { item, outcome: { kind: "dead", fault }, events };
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

/** The time of a batch: on one key it never goes back, whatever the clocks of two instances say. */
function laterThan({ slots }: Loaded, now: Date): Date {
  const latest = [...slots.values()].reduce((latest, { changedAt }) => Math.max(latest, changedAt + 1), 0);
  return new Date(Math.max(now.getTime(), latest));
}

/** A message that is kept already comes once more: from the bus, or from an instance that was slower to try it again. */
function isKeptElsewhere({ origin, attempts }: Delivery, kept: number | "dead" | undefined): boolean {
  if (origin === "retry") return kept !== attempts;
  if (origin === "replay") return kept !== "dead";
  return kept !== undefined;
}

/** A command names the version that its actor saw: on another one it would decide about something unseen. */
function checkVersion({ type, body }: Message, { version }: StateSlot): void {
  if (!type.startsWith("command.")) return;
  if ((body as { version: number }).version !== version) throw new Fault("version-conflict");
}
