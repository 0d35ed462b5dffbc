import type { Checkpoints, DeadLetters, Events, KeptIds, Looks, States, Tasks } from "./archive.ts";
import type { Collection, CollectionOptions } from "./collection.ts";
import type { Leases } from "./leases.ts";
import type { BegunNotes } from "./notes/begun-notes.ts";
import type { CatchUpNotes } from "./notes/catch-up-notes.ts";
import type { PortalNotes } from "./notes/portal-notes.ts";
import type { StreamNotes } from "./notes/stream-notes.ts";
import type { Answered, DeadLetter, RecordedEvent, Retry, StoredState, Transaction } from "./stored.ts";

export type {
  Answered,
  DeadLetter,
  HandledMessage,
  KeptMessage,
  RecordedEvent,
  Retry,
  StoredState,
  Transaction,
} from "./stored.ts";

/** What a batch asks for before it is decided. */
export interface Wanted {
  /** ids of states */
  states: readonly string[];
  /** ids of messages */
  messages: readonly string[];
}

/** What a batch is decided on: one moment's view of the store. */
export interface Loaded {
  /** ids of the states that were looked for */
  asked: ReadonlySet<string>;
  /** those that exist */
  states: StoredState[];
  /** ids handled before, with what was answered */
  answers: ReadonlyMap<string, Answered>;
  /** ids kept for another try, with the attempts so far, or dead for a person */
  parked: Map<string, number | "dead">;
}

/** What a batch comes to. */
export interface Decided {
  at: Date;
  /** states that changed: `before` as it was loaded, absent for a new one */
  states: { before?: StoredState | undefined; after: StoredState }[];
  events: RecordedEvent[];
  /** messages for another try, in place of what was kept of them */
  retries: Retry[];
  /** messages that are given up, in place of what was kept of them */
  dead: DeadLetter[];
  /** ids of messages that were kept and are handled now */
  done: string[];
  /** ids of messages that wait for another try although they are dead already: the dead letter is what counts */
  dropped: string[];
}

/** A batch cannot be decided on what was loaded alone. */
export interface More {
  /** ids of the states that are needed as well */
  more: readonly string[];
}

/** Says that a batch was not through within its time; whether it was written is not known. */
export class DeadlineError extends Error {
  override name = "DeadlineError";
}

/** An account that brings more than its share. */
export interface AsideAccount {
  /** keyed hash of the applicant, or the account or case */
  account: string;
  /** messages that are set aside */
  count: number;
  /** of the oldest of them, so that a person can look at it */
  caseNumber: string;
}

/** A timer that is due, of one state. */
export interface DueTimer {
  id: string;
  name: string;
  argument?: string;
  /** the id of the state */
  stateId: string;
  tenant: string;
  processor: string;
  key: string;
  /** how often it was begun since its state was written */
  begun: number;
}

/** Messages that are about to be handled. */
export interface Begun {
  /** ids of messages that were kept */
  retries: readonly string[];
  timers: readonly Pick<DueTimer, "id" | "stateId">[];
}

/** What of a service's work lies in its store, waiting for its time. */
export type Due = "kept" | "outbox";

/** Where messages come in, are decided on and are kept. All times are the store's. */
export interface InboxStore {
  /**
   * Decides on one moment's view of the store and writes what was decided, all of it or nothing.
   * @param decide changes nothing; called again with more of the same view where it asks for that, and on a later view
   *   where another instance was faster
   * @param also writes into the same transaction what follows from the events
   * @returns what `also` gave, once everything is durable; undefined where there were no events
   * @throws what `isAway` knows where the store cannot be reached; nothing says then whether it was written, and whoever
   *   repeats it finds the ids
   */
  transact<Noted>(
    wanted: Wanted,
    decide: (loaded: Loaded) => Promise<Decided | More>,
    also: (transaction: Transaction, events: readonly RecordedEvent[], at: Date) => Promise<Noted>,
  ): Promise<Noted | undefined>;
  /** Decides on one moment's view of the store and writes nothing. */
  preview(wanted: Wanted, decide: (loaded: Loaded) => Promise<Decided | More>): Promise<void>;
  /** Messages whose next try is due, oldest first. */
  dueRetries(now: Date, limit: number): Promise<Retry[]>;
  /** Timers that are due, those of all the time before included; none that is kept for another try or is dead. */
  dueTimers(now: Date, limit: number): Promise<DueTimer[]>;
  /** The oldest messages that one account has set aside. */
  asideOf(account: string, limit: number): Promise<Retry[]>;
  /**
   * Notes that messages are begun: whoever reads them again is told how often they were, also where the process that
   * handles them dies. What is gone meanwhile is passed over.
   */
  begin(these: Begun): Promise<void>;
  /** The account after another one among those that have messages aside; round again after the last; undefined: none has. */
  nextAccount(after: string): Promise<string | undefined>;
  /** Keeps messages without handling them; what is kept already stays as it is. */
  setAside(messages: readonly Retry[]): Promise<void>;
  /** What of the service's work lies in the store and waits for its time, asked at once for all. */
  due(at: { now: Date; unsentBefore: Date }): Promise<ReadonlySet<Due>>;
  /** Whether an error of any part of this store means that it cannot be reached: less of the same would not help then. */
  isAway(error: unknown): boolean;
  /** Names the accounts that have most set aside. */
  asideAccounts(): Promise<AsideAccount[]>;
  /** How many messages wait for another try, are set aside, are dead and were not replayed. */
  counts(): Promise<{ retries: number; aside: number; dead: number }>;
}

/** A clock that is off by more raises an alarm, in ms. */
export const clockSkewMaxMs = 5_000;

/** One service's store, in a database of its own. */
export interface Store {
  inbox: InboxStore;
  /** what is to be published */
  stream: StreamNotes;
  /** Gives what receivers outside are to be told; asked for before `prepare`, by who tells any. */
  portal(): PortalNotes;
  catchUp: CatchUpNotes;
  /** what was begun of what is read from outside */
  begun: BegunNotes;
  leases: Leases;
  states: States;
  events: Events;
  tasks: Tasks;
  dead: DeadLetters;
  keptIds: KeptIds;
  looks: Looks;
  checkpoints: Checkpoints;
  /** Gives a collection of the service's own, by its name; asked for before `prepare`. */
  collection<Facts = Record<string, never>>(name: string, options?: CollectionOptions): Collection<Facts>;
  /** Tells the store's time, which all instances share; it never goes back. */
  now(): Date;
  /**
   * Makes what the store needs; safe to repeat.
   * @throws RefusedError where another version has written into it
   */
  prepare(): Promise<void>;
}
