/** That events of a stream are missing here, and since when. */
export interface Missed {
  since: Date;
  /** which making of the consumer: an answer to an earlier one does not settle a later one */
  making: string;
}

/** How far a service is with one stream. */
export interface Position {
  /** everything that the owner recorded before was handled here, or is kept here for another try */
  before: Date;
  /** what the owner's count of demands was when it answered our last one: notes of a lower count do not include it */
  redriven: number;
}

/** What a consumer knows of the streams that it reads. */
export interface CatchUpNotes {
  gap(stream: string): Promise<Missed | undefined>;
  /** Notes that events are missing: since what was noted before, where something was. */
  miss(stream: string, gap: Missed): Promise<void>;
  /** Notes that they are not any more, unless another making of the consumer misses them. */
  settle(stream: string, making: string): Promise<void>;
  position(stream: string): Promise<Position | undefined>;
  /** Notes the owner's count, and where nothing is noted yet, the moment as well. */
  answered(stream: string, position: Position): Promise<void>;
  /** Notes a later moment, where the count is still the one that is given. */
  reached(stream: string, position: Position): Promise<void>;
}
