import type {
  Acknowledged,
  FetchedBatch,
  FetchedRecord,
  Kafka,
  KafkaInspector,
  KafkaProducer,
  KafkaReader,
  PartitionBounds,
  Reading,
  TopicMessages,
} from "../../platform/messaging/ports/kafka.ts";
import { epoch, type Process, Server, type World } from "./world.ts";

const partitions = 2;
/** A reader that says nothing for so long has left its group, in ms. */
const sessionMs = 10_000;
const recordsMax = 20;

interface Partition {
  records: FetchedRecord[];
}

interface Member {
  process: Process;
  reading: Reading;
  /** raised with each joining anew: who works on a batch of before has lost it */
  generation: number;
  heard: number;
  stopped: boolean;
}

/** A Kafka of one broker: topics of two partitions, groups that share them, offsets that are committed. */
export class KafkaBroker {
  readonly server = new Server("kafka");
  readonly topics = new Map<string, Partition[]>();
  readonly world: World;
  /** by group, topic and partition: the offset that is read next */
  private readonly committed = new Map<string, number>();
  private readonly groups = new Map<string, Member[]>();
  private readonly working = new Set<string>();
  private generation = 0;
  /** told of each record that comes to a topic */
  readonly followers: ((topic: string, record: FetchedRecord) => void)[] = [];

  constructor(world: World) {
    this.world = world;
    this.server.patienceMs = 15_000;
  }

  append(topic: string, key: string, value: Buffer, headers: Record<string, string> = {}): { partition: number } {
    const all = this.partitionsOf(topic);
    const partition = this.partitionOf(key);
    const { records } = all[partition] as Partition;
    const timestamp = String(epoch + Math.floor(this.world.now));
    const read = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, [Buffer.from(text)]]));
    const record = { key: Buffer.from(key), value, timestamp, headers: read, offset: String(records.length) };
    records.push(record);
    for (const follow of this.followers) follow(topic, record);
    this.world.after(this.world.dice.next() * 20, () => this.deliverAll());
    return { partition };
  }

  /** Makes a topic, unless it is there. */
  makeTopic(topic: string): void {
    this.partitionsOf(topic);
  }

  partitionOf(key: string): number {
    return [...key].reduce((sum, sign) => sum + sign.charCodeAt(0), 0) % partitions;
  }

  bounds(topic: string): PartitionBounds[] {
    return this.partitionsOf(topic).map(({ records }, partition) => ({ partition, begin: 0, end: records.length }));
  }

  committedBy(groupId: string, topic: string): ReadonlyMap<number, number> {
    const found = this.partitionsOf(topic).map((_, i) => [i, this.committed.get(`${groupId} ${topic} ${i}`)] as const);
    return new Map(
      found.flatMap(([partition, offset]) => (offset === undefined ? [] : [[partition, offset] as const])),
    );
  }

  private partitionsOf(topic: string): Partition[] {
    const known = this.topics.get(topic) ?? Array.from({ length: partitions }, () => ({ records: [] }));
    this.topics.set(topic, known);
    return known;
  }

  /** Whether each group has committed everything. */
  isRead(topic: string, groupId: string): boolean {
    return this.partitionsOf(topic).every(
      ({ records }, i) => (this.committed.get(`${groupId} ${topic} ${i}`) ?? 0) === records.length,
    );
  }

  join(member: Member): void {
    const { groupId } = member.reading;
    this.groups.set(groupId, [...(this.groups.get(groupId) ?? []), member]);
    this.rebalance(groupId);
  }

  leave(member: Member): void {
    const { groupId } = member.reading;
    this.groups.set(
      groupId,
      (this.groups.get(groupId) ?? []).filter((one) => one !== member),
    );
    this.rebalance(groupId);
  }

  /** Who shares a group's partitions is settled anew: what is being worked on is handed over again. */
  rebalance(groupId: string): void {
    this.generation += 1;
    for (const member of this.groups.get(groupId) ?? []) member.generation = this.generation;
    for (const key of this.working) if (key.startsWith(`${groupId} `)) this.working.delete(key);
    this.world.after(this.world.dice.int(5, 500), () => this.deliverAll());
  }

  private deliverAll(): void {
    for (const groupId of this.groups.keys()) this.deliver(groupId);
  }

  private deliver(groupId: string): void {
    const all = this.groups.get(groupId) ?? [];
    const gone = all.filter(({ process, heard }) => !process.isAlive && this.world.now - heard > sessionMs);
    if (gone.length) {
      this.groups.set(
        groupId,
        all.filter((one) => !gone.includes(one)),
      );
      this.rebalance(groupId);
      return;
    }
    if (all.some(({ process }) => !process.isAlive)) this.world.after(sessionMs / 2, () => this.deliver(groupId));
    if (this.server.away) return void this.world.after(500, () => this.deliver(groupId));
    for (let partition = 0; partition < partitions; partition += 1) {
      const member = all[partition % Math.max(1, all.length)];
      if (member && !member.stopped && member.process.isAlive) this.hand(member, partition);
    }
  }

  private hand(member: Member, partition: number): void {
    const { topic, groupId, take } = member.reading;
    const place = `${groupId} ${topic} ${partition}`;
    const work = `${place} ${member.generation}`;
    const from = this.committed.get(place) ?? 0;
    const records = (this.partitionsOf(topic)[partition]?.records ?? []).slice(from, from + recordsMax);
    if (!records.length || this.working.has(work)) return;
    this.working.add(work);
    const { generation } = member;
    const isGone = () => member.stopped || member.generation !== generation;
    const heard = () => {
      member.heard = this.world.now;
    };
    heard();
    const batch: FetchedBatch = {
      partition,
      records,
      isGone,
      heartbeat: () =>
        member.process.ask(this.server, () => {
          if (isGone()) throw new Error("the group is joined anew");
          heard();
        }),
      commit: (offset) =>
        member.process.ask(this.server, () => {
          if (isGone()) throw new Error("the group is joined anew");
          heard();
          this.committed.set(place, Math.max(this.committed.get(place) ?? 0, Number(offset) + 1));
        }),
    };
    const again = () => {
      this.working.delete(work);
      this.deliver(groupId);
    };
    member.process.after(this.world.dice.next() * 5, () => {
      const beating = member.process.clock.every(member.reading.heartbeatMs, heard);
      take(batch)
        .catch(() => {}) // Handed over again.
        .finally(() => {
          beating();
          this.world.after(50, again);
        });
    });
  }
}

