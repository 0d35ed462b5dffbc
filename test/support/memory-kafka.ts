import type {
  Acknowledged,
  FetchedRecord,
  Kafka,
  KafkaInspector,
  KafkaProducer,
  KafkaReader,
  Reading,
  TopicMessages,
} from "../../platform/messaging/ports/kafka.ts";

/** Kafka in memory, of one partition a topic. Records come to a reader when a test delivers them. */
export class MemoryKafka implements Kafka {
  readonly topics = new Map<string, FetchedRecord[]>();
  /** `group topic` → the offset that is read next */
  readonly offsets = new Map<string, number>();
  /** generations of the producers that were made */
  generations = 0;
  /** the next request is appended and its answer lost */
  losesAnswer = false;
  gone = false;
  heartbeats = 0;

  append(topic: string, key: string, value: Buffer): void {
    const records = this.topics.get(topic) ?? [];
    const record = { key: Buffer.from(key), value, timestamp: "1795341600000", headers: {} };
    this.topics.set(topic, [...records, { ...record, offset: String(records.length) }]);
  }

  /** Hands a reader everything that its group has not committed. */
  async deliver({ topic, groupId, take }: Reading): Promise<void> {
    const group = `${groupId} ${topic}`;
    await take({
      partition: 0,
      records: this.topics.get(topic)?.slice(this.offsets.get(group) ?? 0) ?? [],
      isGone: () => this.gone,
      heartbeat: async () => {
        this.heartbeats += 1;
      },
      commit: async (offset) => void this.offsets.set(group, Number(offset) + 1),
    });
  }

  readings: Reading[] = [];
  reader(reading: Reading): KafkaReader {
    return {
      start: async () => void this.readings.push(reading),
      stop: async () => {
        this.readings = this.readings.filter((one) => one !== reading);
      },
    };
  }

  async producer(): Promise<KafkaProducer> {
    this.generations += 1;
    return { send: (request) => this.send(request), close: async () => {} };
  }

  private async send(request: readonly TopicMessages[]): Promise<Acknowledged[]> {
    for (const { topic, messages } of request) for (const { key, value } of messages) this.append(topic, key, value);
    if (this.losesAnswer) throw new Error("the answer is lost");
    return request.map(({ topic }) => ({ topic, partition: 0, appendedAt: undefined }));
  }

  async inspector(): Promise<KafkaInspector> {
    return {
      settings: async () => new Map(),
      bounds: async (topic) => [{ partition: 0, begin: 0, end: this.topics.get(topic)?.length ?? 0 }],
      committed: async (groupId, topic) => {
        const offset = this.offsets.get(`${groupId} ${topic}`);
        return new Map(offset === undefined ? [] : [[0, offset]]);
      },
      close: async () => {},
    };
  }
}
