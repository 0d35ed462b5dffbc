import { type Envelope, emptyEnvelope } from "../contracts/envelope.ts";
import type { Fault } from "../faults.ts";
import { typeOf } from "../messages/message.ts";
import type { DeadLetter, DueTimer, KeptMessage, Retry } from "../ports/store.ts";
import type { StateAddress, StateKey } from "./processor.ts";

/**
 * Where a message came from decides what becomes of one that fails: a caller gets the fault back, everything else is
 * kept and tried again ("retry"), or replayed by a person once it is dead ("replay").
 */
export type Origin = "bus" | "timer" | "record" | "command" | "retry" | "replay";

/** What a message says: sealed, Avro for an event and JSON for everything else; or the value, where its sender is in this process. */
export type Content = { sealed: Buffer } | { value: unknown };

/** One message on its way into a service. */
export interface Delivery {
  origin: Origin;
  envelope: Envelope;
  content: Content;
  /** how often it failed before */
  attempts: number;
  /** of what is kept: how often it had to wait for something that is away */
  waits?: number;
  /** of what comes from the store: how often it was begun, this time included, since it was written there */
  begun?: number;
  /** the state that it is for, where the message itself does not say: a timer's, a command's */
  to?: StateAddress;
}

/** A message as it lies on the bus. */
export type SealedDelivery = Delivery & { content: { sealed: Buffer } };

/** What became of a message, once that is durable. */
export type Outcome =
  | { kind: "done"; answer: unknown; again: boolean }
  | { kind: "retry"; fault: Fault }
  | { kind: "dead"; fault: Fault }
  /** only for a command: nothing was kept, the caller is told */
  | { kind: "refused"; fault: Fault }
  /** neither it nor its failure could be written: it stays where it came from, the bus or the store, and comes again */
  | { kind: "unkept"; fault: Fault };

/** Names whose a message is: of the case or account that its envelope names, or of the state that it is sent to. */
export const ownerOf = (envelope: Envelope, to?: StateKey): string =>
  to ? ownerOfState(to) : `${envelope.municipality}/${envelope.account || envelope.caseId}`;

/** Names whose a state is. */
export const ownerOfState = ({ tenant, key }: StateKey): string => `${tenant}/${key}`;

function again({ envelope, body, attempts, to }: KeptMessage, origin: "retry" | "replay"): Delivery {
  const delivery: Delivery = { origin, envelope, content: { sealed: body }, attempts };
  return to ? { ...delivery, to } : delivery;
}

/** A kept message on its way into the service once more. */
export const retried = (retry: Retry): Delivery => ({ ...again(retry, "retry"), waits: retry.waits });

/** Makes a dead letter a message once more. It counts from one: the cause was mended, so it gets all its attempts again. */
export const replayed = (letter: DeadLetter): Delivery => ({ ...again(letter, "replay"), attempts: 0 });

/** A timer that fires. */
export const fired = ({ id, name, argument, tenant, processor, key }: DueTimer): Delivery => ({
  origin: "timer",
  envelope: { ...emptyEnvelope, id, type: typeOf("timer", name), municipality: tenant },
  content: { value: { key, argument } },
  attempts: 0,
  to: { tenant, processor, key },
});
