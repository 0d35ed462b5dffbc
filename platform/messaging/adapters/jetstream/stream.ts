import {
  ErrorCode,
  headers,
  type JetStreamManager,
  JSONCodec,
  type MsgHdrs,
  type NatsConnection,
  NatsError,
  type StreamConfig,
  type StreamInfo,
} from "nats";
import { type Envelope, readEnvelope } from "../../contracts/envelope.ts";
import { messageBytesMax, type Outgoing, PublishError, SequenceError, type StreamState } from "../../ports/bus.ts";
import { RefusedError } from "../../waiting.ts";
import { subjectOf } from "./subjects.ts";

/** What a stream may hold, in bytes; the server reserves it: twenty services fit in 10 GB. */
const streamBytes = 512 * 1024 ** 2;

const acknowledgeMs = 5_000;
const envelopeHeader = "Antragsbus-Envelope";
const json = JSONCodec<{
  stream?: string;
  seq?: number;
  count?: number;
  error?: { description: string; err_code: number };
}>();

function headersOf(envelope: Envelope): MsgHdrs {
  const made = headers();
  made.set(envelopeHeader, JSON.stringify(envelope));
  if (envelope.traceparent) made.set("traceparent", envelope.traceparent);
  if (envelope.tracestate) made.set("tracestate", envelope.tracestate);
  return made;
}

/** Reads the envelope of a message from the bus; undefined when there is none that fits. */
export function envelopeOf(found: MsgHdrs | undefined): Envelope | undefined {
  return readEnvelope(found?.get(envelopeHeader) ?? "");
}

/** The server says with some of them where the stream ends, and not with others. */
const wrongLastSequence = [10071, 10164];

function sequenceOf(data: Uint8Array): number {
  const ack = data.length ? json.decode(data) : {};
  if (wrongLastSequence.includes(ack.error?.err_code ?? 0)) throw new SequenceError(ack.error?.description);
  if (ack.error) throw new PublishError(`${ack.error.description} (${ack.error.err_code})`);
  if (!ack.seq) throw new PublishError("the batch was not acknowledged");
  return ack.seq;
}

/**
 * Publishes messages in order; all or none of a batch of several.
 * @param where.root first part of the subjects
 * @param where.batchId names the batch on the server, at most 64 characters; must not be used again within seconds
 * @param where.after sequence of the stream's last message
 * @returns the stream's sequence of the last one
 * @throws SequenceError where the stream has another last message; PublishError
 */
export async function publish(
  connection: NatsConnection,
  { root, batchId, after }: { root: string; batchId: string; after: number },
  messages: readonly Outgoing[],
): Promise<number> {
  let sequence = 0;
  for (const [i, { envelope, body }] of messages.entries()) {
    const last = i === messages.length - 1;
    const made = headersOf(envelope);
    if (i === 0) made.set("Nats-Expected-Last-Sequence", String(after));
    if (messages.length > 1) {
      made.set("Nats-Batch-Id", batchId);
      made.set("Nats-Batch-Sequence", String(i + 1));
      if (last) made.set("Nats-Batch-Commit", "1");
    }
    const subject = subjectOf(root, envelope);
    if (!last) connection.publish(subject, body, { headers: made });
    else {
      const options = { headers: made, timeout: acknowledgeMs };
      const reply = await connection.request(subject, body, options).catch(refusedByNobody);
      sequence = sequenceOf(reply.data);
    }
  }
  return sequence;
}

/** A subject that no stream has is refused at once: others may well be taken. */
function refusedByNobody(error: unknown): never {
  if (error instanceof NatsError && error.code === ErrorCode.NoResponders)
    throw new PublishError("no stream has the subject", { cause: error });
  throw error;
}

/** A stream's configuration: kept until every consumer has it; when it is full, publishing waits. */
function configOf(name: string, subjects: string[], firstSequence: number) {
  return {
    name,
    subjects,
    retention: "interest",
    discard: "new",
    max_bytes: streamBytes,
    max_msg_size: messageBytesMax + 16 * 1024, // headers count too
    allow_atomic: true, // Server 2.12; the client's types do not know it yet.
    ...(firstSequence > 1 ? { first_seq: firstSequence } : {}),
  } as Partial<StreamConfig> & { name: string };
}

const notFound = 10059;
/** The account's resources, the number of streams, the storage of the server. */
const noRoom = [10002, 10027, 10047];
const errorCode = (error: unknown): number | undefined =>
  error instanceof Error && "api_error" in error
    ? (error.api_error as { err_code?: number } | undefined)?.err_code
    : undefined;

async function findStream(manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if (errorCode(error) === notFound) return undefined;
    throw error;
  }
}

/** The stream as it is, or undefined when it does not exist. */
export async function streamState(manager: JetStreamManager, name: string): Promise<StreamState | undefined> {
  const found = await findStream(manager, name);
  return found && { created: found.created, lastSequence: found.state.last_seq };
}

/**
 * Makes the stream, or widens its subjects. `firstSequence` is used only when it is made.
 * Throws a RefusedError where the server has no room for it.
 */
export async function ensureStream(
  manager: JetStreamManager,
  name: string,
  subjects: string[],
  firstSequence: number,
): Promise<StreamState> {
  const existing = await findStream(manager, name);
  // Only ever wider: an older version of the service that starts beside a newer one takes nothing from it.
  const { created, state } = existing
    ? await manager.streams.update(name, configOf(name, [...new Set([...existing.config.subjects, ...subjects])], 0))
    : await manager.streams.add(configOf(name, subjects, firstSequence)).catch((error: unknown) => {
        if (!noRoom.includes(errorCode(error) ?? 0)) throw error;
        const room = `it needs ${streamBytes / 1024 ** 2} MB, in JetStream's max_file and within the account's limits`;
        throw new RefusedError(`NATS has no room for the stream ${name}: ${room}.`, { cause: error });
      });
  return { created, lastSequence: state.last_seq };
}
