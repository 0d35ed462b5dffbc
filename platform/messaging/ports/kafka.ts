/** A record of a topic, as it is read. */
export interface FetchedRecord {
  /** its place in its partition, decimal: 64 bits do not fit into a number */
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  /** ms since 1970, decimal: by the broker's clock where the topic is set up so, else whatever its producer wrote */
  timestamp: string;
  /** the values of each header, in their order */
  headers: Readonly<Record<string, readonly Buffer[] | undefined>>;
}

/** Records of one partition in their order, handed to one reader of a group. */
export interface FetchedBatch {
  partition: number;
  records: readonly FetchedRecord[];
  /** Says whether the batch has to be left: this reader is stopped, or another one has the partition now. */
  isGone(): boolean;
  /** Says that this reader lives. @throws where the group is joined anew: the batch is to be left with that error */
  heartbeat(): Promise<void>;
  /** Commits everything up to a record, that record included; durable once it resolves. */
  commit(offset: string): Promise<void>;
}

/** What a reader reads, and who works on it. */
export interface Reading {
  topic: string;
  /** readers of one group share the topic's partitions */
  groupId: string;
  /** how often `heartbeat` is called while a batch is worked on, in ms */
  heartbeatMs: number;
  /**
   * Works on a batch; one at a time in this reader. What it leaves uncommitted, by resolving early or by rejecting, is
   * handed over again, to this reader or to another one.
   */
  take(batch: FetchedBatch): Promise<void>;
  /** told that reading has ended for good: only a new process helps */
  failed(error: unknown): void;
}

/** Reads a topic for a group, as one of its readers. */
export interface KafkaReader {
  /**
   * Joins the group, and begins where it has committed, or at the topic's beginning.
   * @throws while Kafka is away; may be repeated
   */
  start(): Promise<void>;
  /** Leaves the group after the batch at hand. */
  stop(): Promise<void>;
}

/** A message on its way into a topic. Messages of one key lie in one partition. */
export interface OutgoingMessage {
  key: string;
  value: Buffer;
  headers: Record<string, string>;
}

/** Messages for one topic, in their order. */
export interface TopicMessages {
  topic: string;
  messages: readonly OutgoingMessage[];
}

/** That a partition has its part of a request. */
export interface Acknowledged {
  topic: string;
  partition: number;
  /** when the broker appended it, by its clock, ms since 1970; undefined: the topic keeps the producers' times */
  appendedAt: number | undefined;
}

/**
 * Appends to topics. Kafka tells repetitions by a producer's generation and by the sequence that it gives to messages in
 * each partition, so a producer whose request has failed is of no use any more: that request may be appended all the
 * same, and what the producer sends next has the same numbers.
 */
export interface KafkaProducer {
  /**
   * Appends messages, in their order within each partition. One request at a time.
   * @returns the answers of all partitions that get any, once all in-sync replicas have them
   * @throws where an answer is missing: each message may be in its topic or not, and this producer is to be closed
   */
  send(request: readonly TopicMessages[]): Promise<Acknowledged[]>;
  /** Closes its connection, after the request at hand. */
  close(): Promise<void>;
}

/** Where a partition begins and ends, as offsets: of the first record that is kept, and of the next one to come. */
export interface PartitionBounds {
  partition: number;
  begin: number;
  end: number;
}

/** Looks at topics and groups, and changes nothing. Everything rejects where Kafka does not answer. */
export interface KafkaInspector {
  /** Reads a topic's settings in effect: its own, or else the broker's. @throws where there is no such topic */
  settings(topic: string): Promise<ReadonlyMap<string, string>>;
  /** Says where each partition of a topic begins and ends. */
  bounds(topic: string): Promise<PartitionBounds[]>;
  /** Says which offset a group reads next, by partition; absent where it has committed nothing. */
  committed(groupId: string, topic: string): Promise<ReadonlyMap<number, number>>;
  /** Closes its connection. */
  close(): Promise<void>;
}

/** Kafka, as far as connectors need it. */
export interface Kafka {
  /** Makes a reader; it connects when it is started. */
  reader(reading: Reading): KafkaReader;
  /** Connects a producer of a generation of its own. @throws while Kafka is away */
  producer(): Promise<KafkaProducer>;
  /** Connects one who looks. @throws while Kafka is away */
  inspector(): Promise<KafkaInspector>;
}
