import type { Codec } from "../contracts/codec.ts";
import { Fault, faultOf } from "../faults.ts";
import { messageBytesMax } from "../ports/bus.ts";
import { type Owned, SealedError, type Sealing } from "../ports/sealing.ts";
import type { DeadLetter, Decided, KeptMessage, Loaded, RecordedEvent, Retry, StoredState } from "../ports/store.ts";
import type { BatchItem } from "./batch.ts";
import type { Caused } from "./caused.ts";
import type { Deciding, Settled } from "./deciding.ts";
import { type Delivery, ownerOf, ownerOfState } from "./delivery.ts";
import { delayAfter, delayOfWaiting } from "./retry.ts";
import { addressOf } from "./routing.ts";
import { type StateSlot, storedState } from "./slots.ts";

/** What a state may have, in bytes of JSON: a document of the store takes 16 MiB, with all that stands beside it. */
const stateBytesMax = 15 * 1024 * 1024;
/** What sealing may add to a body, in bytes. */
const sealedMoreMax = 64;

/** A batch that was decided, with its events' bytes. */
export interface Batch {
  settled: readonly Settled[];
  deciding: Deciding;
  loaded: Loaded;
  now: Date;
}

/**
 * Encodes the events of a batch.
 * @returns undefined where a message's events cannot be encoded: the message has its fault then, and is to be decided anew
 */
export function encoded(codec: Codec, settled: readonly Settled[]): Map<Caused, Buffer> | undefined {
  const bytes = new Map<Caused, Buffer>();
  let isWhole = true;
  for (const { item, events } of settled)
    try {
      for (const event of events) bytes.set(event, bytesOf(codec, event));
    } catch (error) {
      if (item.fault) throw error; // What is told of the fault itself does not fit.
      item.fault = faultOf(error);
      isWhole = false;
    }
  return isWhole ? bytes : undefined;
}

function bytesOf(codec: Codec, { contract, body, bytes, order }: Caused): Buffer {
  const found = bytes ?? codec.encode(contract, body);
  if (order === undefined && found.length + sealedMoreMax > messageBytesMax)
    throw new Fault("message-too-large", `${contract.name}: ${found.length} bytes`);
  return found;
}

