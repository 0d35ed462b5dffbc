import type { Admin, Kafka } from "kafkajs";
import type { Log, PartitionLag } from "../../../platform/messaging/index.ts";

/** An operator asks just when Kafka may be away, and about everything else as well, in ms. */
const answerWithinMs = 3_000;

/** How many records of a topic a group has not read yet. */
export class KafkaLag {
  private readonly kafka: Kafka;
  private readonly topic: string;
  private readonly groupId: string;
  private readonly log: Log;
  private admin: Promise<Admin> | undefined;

  /** @param kafka one that gives up soon */
  constructor(kafka: Kafka, topic: string, groupId: string, log: Log) {
    this.kafka = kafka;
    this.topic = topic;
    this.groupId = groupId;
    this.log = log;
  }

  /** @returns null when Kafka does not answer in time */
  async read(): Promise<PartitionLag[] | null> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error("Kafka has not answered in time")), answerWithinMs);
    const admin = this.connected();
    try {
      return await Promise.race([this.ask(admin), late.promise]);
    } catch (error) {
      this.log.debug({ error }, "how far behind Kafka it is cannot be told");
      void this.leave(admin);
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    const connected = this.admin;
    if (connected) await this.leave(connected);
  }

  private async ask(connected: Promise<Admin>): Promise<PartitionLag[]> {
    const admin = await connected;
    const topic = this.topic;
    const [ends, groups] = await Promise.all([
      admin.fetchTopicOffsets(topic),
      admin.fetchOffsets({ groupId: this.groupId, topics: [topic] }),
    ]);
    const committed = new Map(groups[0]?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    return ends
      .map(({ partition, high, low }) => {
        const from = Math.max(committed.get(partition) ?? -1, Number(low)); // -1: it has not committed yet.
        return { topic, partition, lag: Math.max(0, Number(high) - from) };
      })
      .sort((a, b) => a.partition - b.partition);
  }

  private connected(): Promise<Admin> {
    this.admin ??= (async () => {
      const admin = this.kafka.admin();
      await admin.connect();
      return admin;
    })();
    return this.admin;
  }

  /** Another connection next time; nobody waits for the end of this one. */
  private async leave(connected: Promise<Admin>): Promise<void> {
    if (this.admin === connected) this.admin = undefined;
    try {
      await (await connected).disconnect();
    } catch (error) {
      this.log.debug({ error }, "a connection that was given up");
    }
  }
}
