import { type Kafka as Client, Partitioners, type Producer } from "kafkajs";
import type { Acknowledged, KafkaProducer, TopicMessages } from "../../ports/kafka.ts";
import type { Log } from "../../telemetry/log.ts";

/** Connects an idempotent producer of kafkajs, which has an id of its own from Kafka. */
export async function producerOf(client: Client, log: Log): Promise<KafkaProducer> {
  /** partitions that the request at hand has messages for */
  let chosen = new Set<string>();
  const producer = client.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: () => {
      const partitionOf = Partitioners.DefaultPartitioner();
      return (given) => {
        const partition = partitionOf(given);
        chosen.add(`${given.topic}/${partition}`);
        return partition;
      };
    },
  });
  await connected(producer, log);
  return {
    async send(request: readonly TopicMessages[]): Promise<Acknowledged[]> {
      chosen = new Set();
      const topicMessages = request.map(({ topic, messages }) => ({ topic, messages: [...messages] }));
      const answers = await producer.sendBatch({ acks: -1, topicMessages });
      const left = notAnswered(chosen, answers);
      if (left.length) throw new Error(`Kafka did not acknowledge ${left.join(", ")}`);
      return answers.map(({ topicName: topic, partition, logAppendTime = "-1" }) => {
        const at = Number(logAppendTime);
        return { topic, partition, appendedAt: at < 0 ? undefined : at };
      });
    },
    close: () => producer.disconnect(),
  };
}

/** Connects, or leaves a producer that has connected without an id: Kafka would tell no repetition of what it sends. */
async function connected(producer: Producer, log: Log): Promise<void> {
  try {
    await producer.connect();
  } catch (error) {
    // Nobody waits for its end: a connection that hangs would hold up the next one.
    producer.disconnect().catch((second: unknown) => log.debug({ error: second }, "a producer that was given up"));
    throw error;
  }
}

/**
 * Names partitions that have messages in a request and that no broker has acknowledged: when a partition's leader changes
 * while kafkajs repeats a request, it leaves out what the new leader has not got, and says nothing.
 */
export function notAnswered(
  chosen: ReadonlySet<string>,
  answers: readonly { topicName: string; partition: number }[],
): string[] {
  const answered = new Set(answers.map(({ topicName, partition }) => `${topicName}/${partition}`));
  return [...chosen].filter((one) => !answered.has(one));
}
