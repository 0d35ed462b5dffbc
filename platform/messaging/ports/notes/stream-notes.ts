import type { RecordedEvent, Transaction } from "../stored.ts";

/** Events of one transaction that go to the stream together, in their order: at most as many as one atomic batch takes. */
export interface Publication {
  _id: string;
  at: Date;
  events: readonly RecordedEvent[];
}

/** What the owner knows of its stream: enough to see that the server lost it. */
export interface StreamMark {
  /** the server's time of its making */
  created: string;
  /** the highest sequence that it ever gave */
  highest: number;
  /** rises with each demand for what was published before: once before and once after it is marked as unpublished */
  redriven?: number;
}

/** Which of a service's events are on its stream. Events themselves are never changed. */
export interface StreamNotes {
  /** Notes in the transaction that records events that they have to be published. */
  record(transaction: Transaction, events: readonly RecordedEvent[], at: Date): Promise<Publication[]>;
  /**
   * Goes once through what nobody published yet and what is older than a moment, oldest first, in batches that fit one
   * atomic publication. What is left behind is not found again in this pass.
   */
  waiting(before: Date): AsyncIterable<Publication[]>;
  /**
   * Raises the mark to a sequence and notes that publications are out; broken off, it may have raised the mark alone.
   * @returns the mark, read after that
   */
  published(ids: readonly string[], sequence: number): Promise<StreamMark | undefined>;
  /** Notes that publications are not out after all. */
  unpublished(ids: readonly string[]): Promise<void>;
  /**
   * Tells what is out of a publication apart from what the server refuses: only that stays unpublished.
   * @returns the id of the publication of what is out, not noted as such yet
   */
  split(publication: Publication, out: readonly RecordedEvent[]): Promise<string>;
  /** Notes that what was recorded since a moment is not out, some types of it or all. @returns how many events */
  again(since: Date, types?: readonly string[]): Promise<number>;
  /** When the oldest was recorded that is not out. */
  oldest(): Promise<Date | undefined>;
  depth(): Promise<{ waiting: number; oldest: Date | null }>;
  mark(): Promise<StreamMark | undefined>;
  /** Notes the first making of the stream, unless one is noted. */
  begin(mark: StreamMark): Promise<void>;
  /** Notes that the stream was made again. */
  madeAgain(created: string): Promise<void>;
  /** Counts a demand for what was published before. @returns the count after it */
  countRedrive(): Promise<number>;
}
