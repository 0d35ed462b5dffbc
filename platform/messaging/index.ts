// The door of the messaging room: every symbol that casework, services and connectors may use, with its guarantee.
//
// It carries messages between services whose stores are their own, and knows nothing of what they are about. A message goes
// one way: inbox → decide → outbox. A batch is read together with the states that it is for, decided on in memory, and
// written with the events that follow, in one transaction. Only then it is acknowledged where it came from, and the events
// are published. So nothing is lost, whatever dies, and nothing takes effect twice: the ids of what was handled lie with the
// state. A message ends as done, is tried again, or is dead with a reason.

// Kinds of messages, as values that carry their contract: a name is typed once, where the value is made. An event's body
// fits its Avro schema, a command's the JSON Schema of the action that takes it; a timer fires once, also after the service
// was down; a record comes from outside of the bus. `is` says of which kind a message is, and so what its body looks like.

export { type CommandAction, type CommandBody, type CommandContract, command } from "./messages/command.ts";
export { type EventContract, type EventName, event } from "./messages/event.ts";
export { is, type Message, type MessageContract } from "./messages/message.ts";
export { type RecordContract, record } from "./messages/record.ts";
export { type Fired, type Timer, type TimerContract, timer } from "./messages/timer.ts";

// What travels beside every body: ids, places, times; nothing personal.

export { type Envelope, emptyEnvelope } from "./contracts/envelope.ts";

// What a service does, without any wiring: its processors, each of one kind of states. A handler gets a state and a message
// and says what follows. It is pure: called once for each message id that takes effect, alone on its state, in any order, and
// again where its transaction is repeated. An event for a processor of the same service is handled in the same transaction,
// in at most four rounds: all of it succeeds, is tried again or dies as one. It is published as well.

export {
  type AnyProcessor,
  type Context,
  type Handled,
  type Handler,
  type NewEvent,
  newEvent,
  on,
  onEach,
  type Processor,
  type ServiceDefinition,
  type StateAddress,
  type StateKey,
  type Task,
  type View,
} from "./engine/processor.ts";

// A service that runs. What was handed to its engine is durable once the engine has answered.

export type { ServiceResources as Resources } from "./adapters/open.ts";
export { type Delivery, type Outcome, ownerOf, replayed } from "./engine/delivery.ts";
export type { Tried } from "./engine/engine.ts";
export { addressOf } from "./engine/routing.ts";
export type { OpenState, OpenStates } from "./engine/running/open-states.ts";
export { type Action, messagingService, type ServiceParts, type ServiceRuntime as Runtime } from "./service.ts";

// Where committed events go: each is told at least once, those about one application in their order. A claim check stands
// for what is too large to be stored with every event about it, and is redeemed when it is sent.

export type { Outbox, PartitionLag, Redriven } from "./engine/running/outbox.ts";
export { claimCheckType, type DueDocument, type PortalNotes } from "./ports/notes/portal-notes.ts";

// Kafka, as connectors need it: read and commit, a producer of one generation, a look at topics and groups. What was sent
// and acknowledged is durable; what was not committed is handed over again. Time comes in by a clock.

export type { Clock } from "./ports/clock.ts";
export type {
  Acknowledged,
  FetchedBatch,
  FetchedRecord,
  Kafka,
  KafkaInspector,
  KafkaProducer,
  KafkaReader,
  TopicMessages,
} from "./ports/kafka.ts";

// What is stored. No service knows how: it asks for states, events, tasks, checkpoints and collections of its own, and takes
// leases by the store's clock, which all instances share.

export type { Checkpoints, StoredTask, TaskRange } from "./ports/archive.ts";
export type { Collection, CollectionItem } from "./ports/collection.ts";
export type { Lease } from "./ports/leases.ts";
export type { BegunNote, BegunNotes } from "./ports/notes/begun-notes.ts";
export {
  clockSkewMaxMs,
  type DeadLetter,
  type RecordedEvent,
  type Store,
  type Transaction,
} from "./ports/store.ts";

// Actions between services: params are checked against their contract before a handler sees them, and typed from it. A
// failure has a place in one table: whether trying again may help, and what a caller gets.

export type { Wording } from "./adapters/moleculer/validator.ts";
export {
  type ActionName,
  action,
  type Caller,
  type CallMeta,
  call,
  type Params,
  type Returns,
} from "./contracts/action.ts";
export { Fault, type FaultCode, faultOf } from "./faults.ts";

// Contracts. JSON Schemas become checks that name every problem and never a value, in linear time. Avro in Confluent's wire
// format is guarded before it is decoded: no bytes of a sender can harm the process. Days and accounts are checked as the
// formats of schemas are.

export { Codec, RegistryAwayError, UnreadableError } from "./contracts/codec.ts";
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
export { isOfEea, isOfScheme, isReached } from "./contracts/sepa.ts";
export { type Check, checkOf, compileSchema, type Problem, readSchema } from "./contracts/validate.ts";

// Ids and hashes that are the same in every process; what is searched of a person is a keyed hash. Sealing is the only door
// to personal data at rest and on the way: every body is sealed for its owner, a case, a household or an account.

export { comparable, computeId, type HashKey, keyedHash, sha256 } from "./ids.ts";
export { openOne, SealedError, type Sealing, sealOne } from "./ports/sealing.ts";

// What a process needs around all that: its configuration, which ends the start where it is bad; work that is never done
// twice at once; waiting for servers that are not there yet; logs and spans, which hold nothing personal.

export { type Config, config, type SigningKey } from "./config.ts";
export { SerialTask } from "./loop.ts";
export { remembered } from "./remembered.ts";
export { type Log, logOf } from "./telemetry/log.ts";
export { type Destination, startHop, type Trace, traceOf } from "./telemetry/trace.ts";
export { RefusedError, waitFor } from "./waiting.ts";
