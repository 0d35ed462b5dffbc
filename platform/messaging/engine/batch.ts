import type { Span } from "@opentelemetry/api";
import { type Codec, RegistryAwayError, UnreadableError } from "../contracts/codec.ts";
import { type Envelope, withoutEnvelope } from "../contracts/envelope.ts";
import { Fault, faultOf } from "../faults.ts";
import type { EventContract } from "../messages/event.ts";
import { kindOf, type Message } from "../messages/message.ts";
import { SealedError, type Sealing } from "../ports/sealing.ts";
import { type Destination, startHop } from "../telemetry/trace.ts";
import { type Delivery, ownerOf } from "./delivery.ts";

/** A delivery with what was read from it, or why it could not be read. */
export interface BatchItem {
  delivery: Delivery;
  hop: Span;
  message?: Message;
  fault?: Fault;
  /** its state could not be written with a note that it is kept */
  keepsNoNote?: boolean;
}

/** Who reads deliveries, and how. */
export interface Reading {
  service: string;
  /** the name of its consumers on the bus */
  durable: string;
  codec: Codec;
  sealing: Pick<Sealing, "open">;
  consumes: readonly EventContract[];
}

/** Opens a batch's bodies, decodes them and opens the messages' spans. Never throws for a single bad one. */
export async function readItems(reading: Reading, deliveries: readonly Delivery[]): Promise<BatchItem[]> {
  const opened = await openBodies(reading, deliveries);
  return Promise.all(deliveries.map((delivery) => readItem(reading, delivery, opened.get(delivery))));
}

/** Where a delivery lay: what was kept, is due, or came by a call is in the store, or never lay anywhere. */
function placeOf({ origin, envelope: { type } }: Delivery, durable: string): Destination {
  if (origin === "bus") return { system: "nats", name: type, group: durable };
  return { system: "antragsbus", name: type };
}

async function openBodies(
  { sealing }: Reading,
  deliveries: readonly Delivery[],
): Promise<ReadonlyMap<Delivery, Buffer | SealedError>> {
  const sealed = deliveries.flatMap((delivery) => {
    const { content, envelope, to } = delivery;
    return "sealed" in content ? [{ delivery, owner: ownerOf(envelope, to), bytes: content.sealed }] : [];
  });
  const opened = sealed.length ? await sealing.open(sealed) : [];
  return new Map(sealed.map(({ delivery }, i) => [delivery, opened[i] ?? new SealedError("nothing was opened")]));
}

async function readItem(
  { service, durable, codec, consumes }: Reading,
  delivery: Delivery,
  opened: Buffer | SealedError | undefined,
): Promise<BatchItem> {
  const { envelope, content } = delivery;
  const { id, type } = envelope;
  const hop = startHop(service, "process", placeOf(delivery, durable), envelope);
  try {
    if ("value" in content) return { delivery, hop, message: { id, type, envelope, body: content.value } };
    if (opened === undefined || opened instanceof SealedError)
      throw new Fault("bad-contract", opened?.message ?? "", { cause: opened });
    return { delivery, hop, message: await readMessage(codec, consumes, envelope, opened) };
  } catch (error) {
    return { delivery, hop, fault: unreadFault(error) };
  }
}

/** Why a message was not read: it is none of ours, or it cannot be told now. */
function unreadFault(error: unknown): Fault {
  if (error instanceof UnreadableError) return new Fault("bad-contract", error.message);
  if (error instanceof RegistryAwayError) return new Fault("unavailable", "schema registry", { cause: error });
  return faultOf(error);
}

async function readMessage(
  codec: Codec,
  consumes: readonly EventContract[],
  envelope: Envelope,
  body: Buffer,
): Promise<Message> {
  const { id, type } = envelope;
  if (type === withoutEnvelope) throw new Fault("bad-contract", "it has no envelope, or one that does not fit");
  const contract = consumes.find(({ name }) => name === type);
  if (!contract) {
    if (kindOf(type) === "event") throw new Fault("bad-contract", "this kind of message is not taken here");
    return { id, type, envelope, body: JSON.parse(body.toString("utf8")) };
  }
  return { id, type, envelope, body: (await codec.decode([contract], body)).body };
}

/** What stands for a message of which only the envelope can be read. */
export const unread = ({ delivery: { envelope } }: BatchItem): Message => ({
  id: envelope.id,
  type: envelope.type,
  envelope,
  body: null,
});

/** The pseudonym of the person whom a message is from; "" for those of services, portals and timers. */
export function actorBehind(message: Message | undefined): string {
  if (!message || !["command", "record"].includes(kindOf(message.type))) return "";
  const { actor } = (message.body ?? {}) as { actor?: unknown };
  return typeof actor === "string" ? actor : "";
}
