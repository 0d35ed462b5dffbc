import type { Bus } from "../../../../../platform/messaging/ports/bus.ts";
import type { Kafka, KafkaProducer, Reading } from "../../../../../platform/messaging/ports/kafka.ts";
import { isFoundOut, isLeftAlone, withOthers } from "./breaking.ts";
import { simulatedBusBench } from "./bus-simulated.ts";
import { busSuite } from "./bus-suite.ts";
import { type BusPort, stream } from "./bus-world.ts";
import type { Bench } from "./conform.ts";
import { simulatedKafkaBench } from "./kafka-simulated.ts";
import { kafkaSuite } from "./kafka-suite.ts";
import type { KafkaPort } from "./kafka-world.ts";

const ofStream = async (bus: Bus) => (await bus.stream(stream))?.lastSequence ?? 0;

/** Buses that break one promise. */
const buses: Record<string, (bus: Bus) => Partial<Bus>> = {
  "acknowledges what it did not publish": (bus) => ({
    publish: async (events) => (await ofStream(bus)) + events.length,
  }),
  "publishes a batch in part": (bus) => ({
    publish: async (events, after) => (await bus.publish(events.slice(0, Math.max(1, events.length - 1)), after)) + 1,
  }),
  "publishes wherever the stream ends": (bus) => ({
    publish: async (events) => await bus.publish(events, await ofStream(bus)),
  }),
  "takes what is given back for taken": (bus) => ({
    subscribe: (taker) =>
      bus.subscribe({ ...taker, take: (message) => taker.take({ ...message, nak: () => message.ack() }) }),
  }),
  "makes a consumer and does not say before that something may be missing": (bus) => ({
    subscribe: (taker) => bus.subscribe({ ...taker, missing: async () => {} }),
  }),
  "narrows a stream to what it is told": (bus) => ({
    makeStream: async (name, types, above) => {
      const before = await bus.stream(name);
      if (!before) return await bus.makeStream(name, types, above);
      await bus.deleteStream(name);
      return await bus.makeStream(name, types, before.lastSequence);
    },
  }),
  "says nothing where there is no consumer": (bus) => ({
    consumer: (name, durable) =>
      bus.consumer(name, durable).catch(() => ({ created: "", pending: 0, unacknowledged: 0, acknowledged: 0 })),
  }),
};

const producing = (kafka: Kafka, send: (producer: KafkaProducer) => KafkaProducer["send"]): Partial<Kafka> => ({
  producer: async () => {
    const producer = await kafka.producer();
    return withOthers(producer, { send: send(producer) });
  },
});
const reading = (kafka: Kafka, change: (reading: Reading) => Reading): Partial<Kafka> => ({
  reader: (given) => kafka.reader(change(given)),
});

/** Kafkas that break one promise. */
const kafkas: Record<string, (kafka: Kafka) => Partial<Kafka>> = {
  "acknowledges what it did not append": (kafka) =>
    producing(kafka, () => async (request) => [{ topic: request[0]?.topic ?? "", partition: 0, appendedAt: 0 }]),
  "appends a message twice": (kafka) =>
    producing(kafka, (producer) => async (request) => {
      await producer.send(request);
      return await producer.send(request);
    }),
  "turns the order of a request round": (kafka) =>
    producing(
      kafka,
      (producer) => (request) =>
        producer.send(request.map(({ topic, messages }) => ({ topic, messages: messages.toReversed() }))),
    ),
  "commits more than it is told": (kafka) =>
    reading(kafka, (given) => ({
      ...given,
      take: (batch) => given.take({ ...batch, commit: () => batch.commit(batch.records.at(-1)?.offset ?? "0") }),
    })),
  "loses the last record of a batch": (kafka) =>
    reading(kafka, (given) => ({
      ...given,
      take: (batch) => {
        const records = batch.records.length > 1 ? batch.records.slice(0, -1) : batch.records;
        const commit = (offset: string) =>
          batch.commit(offset === records.at(-1)?.offset ? (batch.records.at(-1)?.offset ?? offset) : offset);
        return given.take({ ...batch, records, commit });
      },
    })),
};

function brokenBus(seed: number, breaks: (bus: Bus) => Partial<Bus>): Bench<BusPort> {
  const bench = simulatedBusBench(seed);
  const [producer, readers] = [bench.port.producer, bench.port.readers].map((bus) => withOthers(bus, breaks(bus)));
  if (!producer || !readers) throw new Error("two buses");
  return { ...bench, port: Object.assign(bench.port, { producer, readers }) };
}

function brokenKafka(seed: number, breaks: (kafka: Kafka) => Partial<Kafka>): Bench<KafkaPort> {
  const bench = simulatedKafkaBench(seed);
  const kafka = withOthers(bench.port.kafka, breaks(bench.port.kafka));
  return { ...bench, port: Object.assign(bench.port, { kafka, readersKafka: kafka }) };
}

describe("conformance: a bus that breaks a promise is found out", () => {
  it("and one that breaks none is not", () => isLeftAlone(busSuite, (seed) => brokenBus(seed, () => ({}))));

  for (const [what, breaks] of Object.entries(buses))
    it(`one that ${what}`, () => isFoundOut(busSuite, (seed) => brokenBus(seed, breaks)));
});

describe("conformance: a Kafka that breaks a promise is found out", () => {
  it("and one that breaks none is not", () => isLeftAlone(kafkaSuite, (seed) => brokenKafka(seed, () => ({}))));

  for (const [what, breaks] of Object.entries(kafkas))
    it(`one that ${what}`, () => isFoundOut(kafkaSuite, (seed) => brokenKafka(seed, breaks)));
});
