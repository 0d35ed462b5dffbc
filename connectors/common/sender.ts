import { type Kafka, Partitioners, type Producer, type TopicMessages } from "kafkajs";
import type { Log } from "../../platform/messaging/index.ts";
import type { BrokerClock } from "./broker-clock.ts";

/**
 * Sends to Kafka with an idempotent producer, one request at a time, and with another producer after any that failed.
 *
 * Kafka tells repetitions by a producer's id and the numbers that kafkajs gives to messages. When kafkajs gives a request
 * up, Kafka may have appended it all the same: whatever the same producer sends next has the same numbers and is taken
 * for the repetition, or is refused until that producer ends. Two requests at once get into the same trouble while
 * kafkajs is still repeating one of them.
 */
export class Sender {
  private readonly kafka: Kafka;
  private readonly log: Log;
  private readonly brokerClock: BrokerClock | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private producer: Promise<Producer> | undefined;
  /** partitions that the request at hand has messages for */
  private chosen = new Set<string>();

  /** @param brokerClock is told what the broker stamps on messages */
  constructor(kafka: Kafka, log: Log, brokerClock?: BrokerClock) {
    this.kafka = kafka;
    this.log = log;
    this.brokerClock = brokerClock;
  }

  /** Rejects when Kafka cannot be reached. Safe to repeat. */
  connect(): Promise<void> {
    return this.inTurn(async () => {
      await this.connected();
    });
  }

  /** Resolves once Kafka has all of it durably. Rejects otherwise: some of it may be in the topic, and all has to be sent again. */
  send(topicMessages: TopicMessages[]): Promise<void> {
    return this.inTurn(async () => {
      const producer = await this.connected();
      try {
        this.chosen = new Set();
        const sent = this.brokerClock?.now() ?? 0;
        const answers = await producer.sendBatch({ acks: -1, topicMessages });
        const left = notAnswered(this.chosen, answers);
        if (left.length) throw new Error(`Kafka did not acknowledge ${left.join(", ")}`);
        for (const { logAppendTime = "-1" } of answers)
          this.brokerClock?.between(sent, this.brokerClock.now(), Number(logAppendTime));
      } catch (error) {
        this.leave(producer);
        throw error;
      }
    });
  }

  /** After the request at hand. */
  close(): Promise<void> {
    return this.inTurn(async () => {
      const producer = await this.producer?.catch(() => undefined); // Nothing to close, and its caller was told.
      this.producer = undefined;
      await producer?.disconnect();
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => {}); // The caller of `mine` gets the error; the next turn only waits for its end.
    return mine;
  }

  private connected(): Promise<Producer> {
    this.producer ??= this.newProducer();
    return this.producer;
  }

  private async newProducer(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () => {
        const partitionOf = Partitioners.DefaultPartitioner();
        return (given) => {
          const partition = partitionOf(given);
          this.chosen.add(`${given.topic}/${partition}`);
          return partition;
        };
      },
    });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      // Also one that has connected without an id of its own would send, and Kafka would tell no repetition.
      this.leave(producer);
      throw error;
    }
  }

  /** Nobody waits for its end: a connection that hangs would hold up the next one. */
  private leave(producer: Producer): void {
    this.producer = undefined;
    producer.disconnect().catch((error: unknown) => this.log.debug({ error }, "a producer that was given up"));
  }
}

/**
 * Partitions that have messages in a request and that no broker has acknowledged: when a partition's leader changes while
 * kafkajs repeats a request, it leaves out what the new leader has not got, and says nothing.
 */
export function notAnswered(
  chosen: ReadonlySet<string>,
  answers: readonly { topicName: string; partition: number }[],
): string[] {
  const answered = new Set(answers.map(({ topicName, partition }) => `${topicName}/${partition}`));
  return [...chosen].filter((one) => !answered.has(one));
}
