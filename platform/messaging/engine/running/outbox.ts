import type { RecordedEvent, Transaction } from "../../ports/store.ts";
import type { ServerVariables } from "../../waiting.ts";

/** How complete a stream is. */
export interface Complete {
  /** how often what was published before was demanded again */
  redriven: number;
  /** the highest sequence that the stream ever gave: one that ends below was cut back */
  highest: number;
  /** every event recorded before is on the stream, or was */
  before: Date;
}

/** What a demand to send again came to. */
export interface Redriven {
  /** how many events go out again */
  events: number;
  /** a later answer about completeness that counts at least as many demands includes them */
  redriven: number;
}

/** Records of a partition that are not taken in yet. */
export interface PartitionLag {
  topic: string;
  partition: number;
  lag: number;
}

/** Brings committed events to where others can see them. Events themselves are never changed: it keeps its own notes. */
export interface Outbox<Recorded = unknown> {
  /** whom it sends to: the server's variables, and what it is called */
  readonly server: readonly [variables: ServerVariables, title: string];
  /** Makes what it needs; safe to repeat. @throws while its server is away */
  ensure(): Promise<void>;
  /** Notes in the transaction that records events that they have to leave. */
  record(transaction: Transaction, events: readonly RecordedEvent[], at: Date): Promise<Recorded>;
  /** Takes what `record` gave, after the commit; does not keep the caller waiting. */
  committed(recorded: Recorded): void;
  /** Sends what was left. */
  sweep(): Promise<void>;
  /** Makes sure that what was sent is still there. */
  check(): Promise<void>;
  /** Waits until everything that was being sent is, or is left to the sweep. */
  settled(): Promise<void>;
  /** Sends again what was recorded since a moment; some types of it, or all. */
  redrive(since: Date, types?: string[]): Promise<Redriven>;
  /** Says how complete the stream is; absent where there is none. @throws Fault unavailable while that cannot be told */
  complete?(): Promise<Complete>;
  /** Counts the events that have not left, and says when the oldest of them was recorded. */
  depth(): Promise<{ waiting: number; oldest: Date | null }>;
  /** Counts what waits in Kafka for the service that it belongs to, where one reads there; null when Kafka does not answer. */
  toRead?(): Promise<PartitionLag[] | null>;
  /** Names what is set up dangerously on the server that it sends to, as it was seen last; English sentences. */
  problems?(): readonly string[];
  /** Says how far the clock of the server that it sends to is ahead of the store's, in s, where that is known. */
  skew?(): number | undefined;
}
