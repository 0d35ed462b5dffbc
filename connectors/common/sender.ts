import type { Acknowledged, Kafka, KafkaProducer, Log, TopicMessages } from "../../platform/messaging/index.ts";
import type { BrokerClock } from "./broker-clock.ts";

/**
 * Sends to Kafka, one request at a time, and with another producer after any that failed.
 *
 * When a request is given up, Kafka may have appended it all the same: whatever the same producer sends next has the same
 * numbers and is taken for the repetition, or is refused until that producer ends. Two requests at once get into the same
 * trouble while one of them is still being repeated.
 */
export class Sender {
  private readonly kafka: Pick<Kafka, "producer">;
  private readonly log: Log;
  private readonly brokerClock: BrokerClock | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private producer: KafkaProducer | undefined;

  /** @param brokerClock is told what the broker stamps on messages */
  constructor(kafka: Pick<Kafka, "producer">, log: Log, brokerClock?: BrokerClock) {
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
  send(request: readonly TopicMessages[]): Promise<void> {
    return this.inTurn(async () => {
      const producer = await this.connected();
      const sent = this.brokerClock?.now() ?? 0;
      let answers: Acknowledged[];
      try {
        answers = await producer.send(request);
      } catch (error) {
        this.leave(producer);
        throw error;
      }
      for (const { appendedAt } of answers)
        if (appendedAt !== undefined) this.brokerClock?.between(sent, this.brokerClock.now(), appendedAt);
    });
  }

  /** Closes the producer, after the request at hand. */
  close(): Promise<void> {
    return this.inTurn(async () => {
      const { producer } = this;
      this.producer = undefined;
      await producer?.close();
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => {}); // The caller of `mine` gets the error; the next turn only waits for its end.
    return mine;
  }

  private async connected(): Promise<KafkaProducer> {
    this.producer ??= await this.kafka.producer();
    return this.producer;
  }

  /** Nobody waits for its end: a connection that hangs would hold up the next one. */
  private leave(producer: KafkaProducer): void {
    this.producer = undefined;
    producer.close().catch((error: unknown) => this.log.debug({ error }, "a producer that was given up"));
  }
}
