// The door of the messaging room: everything that casework, services and connectors may use of it, with what it guarantees.
// It carries messages between services whose stores are their own, and knows nothing of what they are about.
//
// A message goes one way: inbox → decide → outbox. A batch of messages is read together with the states that they are for,
// decided on in memory, and written with the events that follow, in one transaction. Only then it is acknowledged where it
// came from, and the events are published. So nothing is lost, whatever dies, and nothing takes effect twice: the ids of
// what was handled lie with the state. A message ends as done, is tried again, or is dead with a reason (docs/reliability.md).

/** How callers are told that the params of an action do not fit. */
export type { Wording } from "./adapters/moleculer/validator.ts";
export type { OpenedResources as Resources } from "./adapters/open.ts";
/** What the process was told by its environment; a bad variable ends the start. */
export { type Config, config, type SigningKey } from "./config.ts";
/** Actions between services: params are checked against the contract before a handler sees them, and typed from it. */
export {
  type ActionName,
  action,
  type Caller,
  type CallMeta,
  call,
  type Params,
  type Returns,
} from "./contracts/action.ts";
/** Avro in Confluent's wire format, guarded before it is decoded: no bytes of a sender can harm the process. */
export { Codec, RegistryAwayError, UnreadableError } from "./contracts/codec.ts";
/** Days and birth dates as contracts' formats know them. */
export {
  addDays,
  addMonths,
  daysOf,
  isBirthDate,
  isDay,
  isWholeDate,
  isYounger,
  latestBirth,
} from "./contracts/days.ts";
/** What travels beside every body: ids, places, times; nothing personal. */
export { type Envelope, emptyEnvelope } from "./contracts/envelope.ts";
/** Which accounts SEPA's schemes reach, as contracts' formats know it. */
export { isOfEea, isOfScheme, isReached } from "./contracts/sepa.ts";
/** JSON Schemas as checks that name every problem, never a value; linear in the length of what is checked. */
export { type Check, checkOf, compileSchema, type Problem, readSchema } from "./contracts/validate.ts";
/** A message on its way in, and what became of it: durable once it is told. */
export { type Delivery, type Outcome, replayed } from "./engine/delivery.ts";
/** Where committed events go; nothing that was recorded is ever left out. */
export type { Outbox, PartitionLag, Redriven } from "./engine/outbox.ts";
/**
 * What a service does, without any wiring: `handle` gets a state and a message and says what follows. It is pure, handled
 * once for each message id, alone on its state, in any order, as often as its transaction has to be repeated.
 */
export {
  type Context,
  type Draft,
  draft,
  type Handled,
  type Message,
  of,
  type Surface,
  type Task,
  type Timer,
} from "./engine/processor.ts";
/** Failures with a place in the table: whether trying again may help, and what a caller gets. */
export { Fault, type FaultCode, faultOf } from "./faults.ts";
/** Ids and hashes that are the same in every process; what is searched of a person is a keyed hash. */
export { comparable, computeId, type HashKey, keyedHash, sha256 } from "./ids.ts";
/** Work that is never done twice at once. */
export { Rounds } from "./loop.ts";
/** Kinds of messages as values: an event's name is typed once, where the value is made, and its schema types its body. */
export { type EventContract, type EventName, event } from "./messages/event.ts";
/** What is stored: states, events, messages that wait for a try or for a person. */
export type { Checkpoints, States, StoredTask, TaskRange } from "./ports/archive.ts";
export type { BegunNote, BegunNotes } from "./ports/begun-notes.ts";
export type { Lease, Leases } from "./ports/leases.ts";
/** What is told to receivers outside: claim checks stand for what is too large to be stored with every event about it. */
export { claimCheckType, type DueDocument, type PortalNotes } from "./ports/portal-notes.ts";
export type { DeadLetter, RecordedEvent, Store, StoredState, Transaction } from "./ports/store.ts";
/** How far a clock may be off before an alarm is raised, in ms. */
export { clockSkewMaxMs } from "./ports/store.ts";
/** The only door to personal data at rest and on the way. */
export { seal, unseal } from "./seal.ts";
/** A service that runs: its engine, its store, its outbox. */
export { type Action, messagingService, type ServiceParts, type ServiceRuntime as Runtime } from "./service.ts";
/** The log of a service, and the spans of a message's way. Nothing personal gets into either. */
export { type Log, logOf } from "./telemetry/log.ts";
export { attributesOf, startHop, traceparentOf } from "./telemetry/trace.ts";
/** Waits for a server that is not there yet, and says so; one that refuses us ends the start. */
export { RefusedError, waitFor } from "./waiting.ts";
