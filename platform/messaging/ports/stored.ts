import type { Envelope } from "../contracts/envelope.ts";

/** What waits for a person, in a state. */
export interface WaitingTask {
  caseId: string;
  caseNumber: string;
  serviceKey: string;
  since: Date;
  reasons: string[];
  dueOn?: string;
  assignee?: string;
  asideUntil?: string;
}

/** A timer that runs in a state. */
export interface StoredTimer {
  id: string;
  name: string;
  due: Date;
  argument?: string;
  /** how often it was begun since its state was written; not there: never */
  begun?: number;
}

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
  timers: StoredTimer[];
  /** the earliest of the timers, or null */
  nextTimer: Date | null;
  /** what waits for a person */
  tasks: WaitingTask[];
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

/** Stands for the transaction that a batch is written in. Whoever is handed one passes it to another part of the same store. */
export interface Transaction {
  readonly kind: "transaction";
}
