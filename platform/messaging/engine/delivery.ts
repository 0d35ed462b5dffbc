import { type Envelope, emptyEnvelope } from "../contracts/envelope.ts";
import type { Fault } from "../faults.ts";
import { typeOf } from "../messages/message.ts";
import type { DeadLetter, DueTimer, KeptMessage, Retry } from "../ports/store.ts";
import { seal } from "../seal.ts";
import type { StateKey } from "./processor.ts";

/**
 * Where a message came from decides what becomes of one that fails: a caller gets the fault back, everything else is
 * kept and tried again ("retry"), or replayed by a person once it is dead ("replay").
 */
export type Origin = "bus" | "timer" | "record" | "command" | "retry" | "replay";

/** One message on its way into a service. */
export interface Delivery {
  origin: Origin;
  envelope: Envelope;
  /** sealed body: Avro for an event, JSON for everything else */
  body: Buffer;
  /** the body as it was before it was sealed, where the sender is in this process: spares reading it back */
  parsed?: unknown;
  /** how often it failed before */
  attempts: number;
  /** of what is kept: how often it had to wait for something that is away */
  waits?: number;
  /** of what is kept: how often it was begun, this time included, since it was kept */
  begun?: number;
  /** given for timers, whose key no body holds */
  key?: StateKey;
}

export type Outcome =
  | { kind: "done"; answer: unknown; again: boolean }
  | { kind: "retry"; fault: Fault }
  | { kind: "dead"; fault: Fault }
  /** only for a command: nothing was kept, the caller is told */
  | { kind: "refused"; fault: Fault }
  /** neither it nor its failure could be written: it stays where it came from, the bus or the store, and comes again */
  | { kind: "unkept"; fault: Fault };

function again({ envelope, body, attempts, key }: KeptMessage, origin: "retry" | "replay"): Delivery {
  const delivery: Delivery = { origin, envelope, body, attempts };
  return key ? { ...delivery, key } : delivery;
}

/** A kept message on its way into the service once more. */
export const retried = (kept: Retry): Delivery => ({ ...again(kept, "retry"), waits: kept.waits, begun: kept.begun });

/** A replay counts from one: the cause was mended, so the message gets all its attempts again. */
export const replayed = (letter: DeadLetter): Delivery => ({ ...again(letter, "replay"), attempts: 0 });

/** A timer that fires. */
export const fired = ({ id, name, about, tenant, key }: DueTimer): Delivery => ({
  origin: "timer",
  envelope: { ...emptyEnvelope, id, type: typeOf("timer", name), municipality: tenant },
  body: seal("", Buffer.from(JSON.stringify({ key, about }))),
  attempts: 0,
  key: { tenant, key },
});