/** Kafka as one process has it. */
export function simulatedKafka(process: Process, broker: KafkaBroker): Kafka {
  return {
    reader: (reading) => readerOf(process, broker, reading),
    producer: () => process.ask(broker.server, () => producerOf(process, broker)),
    inspector: () => process.ask(broker.server, () => inspectorOf(process, broker)),
  };
}

function readerOf(process: Process, broker: KafkaBroker, reading: Reading): KafkaReader {
  const member: Member = { process, reading, generation: 0, heard: broker.world.now, stopped: false };
  return {
    start: () => process.ask(broker.server, () => broker.join(member)),
    stop: async () => {
      member.stopped = true;
      broker.leave(member);
    },
  };
}

function inspectorOf(process: Process, broker: KafkaBroker): KafkaInspector {
  const ask = <T>(does: () => T) => process.ask(broker.server, does);
  return {
    settings: (topic) =>
      ask(() => {
        if (!broker.topics.has(topic)) throw new Error("there is no such topic");
        return new Map();
      }),
    bounds: (topic) => ask(() => broker.bounds(topic)),
    committed: (groupId, topic) => ask(() => broker.committedBy(groupId, topic)),
    close: async () => {},
  };
}

function producerOf(process: Process, broker: KafkaBroker): KafkaProducer {
  /** after a failure nothing that this producer sends can be trusted: it is taken for a repetition */
  let failed = false;
  /** Appends what goes to one partition. */
  const append = (topic: string, messages: TopicMessages["messages"]): Acknowledged => {
    const [{ key: first } = { key: "" }] = messages;
    if (!failed) for (const { key, value, headers } of messages) broker.append(topic, key, value, headers);
    return { topic, partition: broker.partitionOf(first), appendedAt: epoch + broker.world.now };
  };
  return {
    // Each partition has its part of a request by itself: where an answer is lost, others may have theirs or not.
    send: async (request) => {
      const parts = request.flatMap(({ topic, messages }) =>
        [...Map.groupBy(messages, ({ key }) => broker.partitionOf(key)).values()].map((part) => ({ topic, part })),
      );
      const sent = parts.map(({ topic, part }) => process.ask(broker.server, () => append(topic, part), 10));
      const answers = await Promise.allSettled(sent);
      const refused = answers.find((one) => one.status === "rejected");
      if (refused) {
        failed = true;
        throw refused.reason;
      }
      return answers.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    },
    close: async () => {},
  };
}
