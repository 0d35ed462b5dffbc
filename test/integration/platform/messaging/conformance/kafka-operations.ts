import type { FetchedBatch } from "../../../../../platform/messaging/ports/kafka.ts";
import { determined, type Operation } from "./conform.ts";
import type { KafkaPort, KafkaWorld } from "./kafka-world.ts";

type Of = Operation<KafkaPort, KafkaWorld>;
type Sent = KafkaWorld["sure"];

const partitions = 2;

const changed = (world: KafkaWorld, change: (after: KafkaWorld) => void): KafkaWorld[] => {
  const after = structuredClone(world);
  change(after);
  return [after];
};

/** Leaves a producer: one whose request has failed is of no use any more. */
async function leave(port: KafkaPort): Promise<void> {
  const { producer } = port;
  port.producer = undefined;
  await producer?.close().catch(() => {});
}

/** Sends messages by the producer that there is, or by a new one. What is acknowledged is in the topic; else it may be. */
export const sends = (messages: Sent): Of => ({
  what: `send ${messages.map(({ id, key }) => `${id} of ${key}`)}`,
  run: async (port) => {
    port.producer ??= await port.kafka.producer();
    const records = messages.map(({ id, key }) => ({ key, value: Buffer.from(id), headers: { id } }));
    try {
      return await port.producer.send([{ topic: port.topic, messages: records }]);
    } catch (error) {
      await leave(port);
      throw error;
    }
  },
  after: (world, seen) => {
    const answers = seen as { topic: string; partition: number; appendedAt?: number }[];
    const answered = new Set(answers.map(({ partition }) => partition));
    const keys = new Set(messages.map(({ key }) => key)).size;
    const isEach = answered.size === answers.length && answered.size <= Math.min(keys, partitions);
    if (!answers.length || !isEach) return [];
    return changed(world, ({ sure }) => sure.push(...messages));
  },
  torn: (world) => changed(world, ({ maybe }) => maybe.push(...messages)),
});

export const changesProducer: Of = determined(
  {
    what: "close the producer and connect another one",
    run: async (port) => {
      await leave(port);
      port.producer = await port.kafka.producer();
    },
  },
  () => {},
);

/** Starts a reader, and another one in its place where it gives up, as a supervisor would. */
async function startReader(port: KafkaPort, name: string): Promise<void> {
  const { topic, groupId, read, running, readersKafka } = port;
  const failed = () => {
    if (running.get(name) === reader) startReader(port, name).catch(failed);
  };
  const take = (batch: FetchedBatch) => read.take(batch);
  const reader = readersKafka.reader({ topic, groupId, heartbeatMs: 300, take, failed });
  running.set(name, reader);
  await reader.start();
}

export const starts = (name: string): Of => ({
  ...determined<KafkaPort, KafkaWorld>(
    {
      what: `${name} joins`,
      run: async (port) => {
        if (!port.running.has(name)) await startReader(port, name);
      },
    },
    (world) => {
      world.running = [...new Set([...world.running, name])].sort();
    },
  ),
  steady: true,
});

export const stops = (name: string): Of => ({
  ...determined<KafkaPort, KafkaWorld>(
    {
      what: `${name} leaves`,
      run: async ({ running }) => {
        await running.get(name)?.stop();
        running.delete(name);
      },
    },
    (world) => {
      world.running = world.running.filter((one) => one !== name);
    },
  ),
  steady: true,
});

interface Inspected {
  bounds: { partition: number; begin: number; end: number }[];
  committed: [number, number][];
}

async function inspected({ kafka, topic, groupId }: KafkaPort): Promise<Inspected> {
  const inspector = await kafka.inspector();
  try {
    const committed = [...(await inspector.committed(groupId, topic))].sort(([a], [b]) => a - b);
    const bounds = (await inspector.bounds(topic)).toSorted((a, b) => a.partition - b.partition);
    return { bounds, committed };
  } finally {
    await inspector.close().catch(() => {});
  }
}

/** Topics end behind what was acknowledged, and no group has committed what is not there. */
export const inspects: Of = {
  what: "look at the topic and the group",
  run: inspected,
  after: (world, seen) => {
    const { bounds, committed } = seen as Inspected;
    const count = bounds.reduce((sum, { begin, end }) => sum + end - begin, 0);
    const { sure, maybe, log } = world;
    const isWhole = bounds.length === partitions && count >= sure.length && count <= sure.length + maybe.length;
    const isRead = bounds.every(({ partition, begin, end }) => begin === 0 && end >= (log[partition]?.length ?? 0));
    const isCommitted = committed.every(([partition, offset]) => offset <= (bounds[partition]?.end ?? 0));
    return isWhole && isRead && isCommitted ? [world] : [];
  },
  torn: () => [],
};

export const asksForNone: Of = {
  what: "settings of a topic that there is not",
  run: async ({ kafka }) => {
    const inspector = await kafka.inspector();
    try {
      return await inspector.settings("conformance-none");
    } finally {
      await inspector.close().catch(() => {});
    }
  },
  after: () => [],
  torn: () => [],
  refused: () => true,
};

/** Everything is handed over until it is committed, and is what was sent: each record once, those of a key in their order. */
export const settles: Of = {
  what: "everything is read",
  run: async (port) => {
    const { read, running } = port;
    if (running.size)
      await port.until(`everything is committed, ${read.values.size} were read`, async () => {
        const { bounds, committed } = await inspected(port);
        const next = new Map(committed);
        return read.wrong.length > 0 || bounds.every(({ partition, end }) => (next.get(partition) ?? 0) === end);
      });
    const places = [...read.values].map(([place, id]) => ({ place: place.split("/").map(Number), id }));
    const all = Map.groupBy(places, ({ place: [partition] }) => String(partition));
    const log = [...all].map(([partition, records]) => {
      const ordered = records.toSorted((a, b) => (a.place[1] ?? 0) - (b.place[1] ?? 0));
      return [partition, ordered.map(({ id }) => id)] as const;
    });
    return { log: Object.fromEntries(log), wrong: read.wrong };
  },
  after: (world, seen) => {
    const { log, wrong } = seen as { log: KafkaWorld["log"]; wrong: string[] };
    if (wrong.length || !world.running.length) return wrong.length ? [] : [world];
    return isWhole(world, log) ? [{ ...world, log }] : [];
  },
  torn: () => [],
  steady: true,
};

function isWhole({ sure, maybe, log: before }: KafkaWorld, log: KafkaWorld["log"]): boolean {
  const all = Object.values(log).flat();
  const known = new Set([...sure, ...maybe].map(({ id }) => id));
  const isOnce = new Set(all).size === all.length && all.every((id) => known.has(id));
  const goesOn = Object.entries(before).every(([partition, ids]) => ids.every((id, i) => log[partition]?.[i] === id));
  if (!isOnce || !goesOn || !sure.every(({ id }) => all.includes(id))) return false;
  // Of each key: all in one partition, and what was acknowledged in its order.
  return [...Map.groupBy(sure, ({ key }) => key).values()].every((sent) =>
    Object.values(log).some((ids) => {
      const places = sent.map(({ id }) => ids.indexOf(id));
      return places.every((place, i) => place >= 0 && (i === 0 || place > (places[i - 1] ?? 0)));
    }),
  );
}
