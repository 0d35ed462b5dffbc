import { type Envelope, emptyEnvelope } from "../contracts/envelope.ts";
import { computeId } from "../ids.ts";
import type { EventContract } from "../messages/event.ts";
import type { Message } from "../messages/message.ts";
import { traceOf } from "../telemetry/trace.ts";
import { actorBehind, type BatchItem } from "./batch.ts";
import type { NewEvent } from "./processor.ts";

/** An event that a message leads to, before it is encoded and sealed. */
export interface Caused {
  contract: EventContract;
  body: unknown;
  /** encoded already */
  bytes?: Buffer | undefined;
  envelope: Envelope;
  at: Date;
  /** the state that it comes from; "" for what is told of a message that is dead */
  stateId: string;
  order?: number | undefined;
  /** pseudonym of the person behind the message; "" for nobody */
  actor: string;
}

export interface Cause {
  service: string;
  /** what was delivered */
  item: BatchItem;
  /** the message that was handled: what was delivered, or an event that it led to */
  message: Message;
  at: Date;
  stateId: string;
}

/** Makes the events that a message causes, with ids computed from it, the service and their position. */
export function causedBy({ service, item, message, at, stateId }: Cause, newEvents: readonly NewEvent[]): Caused[] {
  const actor = actorBehind(item.message);
  const traced = traceOf(item.hop);
  return newEvents.map(({ contract, body, metadata, bytes, order }, position) => {
    const envelope: Envelope = {
      ...emptyEnvelope,
      ...message.envelope,
      ...metadata,
      // With the service: two that one message moves would give their first events one id, and who takes both would drop one.
      id: metadata.id ?? computeId(message.id, service, position),
      type: contract.name,
      producer: service,
      time: at.toISOString(),
      cause: metadata.cause ?? message.id,
      ...traced,
    };
    return { contract, body, bytes, envelope, at, stateId, order, actor };
  });
}

/** The event as a processor of the same service gets it. */
export const messageOf = ({ envelope, body }: Caused): Message => ({
  id: envelope.id,
  type: envelope.type,
  envelope,
  body,
});
