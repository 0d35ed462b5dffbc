import { emptyEnvelope } from "../../../../../platform/messaging/contracts/envelope.ts";
import { computeId } from "../../../../../platform/messaging/ids.ts";
import type { Bus, Incoming, Outgoing, Subscribed } from "../../../../../platform/messaging/ports/bus.ts";

export const busTypes = ["conformance.said.v1", "conformance.asked.v1", "conformance.told.v1"] as const;
export const stream = "sender";
export const producer = "sender";

/** A bus as the processes of a producer and of its readers have it. */
export interface BusPort {
  producer: Bus;
  readers: Bus;
  /** Names a stream or a consumer on this server. */
  nameOf(service: string): string;
  /** The server forgets a consumer; nobody asks the port for it. */
  loseConsumer(durable: string): Promise<void>;
  /** Makes what is not acknowledged come again soon. */
  hasten(): Promise<void>;
  until(what: string, look: () => Promise<boolean>): Promise<void>;
  /** what was seen of the stream's making last */
  created: string;
  running: Map<string, Subscribed>;
  came: Map<string, Came>;
}

/** What came to a reader, over all its starts. */
export interface Came {
  /** how often each message came */
  times: Map<string, number>;
  /** messages that came with another content than they were published with */
  changed: string[];
  /** how often it said that something may be missing, and that it reads, since it was asked last */
  missing: number;
  reads: number;
}

/** What a consumer on the server does for a reader, as far as anybody may rely on it. */
export interface ReaderFact {
  isRunning: boolean;
  /** types of which everything that is published from now on has to come */
  sure: string[];
  /** it has to say that something may be missing before it reads again */
  owes: boolean;
  /** ids that have to come; and that may, since nobody says whether the consumer was there */
  must: string[];
  may: string[];
}

export interface BusWorld {
  stream: { making: number; types: string[]; last: number } | null;
  makings: number;
  /** by message: its sequence in the stream */
  sequences: Record<string, number>;
  /** the making that was seen last */
  seen: number;
  readers: Record<string, ReaderFact>;
}

/** The types that each reader takes. */
export const takesOf: Record<string, readonly string[]> = {
  "reads-some": busTypes.slice(0, 1),
  "reads-all": busTypes,
};

export const emptyBus = (): BusWorld => {
  const fact = (): ReaderFact => ({ isRunning: false, sure: [], owes: true, must: [], may: [] });
  const readers = Object.keys(takesOf).map((name) => [name, fact()] as const);
  return { stream: null, makings: 0, sequences: {}, seen: 0, readers: Object.fromEntries(readers) };
};

export const bodyOf = (id: string): string => `body of ${id}`;
export const outgoing = (id: string, type: string): Outgoing => ({
  envelope: { ...emptyEnvelope, id, type, producer },
  body: Buffer.from(bodyOf(id)),
});

/** How a reader answers a message when it comes for the first time: it takes it, gives it back, or says nothing. */
export function answerTo(id: string): "ack" | "nak" | "nothing" {
  const lot = Number.parseInt(computeId(id).replaceAll("-", "").slice(0, 4), 16) % 8;
  if (lot === 0) return "nothing";
  return lot < 3 ? "nak" : "ack";
}

/** After so long what was given back comes again, in ms: it can be looked at meanwhile. */
const givenBackMs = 1_500;

/** Takes a message as a reader of the suite does. */
export function take(came: Came, { delivery, ack, nak }: Incoming): void {
  const { id } = delivery.envelope;
  const { content } = delivery;
  if (!("sealed" in content) || content.sealed.toString("utf8") !== bodyOf(id)) came.changed.push(id);
  const times = (came.times.get(id) ?? 0) + 1;
  came.times.set(id, times);
  const answer = times > 1 ? "ack" : answerTo(id);
  if (answer === "ack") ack();
  if (answer === "nak") nak(givenBackMs);
}
