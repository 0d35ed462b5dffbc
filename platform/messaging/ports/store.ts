import type { Envelope } from "../contracts/envelope.ts";
import type { Checkpoints, DeadLetters, Events, KeptIds, Looks, States, Tasks } from "./archive.ts";
import type { BegunNotes } from "./begun-notes.ts";
import type { CatchUpNotes } from "./catch-up-notes.ts";
import type { Leases } from "./leases.ts";
import type { PortalNotes } from "./portal-notes.ts";
import type { StreamNotes } from "./stream-notes.ts";

/** One state of a service, with what may be known of it without opening its body. */
export interface StoredState {
  /** tenant, processor and key */
  _id: string;
  /** the town; for what is not routed yet, the portal's name */
  tenant: string;
  /** the processor whose it is: says what kind of state it is */
  processor: string;
  key: string;
  /** raised with every message that was handled on it, from 1 */
  version: number;
  status: string;
  /** sealed; everything personal is in here */
  body: Buffer;
  timers: { id: string; name: string; due: Date; about?: string }[];
  /** the earliest of the timers, or null */
  nextTimer: Date | null;
  /** what waits for a person */
  tasks: { caseId: string; caseNumber: string; serviceKey: string; since: Date; reasons: string[]; dueOn?: string }[];
  /** the messages that were handled on it last, with what was answered to each; the store may keep older ones elsewhere */
  handled: HandledMessage[];
  /** whether it does */
  handledBefore: boolean;
  /** pseudonym of the person who acted on it last; "" when nobody has */
  actor: string;
  updatedAt: Date;
}

export interface HandledMessage {
  id: string;
  answer?: unknown;
  /** the answer as JSON, where it is personal; sealed for the state's owner */
  sealed?: Buffer;
}

/** What was answered to a message that was handled before. */
export interface Answered extends Omit<HandledMessage, "id"> {
  stateId: string;
}

/** An event, from the transaction that made it. Never changed. */
export interface RecordedEvent {
  /** the envelope's */
  _id: string;
  envelope: Envelope;
  /** sealed */
  body: Buffer;
  at: Date;
  /** the state that it came from; "" for what is told of a message that is dead */
  stateId: string;
  /** for what a portal is told: 1, 2, 3… within one application, 0 for what is about a record alone */
  order?: number;
  /** pseudonym of the person who caused it; never published */
  actor?: string;
}

/** A message as it came, kept for a later try or for a person. */
export interface KeptMessage {
  /** the message's */
  _id: string;
  envelope: Envelope;
  /** sealed body, as on the bus */
  body: Buffer;
  reason: string;
  /** how often it failed; what only waited for something that is away is not counted */
  attempts: number;
  at: Date;
  /** the state that it is for, where the message itself does not say: a timer's */
  to?: { tenant: string; processor: string; key: string };
}

/** A message that waits for its next try. */
export interface Retry extends KeptMessage {
  /** null for what was set aside: it has its account's turn instead */
  dueAt: Date | null;
  /** how often it had to wait for something that is away */
  waits: number;
  /** how often it was begun since it was kept: a process that dies of it ends none of these tries */
  begun: number;
  /** given where it was set aside because its account brings more than its share; it did not fail */
  account?: string;
}

/** A message that was given up, until a person has it replayed. */
export interface DeadLetter extends KeptMessage {
  detail: string;
  /** true until it was replayed */
  open?: boolean;
  replayedAt: Date | null;
}

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
  kept: Map<string, number | "dead">;
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

/** Stands for the transaction that a batch is written in. Whoever is handed one passes it to another part of the same store. */
export interface Transaction {
  readonly of: "transaction";
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
  about?: string;
  tenant: string;
  processor: string;
  key: string;
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
  look(wanted: Wanted, decide: (loaded: Loaded) => Promise<Decided | More>): Promise<void>;
  /** Messages whose next try is due, oldest first. That they are begun is durable before they are returned. */
  dueRetries(now: Date, limit: number): Promise<Retry[]>;
  /** Timers that are due, those of all the time before included; none that is kept for another try or is dead. */
  dueTimers(now: Date, limit: number): Promise<DueTimer[]>;
  /** The oldest messages that one account has set aside; begun as retries are. */
  asideOf(account: string, limit: number): Promise<Retry[]>;
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
  /** what receivers outside are to be told; asked for before `prepare`, by who tells any */
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
  /** The store's time, which all instances share; it never goes back. */
  now(): Date;
  /**
   * Makes what the store needs; safe to repeat.
   * @throws RefusedError where another version has written into it
   */
  prepare(): Promise<void>;
}
