import type { Envelope } from "../contracts/envelope.ts";
import type { SealedDelivery } from "../engine/delivery.ts";

/** One atomic publication takes so many messages. */
export const publishBatchMax = 500;
/** What one message on the bus may have, in bytes: calls and events carry references only. */
export const messageBytesMax = 256 * 1024;

/** The beginning of a list, as many as one atomic publication takes. */
export function firstBatch<P extends { events: readonly unknown[] }>(list: readonly P[]): P[] {
  let count = 0;
  const end = list.findIndex(({ events }, i) => {
    count += events.length;
    return i > 0 && count > publishBatchMax;
  });
  return list.slice(0, end < 0 ? list.length : end);
}

export interface Outgoing {
  envelope: Envelope;
  /** sealed */
  body: Buffer;
}

/** Says that the server refused or did not acknowledge; the messages may be stored or not. */
export class PublishError extends Error {
  override name = "PublishError";
}

/** Says that a stream ends elsewhere than where it was said to: nothing was published. */
export class SequenceError extends Error {
  override name = "SequenceError";
}

export interface StreamState {
  /** the server's time of creation: another one means that everything in it was lost */
  created: string;
  lastSequence: number;
}

/** A service's consumer of one stream, as the server knows it. */
export interface ConsumerState {
  created: string;
  /** not handed out yet */
  pending: number;
  /** handed out without an answer so far */
  unacknowledged: number;
  /** everything up to this sequence of the stream is acknowledged */
  acknowledged: number;
}

/** A message from the bus, until it is answered. What is not answered within 20 s comes again, to any instance. */
export interface Incoming {
  delivery: SealedDelivery;
  /** what it takes in memory */
  bytes: number;
  /** how often it was delivered, this time included */
  deliveries: number;
  ack(): void;
  /** lets it come again, after so many ms */
  nak(milliseconds: number): void;
  /** says that it is being worked on */
  working(): void;
}

/** The way of events between services. It may deliver twice, late and out of order, and may lose whatever it holds. */
export interface Bus {
  /**
   * Publishes events in order, all of them or none, and only where nothing came after a sequence.
   * @param after the last one of the stream, as far as is known
   * @returns the stream's sequence of the last
   * @throws SequenceError where the stream ends elsewhere; PublishError where the server does not take them
   */
  publish(events: readonly Outgoing[], after: number): Promise<number>;
  /** undefined: there is none of that name */
  stream(name: string): Promise<StreamState | undefined>;
  /**
   * Makes a stream for what a service publishes, or widens it.
   * @param above the sequence above which a new one begins
   * @throws RefusedError where the server has no room for it
   */
  makeStream(name: string, types: readonly string[], above: number): Promise<StreamState>;
  deleteStream(name: string): Promise<void>;
  /** The consumer of a service on a stream. @throws where there is none */
  consumer(stream: string, durable: string): Promise<ConsumerState>;
  /** Reads what a service takes from every stream that has it, also from streams that appear later. */
  subscribe(taker: Taker): Subscribed;
  /** Calls back whenever the server is there again after it was away. @returns ends that */
  onReconnect(refresh: () => void): () => void;
}

/** Who reads the bus. */
export interface Taker {
  durable: string;
  /** names of the events that are taken */
  consumes: readonly string[];
  /** only those of this portal */
  portal?: string | undefined;
  /** only those about these service keys */
  serviceKeys?: readonly string[] | undefined;
  /** messages of one stream that may wait in this process; they have to be handled well before they come again */
  buffered: number;
  /** resolves when there is room for more */
  take(message: Incoming): Promise<void>;
  /** a consumer is about to be made: kept, since this process may die between making it and asking for what it missed */
  missing(stream: string): Promise<void>;
  /** the stream is read from now on: what came before its consumer was made has to be asked for, if that is still open */
  reads(stream: string): void;
}

export interface Subscribed {
  start(): Promise<void>;
  /** Looks for streams now. */
  refresh(): Promise<void>;
  /** those that are read at the moment */
  readonly streams: string[];
  depths(): Promise<{ stream: string; pending: number; unacknowledged: number }[]>;
  /** Stops reading; messages handed out before stay acknowledgeable. */
  stop(): Promise<void>;
}