/** Opens loaded states, in one call. @returns each one's value, or why it cannot be opened */
export async function valuesOf(
  sealing: Pick<Sealing, "open">,
  states: readonly StoredState[],
): Promise<Map<StoredState, unknown>> {
  if (!states.length) return new Map();
  const opened = await sealing.open(states.map((state) => ({ owner: ownerOfState(state), bytes: state.body })));
  return new Map(
    states.map((state, i) => {
      const body = opened[i];
      return [
        state,
        body instanceof Buffer ? JSON.parse(body.toString("utf8")) : (body ?? new SealedError("not opened")),
      ];
    }),
  );
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Opens the personal answers among those that were given before. */
export async function answersOf(
  sealing: Pick<Sealing, "open">,
  { answers }: Pick<Loaded, "answers">,
): Promise<ReadonlyMap<string, unknown>> {
  const personal = [...answers].flatMap(([id, { sealed, stateId }]) =>
    sealed ? [{ id, owner: ownerOfState(addressOf(stateId)), bytes: sealed }] : [],
  );
  if (!personal.length) return new Map();
  const opened = await sealing.open(personal);
  return new Map(
    personal.map(({ id }, i) => {
      const body = opened[i];
      if (!(body instanceof Buffer)) throw body ?? new SealedError("an answer was not opened");
      return [id, JSON.parse(body.toString("utf8"))];
    }),
  );
}

/** Seals what a batch comes to, in one call, and says how it is stored. */
export async function recorded(
  sealing: Pick<Sealing, "seal">,
  { settled, deciding, loaded, now }: Batch,
  bytes: ReadonlyMap<Caused, Buffer>,
): Promise<Decided> {
  const closed = deciding.changed().map((slot) => close(slot, deciding));
  const parked = settled.filter(({ outcome }) => outcome.kind === "retry" || outcome.kind === "dead");
  const bodies = new Bodies();
  const states = closed.map(({ slot, view, text }) => {
    const owner = ownerOfState(slot.address);
    const answers = [...slot.personal].map(([id, answer]) => [id, bodies.add(owner, json(answer))] as const);
    return { slot, view, body: bodies.add(owner, text), answers };
  });
  const events = settled.flatMap(({ events }) =>
    events.map((event) => ({ event, body: bodies.add(ownerOf(event.envelope), bytes.get(event) ?? Buffer.alloc(0)) })),
  );
  const messages = parked.map((one) => ({ one, body: bodies.addContent(one.item) }));
  const sealed = await bodies.sealed(sealing);
  const from = (origins: readonly Delivery["origin"][], is: (id: string) => boolean) =>
    settled.flatMap(({ item: { delivery } }) =>
      origins.includes(delivery.origin) && is(delivery.envelope.id) ? [delivery.envelope.id] : [],
    );
  return {
    at: now,
    states: states.map(({ slot, view, body, answers }) => {
      const closed = { body: sealed(body), answers: new Map(answers.map(([id, number]) => [id, sealed(number)])) };
      return { before: slot.before, after: storedState(slot, view, closed) };
    }),
    events: events.map(({ event, body }) => eventOf(event, sealed(body))),
    retries: messages.flatMap(({ one, body }) => retryOf(one, sealed(body), now)),
    dead: messages.flatMap(({ one, body }) => deadLetterOf(one, sealed(body), now)),
    done: from(["retry", "replay"], (id) => deciding.handled.has(id)),
    // What is dead and came to wait here once more, as what was set aside may: the dead letter is what counts.
    dropped: from(["retry"], (id) => loaded.parked.get(id) === "dead"),
  };
}

/** Collects the bodies of a batch, so that they are sealed in one call. */
class Bodies {
  private readonly open: Owned[] = [];
  private readonly asTheyAre = new Map<number, Buffer>();
  private count = 0;

  /** @returns its number */
  add(owner: string, bytes: Buffer): number {
    this.open.push({ owner, bytes });
    return this.next();
  }

  /** Adds what a message says, sealed already or not. */
  addContent({ delivery: { content, envelope, to } }: BatchItem): number {
    if ("value" in content) return this.add(ownerOf(envelope, to), json(content.value));
    this.asTheyAre.set(this.count, content.sealed);
    return this.next();
  }

  async sealed(sealing: Pick<Sealing, "seal">): Promise<(number: number) => Buffer> {
    const made = this.open.length ? await sealing.seal(this.open) : [];
    const all: Buffer[] = [];
    for (let i = 0, from = 0; i < this.count; i += 1) {
      const known = this.asTheyAre.get(i);
      all.push(known ?? made[from] ?? Buffer.alloc(0));
      if (!known) from += 1;
    }
    return (number) => all[number] ?? Buffer.alloc(0);
  }

  private next(): number {
    this.count += 1;
    return this.count - 1;
  }
}

/** Makes of a changed state what is written of it. */
function close(slot: StateSlot, deciding: Deciding) {
  const text = json(slot.state?.value);
  if (text.length > stateBytesMax) throw new Fault("account-full", `a state of ${text.length} bytes`);
  return { slot, view: deciding.viewOf(slot), text };
}

function eventOf({ envelope, at, stateId, actor, order }: Caused, body: Buffer): RecordedEvent {
  const by = actor ? { actor } : {};
  return { _id: envelope.id, envelope, body, at, stateId, ...by, ...(order === undefined ? {} : { order }) };
}

function retryOf({ item: { delivery }, outcome }: Settled, body: Buffer, now: Date): Retry[] {
  if (outcome.kind !== "retry") return [];
  const { code, counts } = outcome.fault;
  const attempts = delivery.attempts + (counts ? 1 : 0);
  const waits = (delivery.waits ?? 0) + (counts ? 0 : 1);
  const dueAt = new Date(now.getTime() + (counts ? delayAfter(attempts) : delayOfWaiting(waits)));
  return [{ ...keptMessage({ ...delivery, attempts }, body, code, now), dueAt, waits, begun: 0 }];
}

function deadLetterOf({ item: { delivery }, outcome }: Settled, body: Buffer, now: Date): DeadLetter[] {
  if (outcome.kind !== "dead") return [];
  const { code, detail, counts } = outcome.fault;
  const attempts = delivery.attempts + (counts ? 1 : 0);
  return [{ ...keptMessage({ ...delivery, attempts }, body, code, now), detail, open: true, replayedAt: null }];
}

/** A message as it is kept. @param body sealed */
export function keptMessage(
  { envelope, attempts, to }: Omit<Delivery, "content">,
  body: Buffer,
  reason: string,
  at: Date,
): KeptMessage {
  const parked = { _id: envelope.id, envelope, body, reason, attempts, at };
  return to ? { ...parked, to } : parked;
}
