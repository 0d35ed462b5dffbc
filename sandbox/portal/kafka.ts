import { type Admin, type Consumer, Kafka, logLevel, Partitioners, type Producer } from "kafkajs";
import { dayOf } from "../samples/days.ts";
import type { Access } from "./access.ts";
import type { Place } from "./entry.ts";

/** kafkajs reports as errors what it simply waits for; the portal goes on trying, so it is a remark. */
export const connect = (clientId: string, { address, user, password, ca }: Access): Kafka =>
  new Kafka({
    ...{ clientId, brokers: address.split(",") },
    ...(ca || user ? { ssl: ca ? { ca: [ca] } : true } : {}),
    ...(user && password ? { sasl: { mechanism: "scram-sha-512", username: user, password } } : {}),
    retry: { retries: 100, initialRetryTime: 50, maxRetryTime: 1_000 }, // Longer than a broker takes to restart.
    logLevel: logLevel.ERROR,
    logCreator:
      () =>
      ({ log: { message, error } }) => {
        process.stderr.write(
          `${JSON.stringify({ level: "warn", from: "kafkajs", text: `${message} ${error ?? ""}` })}\n`,
        );
      },
  });

/** Where each partition of a topic ends. Their sum is the number of records that were ever in it. */
export async function endOffsets(admin: Admin, topic: string): Promise<Map<number, bigint>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
}

/** kafkajs takes some passing troubles for final, such as a coordinator that is not found while its broker starts. */
const joinAgainMs = 1_000;

export interface Listening {
  disconnect(): Promise<void>;
}

/**
 * Reads a topic from given offsets on, each message once, also when the group is joined again.
 * @param options.failed is told when the group cannot be joined again after the consumer has broken down
 */
export async function listen(
  kafka: Kafka,
  options: {
    topic: string;
    groupId: string;
    from: Map<number, bigint>;
    take: (value: Buffer) => Promise<void>;
    failed: (problem: unknown) => void;
  },
): Promise<Listening> {
  const { topic, groupId, take, failed } = options;
  const next = new Map(options.from);
  const join = async (): Promise<Consumer> => {
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 500, sessionTimeout: 10_000 });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) setTimeout(joinAgain, joinAgainMs);
    });
    // With each joining: one that the client repeats by itself may come at any moment.
    consumer.on(consumer.events.GROUP_JOIN, () => {
      for (const [partition, offset] of next) consumer.seek({ topic, partition, offset: String(offset) });
    });
    await consumer.connect();
    // From the beginning is safe: what lies before the next offset is passed over.
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachBatch: async ({ batch: { partition, messages }, resolveOffset, heartbeat }) => {
        for (const { offset, value } of messages) {
          if (BigInt(offset) < (next.get(partition) ?? 0n)) continue;
          if (value) await take(value);
          next.set(partition, BigInt(offset) + 1n);
          resolveOffset(offset);
        }
        await heartbeat();
      },
    });
    return consumer;
  };
  let joined = join();
  const joinAgain = () => {
    joined = join();
    joined.catch(failed);
  };
  await joined;
  return { disconnect: async () => await (await joined).disconnect() };
}

export interface Outgoing {
  key: string | null;
  value: Buffer | null;
  sha256: string;
  traceparent: string;
}

/** Pushes records and says where each of them lies. */
export class Outlet {
  readonly #producer: Producer;
  readonly #topic: string;
  readonly #partitionOf: (key: string | null) => number;

  private constructor(producer: Producer, topic: string, partitionOf: (key: string | null) => number) {
    this.#producer = producer;
    this.#topic = topic;
    this.#partitionOf = partitionOf;
  }

  static async open(kafka: Kafka, admin: Admin, topic: string): Promise<Outlet> {
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitionMetadata = topics[0]?.partitions ?? [];
    const choose = Partitioners.DefaultPartitioner();
    await producer.connect();
    return new Outlet(producer, topic, (key) =>
      choose({ topic, partitionMetadata, message: { key: key === null ? null : Buffer.from(key), value: null } }),
    );
  }

  /** @returns the places in the order of what was pushed */
  async push(records: readonly Outgoing[]): Promise<Place[]> {
    const messages = records.map(({ key, value, traceparent }) => {
      return { key, value, headers: { traceparent }, partition: this.#partitionOf(key) };
    });
    const sent = await this.#producer.send({ topic: this.#topic, acks: -1, messages });
    // One send makes one batch for each partition: offsets count on from its base.
    const next = new Map(sent.map(({ partition, baseOffset }) => [partition, BigInt(baseOffset ?? -1)]));
    const days = new Map(sent.map(({ partition, logAppendTime }) => [partition, dayOf(Number(logAppendTime))]));
    return records.map(({ sha256 }, i) => {
      const partition = messages[i]?.partition ?? -1;
      const offset = next.get(partition) ?? -1n;
      next.set(partition, offset + 1n);
      return { partition, offset: String(offset), sha256, day: days.get(partition) ?? "" };
    });
  }

  close(): Promise<void> {
    return this.#producer.disconnect();
  }
}
