import type { Envelope } from "../contracts/envelope.ts";
import type { DeadLetter, KeptMessage, RecordedEvent, StoredState } from "./stored.ts";

/** The states of one processor and one tenant. */
export interface StatesOf {
  processor: string;
  tenant: string;
}

/** States as they are stored; changed by nobody but the engine. */
export interface States {
  read(ids: readonly string[]): Promise<StoredState[]>;
  /** Versions of some states, or of all of a kind, by id. */
  versions(selection: readonly string[] | StatesOf): Promise<ReadonlyMap<string, number>>;
  /** All states of a kind in the order of their keys, one after the other. */
  scan(selection: StatesOf): AsyncIterable<StoredState>;
  /** Keys of states of a kind in their order, behind one of them. */
  keys(selection: StatesOf, after: string, limit: number): Promise<string[]>;
  /** How many have timers that are still to fire. */
  withTimers(): Promise<number>;
}

/** Events as they were recorded. */
export interface Events {
  /** The first events about a case, in the order of their recording. */
  ofCase(caseNumber: string, limit: number): Promise<RecordedEvent[]>;
  /** For each case number, the envelope of an event of one of these types, where there is one. */
  aboutCases(caseNumbers: readonly string[], types: readonly string[]): Promise<Envelope[]>;
  /** What a portal was told because of a message, in its order. */
  toldBecauseOf(cause: string): Promise<RecordedEvent[]>;
}

/** Groups of dead letters of one cause. */
export interface DeadGroups {
  groups: { reason: string; type: string; count: number; first: string; ids: string[]; more: number }[];
  /** groups that are left off */
  more: number;
}

/** Which dead letters are meant: by id, or by reason, or all; and where to go on. */
export interface DeadSelection {
  ids?: readonly string[] | undefined;
  reason?: string | undefined;
  after?: string | undefined;
}

/** Messages that were given up. */
export interface DeadLetters {
  /** Groups what nobody replayed yet by its cause: the largest first, with the oldest ids of each. Bounded. */
  groups(): Promise<DeadGroups>;
  /**
   * The first letters that a selection names and that were not replayed yet, by reason and age.
   * @returns them, and where to go on; what dies once more meanwhile is not found again
   * @throws Fault bad-request for a place that is none
   */
  select(selection: DeadSelection, now: Date): Promise<{ letters: DeadLetter[]; next?: string }>;
  find(id: string): Promise<DeadLetter | undefined>;
  /** Keeps letters that come from elsewhere than a batch; repeated, it comes to the same. */
  bury(letters: readonly DeadLetter[]): Promise<void>;
}

/** Messages of one type and tenant that are kept, for another try or for a person. */
export type KeptIds = (type: string, tenant: string) => Promise<KeptMessage["_id"][]>;

/** How far a longer piece of work is, and other small facts of a service's own. */
export interface Checkpoints {
  /** Reads what is there; undefined: nothing is. */
  read(name: string): Promise<unknown>;
  /** Writes, whatever is there. */
  write(name: string, value: unknown): Promise<void>;
  /** Writes unless something is there. @returns what is there then */
  once(name: string, value: unknown): Promise<unknown>;
  /** Reads what is there, with a version that each swap raises; 0: nothing is. */
  versioned(name: string): Promise<{ value: unknown; version: number }>;
  /** Writes on that version only. @returns whether it was still the one */
  swap(name: string, version: number, value: unknown): Promise<boolean>;
}

/** Something that a person has to do, apart from its state. */
export interface StoredTask {
  /** state and case number */
  _id: string;
  stateId: string;
  tenant: string;
  serviceKey: string;
  caseId: string;
  caseNumber: string;
  since: Date;
  reasons: string[];
  dueOn?: string;
  assignee?: string;
  asideUntil?: string;
  /** the last day that the law leaves for it (far away where it leaves none), since when it waits, and its id */
  order: string;
}

/** Tasks that lie in one order: of some tenants, or of one of them those about some keys. */
export interface TaskRange {
  tenants: readonly string[];
  serviceKeys?: readonly string[] | undefined;
}

/** What waits for a person, in its order. */
export interface Tasks {
  /** At most so many of one case number: one that is not checked may have been given more than once. */
  ofCase(caseNumber: string, limit: number): Promise<StoredTask[]>;
  tenants(): Promise<string[]>;
  /** The places of the first tasks after one. */
  orders(ranges: readonly TaskRange[], after: string, limit: number): Promise<string[]>;
  /** How many there are after one, counted up to a bound in each range. */
  count(ranges: readonly TaskRange[], after: string, max: number): Promise<number>;
  read(ids: readonly string[]): Promise<StoredTask[]>;
}

/** That a person looked at personal data. Holds none itself: a case number or a key, and a pseudonym. */
export interface Look {
  at: Date;
  actor: string;
  action: string;
  /** case number, or key */
  target: string;
  municipality: string;
  serviceKey: string;
}

export interface Looks {
  /** Notes a look; once it returns it is durable. */
  note(entry: Look): Promise<void>;
  /** The latest looks at something, the latest first. */
  ofTarget(what: string, limit: number): Promise<Look[]>;
}
