import { Kafka as Client, logLevel } from "kafkajs";
import { createTopics } from "../../../../../platform/messaging/adapters/kafka/topics.ts";
import { servers } from "../../../../support/servers.ts";
import { kafkaThrough, tcpProxy } from "../../../../support/tcp-proxy.ts";
import { until } from "../../../../support/until.ts";
import type { Bench } from "./conform.ts";
import { type KafkaPort, ReadLog } from "./kafka-world.ts";
import { losing } from "./losing.ts";

/** Opens a topic of its own on a real Kafka, through proxies: one for who sends and looks, and one for who reads. */
export async function realKafkaBench(seed: number): Promise<Bench<KafkaPort>> {
  const { brokers } = (await servers()).config("conformance").kafka;
  const [address = ""] = brokers;
  const proxies = [await tcpProxy(address), await tcpProxy(address)] as const;
  const topic = `conformance-${seed}`;
  const admin = new Client({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await createTopics(admin, [{ topic, numPartitions: 2 }]);
  // The first group of a new broker waits for Kafka's own topic.
  const hasCoordinator = () => admin.fetchOffsets({ groupId: topic, topics: [topic] }).then(Boolean, () => false);
  await until("there is a coordinator", hasCoordinator);
  const running: KafkaPort["running"] = new Map();
  const port: KafkaPort = {
    kafka: kafkaThrough(proxies[0], brokers),
    readersKafka: kafkaThrough(proxies[1], brokers),
    ...{ topic, groupId: topic, producer: undefined, running, read: new ReadLog() },
    until: async (what, look) => void (await until(what, look, 60_000)),
  };
  return {
    name: "Kafka",
    port,
    under: (fault, work) => losing(proxies[1], fault, () => losing(proxies[0], fault, work)),
    isAway: (error) => error instanceof Error,
    calm: async () => {},
    close: async () => {
      await Promise.allSettled([...running.values()].map((reader) => reader.stop()));
      await port.producer?.close().catch(() => {});
      await admin.disconnect();
      for (const proxy of proxies) proxy.close();
    },
  };
}
