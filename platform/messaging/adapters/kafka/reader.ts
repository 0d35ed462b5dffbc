import type { Kafka as Client, Consumer, EachBatchPayload, KafkaMessage } from "kafkajs";
import type { FetchedBatch, FetchedRecord, KafkaReader, Reading } from "../../ports/kafka.ts";

/** Makes a reader on a consumer of kafkajs. */
export function readerOf(client: Client, reading: Reading): KafkaReader {
  const consumer: Consumer = client.consumer({
    groupId: reading.groupId,
    maxWaitTimeInMs: 500, // Else stopping takes 5 s.
    sessionTimeout: 6_000, // Else 28 s pass after a SIGKILL before another instance takes over.
    heartbeatInterval: reading.heartbeatMs,
    maxBytesPerPartition: 12 * 1024 * 1024,
    retry: { retries: 20, initialRetryTime: 50, maxRetryTime: 500 },
  });
  let stopping = false;
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    // With `restart` kafkajs joins again by itself; else it has given up.
    if (!payload.restart && !stopping) reading.failed(payload.error);
  });
  return {
    async start() {
      await consumer.connect();
      await consumer.subscribe({ topic: reading.topic, fromBeginning: true }); // Else a lost offset jumps to the latest.
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => reading.take(batchOf(payload, () => stopping)),
      });
    },
    async stop() {
      stopping = true;
      await consumer.disconnect();
    },
  };
}

function batchOf({ batch, ...kafka }: EachBatchPayload, isStopping: () => boolean): FetchedBatch {
  const { topic, partition, messages } = batch;
  return {
    partition,
    records: messages.map(fetchedOf),
    isGone: () => isStopping() || !kafka.isRunning() || kafka.isStale(),
    heartbeat: () => kafka.heartbeat(),
    async commit(offset) {
      const partitions = [{ partition, offset: String(BigInt(offset) + 1n) }];
      await kafka.commitOffsetsIfNecessary({ topics: [{ topic, partitions }] });
      // Only then: what could not be committed is handed over again.
      kafka.resolveOffset(offset);
    },
  };
}

/** Makes a record of the port of one of kafkajs's. */
export function fetchedOf({ offset, key, value, timestamp, headers = {} }: KafkaMessage): FetchedRecord {
  const read = Object.entries(headers).map(([name, given]) => {
    const values = [given].flat().flatMap((one) => (one === undefined ? [] : [Buffer.from(one)]));
    return [name, values] as const;
  });
  return { offset, key, value, timestamp, headers: Object.fromEntries(read) };
}
