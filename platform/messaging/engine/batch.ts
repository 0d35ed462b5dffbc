import type { Span } from "@opentelemetry/api";
import { type Codec, RegistryAwayError, UnreadableError } from "../contracts/codec.ts";
import type { Envelope } from "../contracts/envelope.ts";
import { emptyEnvelope, withoutEnvelope } from "../contracts/envelope.ts";
import { Fault, faultOf } from "../faults.ts";
import { computeId } from "../ids.ts";
import type { EventContract } from "../messages/event.ts";
import { kindOf, type Message } from "../messages/message.ts";
import { messageBytesMax } from "../ports/bus.ts";
import type { RecordedEvent } from "../ports/store.ts";
import { seal, unseal } from "../seal.ts";
import { type Destination, startHop, traceOf } from "../telemetry/trace.ts";
import type { Delivery } from "./delivery.ts";
import type { Draft } from "./processor.ts";

/** A delivery with what was read from it, or why it could not be read. */
export interface Item {
  delivery: Delivery;
  hop: Span;
  message?: Message;
  fault?: Fault;
}

/** Who reads deliveries, and how. */
export interface Reading {
  service: string;
  /** the name of its consumers on the bus */
  durable: string;
  codec: Codec;
  takes: readonly EventContract[];
}

/** Where a delivery lay: what was kept, is due, or came by a call is in the store, or never lay anywhere. */
function placeOf({ origin, envelope: { type } }: Delivery, durable: string): Destination {
  if (origin === "bus") return { system: "nats", name: type, group: durable };
  return { system: "antragsbus", name: type };
}

/** Decodes deliveries and opens their spans. Never throws for a single bad one. */
export function readItems(
  { service, durable, codec, takes }: Reading,
  deliveries: readonly Delivery[],
): Promise<Item[]> {
  return Promise.all(
    deliveries.map(async (delivery): Promise<Item> => {
      const { envelope, body } = delivery;
      const hop = startHop(service, "process", placeOf(delivery, durable), envelope);
      try {
        const { id, type } = envelope;
        if (delivery.parsed !== undefined)
          return { delivery, hop, message: { id, type, envelope, body: delivery.parsed } };
        return { delivery, hop, message: await readMessage(codec, takes, envelope, unseal(envelope.caseId, body)) };
      } catch (error) {
        return { delivery, hop, fault: unreadFault(error) };
      }
    }),
  );
}

/** Why a message was not read: it is none of ours, or it cannot be told now. */
function unreadFault(error: unknown): Fault {
  if (error instanceof UnreadableError) return new Fault("bad-contract", error.message);
  if (error instanceof RegistryAwayError) return new Fault("unavailable", "schema registry", { cause: error });
  return faultOf(error);
}

async function readMessage(
  codec: Codec,
  takes: readonly EventContract[],
  envelope: Envelope,
  body: Buffer,
): Promise<Message> {
  const { id, type } = envelope;
  if (type === withoutEnvelope) throw new Fault("bad-contract", "it has no envelope, or one that does not fit");
  const contract = takes.find(({ name }) => name === type);
  if (!contract) {
    if (kindOf(type) === "event") throw new Fault("bad-contract", "this kind of message is not taken here");
    return { id, type, envelope, body: JSON.parse(body.toString("utf8")) };
  }
  return { id, type, envelope, body: (await codec.decode([contract], body)).body };
}

/** The pseudonym of the person whom a message is from; "" for those of services, portals and timers. */
export function actorBehind(message: Message | undefined): string {
  if (!message || !["command", "record"].includes(kindOf(message.type))) return "";
  const { actor } = (message.body ?? {}) as { actor?: unknown };
  return typeof actor === "string" ? actor : "";
}

/** The events that a message causes, encoded once, with ids computed from it, the service and their position. */
export function eventsOf(
  service: string,
  codec: Codec,
  { message, hop }: Item,
  drafts: readonly Draft[],
  now: Date,
  stateId = "",
): RecordedEvent[] {
  const actor = actorBehind(message);
  const by = actor ? { actor } : {};
  const traced = traceOf(hop);
  return drafts.map(({ contract, body, about, bytes, order }, position) => {
    const envelope: Envelope = {
      ...emptyEnvelope,
      ...message?.envelope,
      ...about,
      // With the service: two that one message moves would give their first events one id, and who takes both would drop one.
      id: about.id ?? computeId(message?.id ?? "", service, position),
      type: contract.name,
      producer: service,
      time: now.toISOString(),
      cause: about.cause ?? message?.id ?? "",
      ...traced,
    };
    const sealed = seal(envelope.caseId, bytes ?? codec.encode(contract, body));
    if (order === undefined && sealed.length > messageBytesMax)
      throw new Fault("message-too-large", `${contract.name}: ${sealed.length} bytes`);
    return {
      _id: envelope.id,
      envelope,
      body: sealed,
      at: now,
      stateId,
      ...by,
      ...(order === undefined ? {} : { order }),
    };
  });
}
