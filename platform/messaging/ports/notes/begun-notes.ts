/** Which records of a partition a process has begun. */
export interface BegunNote {
  /** the offset where it began */
  first: number;
  last: number;
  /** how often it was begun and not ended, this time with it */
  times: number;
  /** up to this offset each record is handled by itself; -1: all of them together */
  aloneUntil: number;
}

/** What processes have begun. It outlives the process and not the store: the last moments of that may be lost. */
export interface BegunNotes {
  /** Reads the latest note of a partition; undefined: there is none. */
  read(partition: number): Promise<BegunNote | undefined>;
  /** Writes the note of a partition in place of the last one. @param by who begins: another process may have the partition, and a note of its own, before this one has left it */
  write(partition: number, note: BegunNote, by: string): Promise<void>;
  /** Counts one beginning more or less, where the note is still by the same one. */
  count(partition: number, by: string, more: number): Promise<void>;
}
