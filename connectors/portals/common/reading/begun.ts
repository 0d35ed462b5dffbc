import type { BegunNote, BegunNotes } from "../../../../platform/messaging/index.ts";

/** Records that were begun this often without an end are handled one by one from then on. */
const togetherMax = 2;
/** A record that was begun by itself this often without an end is not begun again. */
const aloneMax = 3;

/** Makes the note that is written when records from `first` to `last` are begun. */
export function noteOf(before: BegunNote | undefined, first: number, last: number): BegunNote {
  const within = (until: number) => before !== undefined && before.first <= first && first <= until;
  if (before && within(before.aloneUntil)) {
    const times = first === before.first ? before.times + 1 : 1;
    return { first, last: first, times, aloneUntil: before.aloneUntil };
  }
  const times = before && within(before.last) ? before.times + 1 : 1;
  if (before && times > togetherMax) return { first, last: first, times: 1, aloneUntil: before.last };
  return { first, last, times, aloneUntil: -1 };
}

/** Says whether a note is about one record alone. */
export const isAlone = ({ aloneUntil }: BegunNote): boolean => aloneUntil >= 0;

/** Says whether the one record that a note is about has ended too many processes. */
export const isTooMuch = (note: BegunNote): boolean => isAlone(note) && note.times > aloneMax;

/**
 * Finds the record that a process dies of: what is begun is noted before, and a note that is still there when the same
 * records are begun again means that nobody came to their end. One small write for each Kafka batch.
 */
export class Begun {
  private readonly notes: BegunNotes;
  /** another process may have the partition, and a note of its own, before this one has left it */
  private readonly by: string;
  /** partitions of which what was begun counts as begun */
  private readonly counted = new Set<number>();

  /** @param by names this process */
  constructor(notes: BegunNotes, by: string) {
    this.notes = notes;
    this.by = by;
  }

  /** Notes that records are begun. @returns the note, with how often they were begun */
  async begin(partition: number, first: number, last: number): Promise<BegunNote> {
    const note = noteOf(await this.notes.read(partition), first, last);
    await this.notes.write(partition, note, this.by);
    this.counted.add(partition);
    return note;
  }

  /** Takes a beginning back: while it waits for others, or is stopped, a process does not die of what it has begun. */
  async pause(partition: number): Promise<void> {
    if (!this.counted.has(partition)) return;
    await this.notes.count(partition, this.by, -1);
    this.counted.delete(partition);
  }

  /** Counts a beginning again that was taken back. */
  async resume(partition: number): Promise<void> {
    if (this.counted.has(partition)) return;
    await this.notes.count(partition, this.by, 1);
    this.counted.add(partition);
  }
}
