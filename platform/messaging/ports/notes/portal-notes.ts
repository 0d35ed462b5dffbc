import type { RecordedEvent, Transaction } from "../stored.ts";

/**
 * The type of an event that holds a claim check: what is sent in its place is fetched only then, since it is too large to
 * be stored with every event about it.
 */
export const claimCheckType = "document-reference";

/** A claim check that may be redeemed and sent now. */
export interface DueDocument {
  event: RecordedEvent;
  /** how often it could not be fetched */
  attempts: number;
}

/** Messages that may go now, and how the notes of them are changed once they have gone. */
export interface Sendable {
  events: RecordedEvent[];
  sent(): Promise<void>;
}

/**
 * What a receiver outside was not told yet. Of one application n comes before n+1, whatever is fetched in between; what
 * was told in one transaction comes in its order.
 */
export interface PortalNotes {
  /** Notes in the transaction that records events that they have to be told. @param at the store's time @returns how many */
  record(transaction: Transaction, events: readonly RecordedEvent[], at: Date): Promise<number>;
  /** Finds messages that may be sent now: the oldest ones, but none that follows a document which is still to be sent. */
  messages(): Promise<Sendable>;
  /** Finds documents that may be sent now: the next one of each application, none that follows a message not sent yet. */
  documents(limit: number, now: Date): Promise<DueDocument[]>;
  /** Notes that a document could not be fetched: it, and what follows it, is left alone until then. */
  failed(document: DueDocument, until: Date): Promise<void>;
  /** Finds all documents of an application that are still to be sent. */
  documentsOf(applicationId: string): Promise<RecordedEvent[]>;
  /** Forgets documents that were sent, or never will be. */
  removeDocuments(ids: readonly string[]): Promise<void>;
  /**
   * Notes again, in their order, what was told since a moment; the receiver drops it by number. Broken off, it may be repeated.
   * @returns how many events
   */
  again(since: Date, types: readonly string[] | undefined, now: () => Date): Promise<number>;
  /** Counts what waits, and says since when the oldest does. */
  depth(): Promise<{ waiting: number; oldest: Date | null }>;
}
