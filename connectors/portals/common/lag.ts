import type { Clock, Kafka, KafkaInspector, Log, PartitionLag } from "../../../platform/messaging/index.ts";

/** An operator asks just when Kafka may be away, and about everything else as well, in ms. */
const answerWithinMs = 3_000;

export interface LagParts {
  /** one that gives up soon */
  kafka: Pick<Kafka, "inspector">;
  topic: string;
  groupId: string;
  clock: Clock;
  log: Log;
}

/** Counts the records of a topic that a group has not read yet. */
export class KafkaLag {
  private readonly parts: LagParts;
  private inspector: Promise<KafkaInspector> | undefined;

  constructor(parts: LagParts) {
    this.parts = parts;
  }

  /** @returns null when Kafka does not answer in time */
  async read(): Promise<PartitionLag[] | null> {
    const { clock, log } = this.parts;
    const late = Promise.withResolvers<never>();
    const inTime = clock.after(answerWithinMs, () => late.reject(new Error("Kafka has not answered in time")));
    const inspector = this.connected();
    try {
      return await Promise.race([this.ask(inspector), late.promise]);
    } catch (error) {
      log.debug({ error }, "how far behind Kafka it is cannot be told");
      void this.leave(inspector);
      return null;
    } finally {
      inTime();
    }
  }

  /** Closes its connection; it may be asked again. */
  async close(): Promise<void> {
    const connected = this.inspector;
    if (connected) await this.leave(connected);
  }

  private async ask(connected: Promise<KafkaInspector>): Promise<PartitionLag[]> {
    const inspector = await connected;
    const { topic, groupId } = this.parts;
    const [bounds, committed] = await Promise.all([inspector.bounds(topic), inspector.committed(groupId, topic)]);
    return bounds
      .map(({ partition, begin, end }) => {
        const from = Math.max(committed.get(partition) ?? 0, begin);
        return { topic, partition, lag: Math.max(0, end - from) };
      })
      .sort((a, b) => a.partition - b.partition);
  }

  private connected(): Promise<KafkaInspector> {
    this.inspector ??= this.parts.kafka.inspector();
    return this.inspector;
  }

  /** Another connection next time; nobody waits for the end of this one. */
  private async leave(connected: Promise<KafkaInspector>): Promise<void> {
    if (this.inspector === connected) this.inspector = undefined;
    try {
      await (await connected).close();
    } catch (error) {
      this.parts.log.debug({ error }, "a connection that was given up");
    }
  }
}
