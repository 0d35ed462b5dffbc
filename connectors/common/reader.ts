import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from "kafkajs";
import { type Codec, faultOf } from "../../platform/messaging/index.ts";
import { type Begun, isAlone, isTooMuch } from "./begun.ts";
import type { BrokerClock } from "./broker-clock.ts";
import { callItemsMax, HandingOver, type HandingOverParts } from "./handing-over.ts";
import { baseOf, cut, type Handover, type KafkaRecord, readRecord, refused } from "./inbound.ts";
import { Turn } from "./turn.ts";

/** Records that are decoded at once: bounds what lies in memory when they carry files of 8 MiB. */
const readBytesMax = 16 * 1024 * 1024;
const heartbeatMs = 1_000;
/** A W3C `traceparent` has 55; one that is longer is none. */
const traceparentBytesMax = 55;

export interface ReaderParts extends HandingOverParts {
  codec: Codec;
  kafka: Kafka;
  groupId: string;
  begun: Begun;
  /** is told what the broker stamped on records */
  brokerClock?: BrokerClock;
}

/** Reads a portal's records and hands them to intake. The offset is committed only when intake has them durably. */
export class Reader {
  private readonly parts: ReaderParts;
  private readonly consumer: Consumer;
  private readonly handingOver: HandingOver;
  private stopping = false;

  constructor(parts: ReaderParts) {
    this.parts = parts;
    this.handingOver = new HandingOver(parts);
    this.consumer = parts.kafka.consumer({
      groupId: parts.groupId,
      maxWaitTimeInMs: 500, // Else stopping takes 5 s.
      sessionTimeout: 6_000, // Else 28 s pass after a SIGKILL before another instance takes over.
      heartbeatInterval: heartbeatMs,
      maxBytesPerPartition: 12 * 1024 * 1024,
      retry: { retries: 20, initialRetryTime: 50, maxRetryTime: 500 },
    });
  }

  async start(): Promise<void> {
    const { dialect, log } = this.parts;
    this.consumer.on(this.consumer.events.CRASH, ({ payload }) => {
      if (payload.restart || this.stopping) return;
      // kafkajs has given up: only a new process helps, and the supervisor makes one.
      log.fatal({ error: payload.error }, "the Kafka consumer crashed; this process ends");
      process.exitCode = 1;
      process.kill(process.pid, "SIGTERM");
    });
    await this.consumer.connect();
    await this.consumer.subscribe({ topic: `${dialect.portal}.applications`, fromBeginning: true });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.eachBatch(payload),
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.consumer.disconnect();
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, isRunning, isStale } = payload;
    const { partition, messages } = batch;
    const { begun, log } = this.parts;
    // Where this fails, the database is away: at worst some records are handled one by one after a restart.
    const noted = (work: Promise<void>) => work.catch((error: unknown) => log.warn({ error }, "a note is not written"));
    const turn = new Turn({
      heartbeat,
      heartbeatMs,
      gone: () => this.stopping || !isRunning() || isStale(),
      waits: () => noted(begun.pause(partition)),
      goesOn: () => noted(begun.resume(partition)),
      log,
    });
    let left: KafkaMessage[] = messages;
    try {
      while (left.length && !turn.gone) left = left.slice(await this.some(left, payload, turn));
    } finally {
      turn.end();
      if (left.length) await noted(begun.pause(partition));
    }
  }

  /** Handles some of the messages, or one that this process may die of. @returns how many of them are done */
  private async some(messages: KafkaMessage[], { batch, ...kafka }: EachBatchPayload, turn: Turn): Promise<number> {
    const { partition, topic } = batch;
    const [first = "0", last = "0"] = [messages[0]?.offset, messages.at(-1)?.offset];
    const note = await turn.untilDone(() => this.parts.begun.begin(partition, Number(first), Number(last)));
    if (!note) return 0;
    const parts = isAlone(note)
      ? [messages.slice(0, 1)]
      : cut(messages, ({ value }) => value?.length ?? 0, readBytesMax, callItemsMax);
    let done = 0;
    for (const part of parts) {
      if (turn.gone) return done;
      const read = () => (isTooMuch(note) ? this.giveUp(partition, part) : this.read(partition, part, turn));
      const handovers = await turn.untilDone(read);
      if (!handovers || !(await this.handingOver.take(handovers, turn))) return done;
      const offset = part.at(-1)?.offset ?? "0";
      kafka.resolveOffset(offset);
      const partitions = [{ partition, offset: String(BigInt(offset) + 1n) }];
      await kafka.commitOffsetsIfNecessary({ topics: [{ topic, partitions }] });
      done += part.length;
    }
    return done;
  }

  private async read(partition: number, messages: readonly KafkaMessage[], turn: Turn): Promise<Handover[]> {
    const { dialect, codec, log, brokerClock, groupId } = this.parts;
    for (const { timestamp } of messages.slice(-1)) brokerClock?.read(Number(timestamp));
    const handovers: Handover[] = [];
    for (const message of messages) {
      const handover = await readRecord(dialect, codec, recordOf(partition, message), groupId);
      if (handover.failure !== undefined) {
        const { detail } = faultOf(handover.failure);
        log.error(
          { detail, partition, offset: message.offset },
          "a record is refused for a reason nobody has foreseen",
        );
      }
      handovers.push(handover);
      await turn.next();
    }
    return handovers;
  }

  /** The refusal of a record that processes have died of. */
  private async giveUp(partition: number, messages: readonly KafkaMessage[]): Promise<Handover[]> {
    const { dialect, log } = this.parts;
    return messages.map((message) => {
      log.error({ partition, offset: message.offset }, "a record is refused that processes have died of");
      return refused(baseOf(dialect.portal, recordOf(partition, message)), "not-handled", "");
    });
  }
}

/** A W3C `tracestate` is kept up to this length; of a longer one nothing is. */
const tracestateBytesMax = 512;

/** A Kafka message as it is read; a header that is no `traceparent`, or too long a `tracestate`, is left out. */
export function recordOf(partition: number, { offset, key, value, timestamp, headers }: KafkaMessage): KafkaRecord {
  const [traceparent = ""] = [headers?.traceparent].flat();
  const text = traceparent.length <= traceparentBytesMax ? traceparent.toString() : "";
  // The header may come several times: its members belong together, in this order.
  const states = [headers?.tracestate ?? []].flat().join(",");
  const tracestate = states.length <= tracestateBytesMax ? states : "";
  return { partition, offset, key, value, timestamp, traceparent: text, tracestate };
}
