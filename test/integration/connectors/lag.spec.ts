import { expect } from "chai";
import { type Admin, Kafka, logLevel } from "kafkajs";
import type { ServiceBroker } from "moleculer";
import { KafkaLag } from "../../../connectors/portals/common/lag.ts";
import { portalNotifications } from "../../../connectors/portals/common/notifying/notifications.ts";
import { portalOutbox } from "../../../connectors/portals/common/portal-service.ts";
import { sozialplattformNrw } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { createTopics } from "../../../platform/messaging/adapters/kafka/topics.ts";
import type { Config } from "../../../platform/messaging/config.ts";
import type { Runtime } from "../../support/opened.ts";
import { servers } from "../../support/servers.ts";
import { node, watched } from "../../support/system.ts";
import { kafkaThrough, type TcpProxy, tcpProxy } from "../../support/tcp-proxy.ts";

describe("connectors: what a portal has pushed and nobody has taken in yet", function () {
  this.timeout(60_000);
  const portal = "lagging";
  const lagging = { ...sozialplattformNrw, name: portal };
  const topic = `${portal}.applications`;
  let config: Config;
  let admin: Admin;
  let proxy: TcpProxy;
  let broker: ServiceBroker;
  let runtime: () => Runtime;

  before(async () => {
    config = (await servers()).config(portal);
    const kafka = new Kafka({ brokers: config.kafka.brokers, logLevel: logLevel.NOTHING });
    admin = kafka.admin();
    await admin.connect();
    await createTopics(admin, [{ topic, numPartitions: 3 }]);
    const producer = kafka.producer();
    await producer.connect();
    const many = (partition: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({ partition, value: `${i}` }));
    await producer.send({ topic, messages: [...many(0, 5), ...many(1, 3)] });
    await producer.disconnect();
    await admin.setOffsets({ groupId: portal, topic, partitions: [{ partition: 0, offset: "4" }] });
    proxy = await tcpProxy(config.kafka.brokers[0] ?? "");
    const made = watched(
      {
        name: portal,
        define: () => portalNotifications({ portal: lagging, fetch: async () => new Map() }),
        outbox: async (resources) => {
          const kafka = kafkaThrough(proxy, config.kafka.brokers);
          const { log, steadyClock: clock } = resources;
          const lag = new KafkaLag({ kafka, topic, groupId: portal, clock, log });
          return (await portalOutbox(lagging, resources, { lag })).outbox;
        },
      },
      config,
    );
    runtime = made.runtime;
    broker = node(config, made.service);
    await broker.start();
  });
  after(async () => {
    await broker?.stop();
    proxy?.close();
    await admin?.disconnect();
  });

  const told = async () => {
    const meta = { token: await (await servers()).token() };
    return ((await broker.call(`${portal}.lag`, {}, { meta })) as { kafka: unknown }).kafka;
  };
  const lags = [
    { topic, partition: 0, lag: 1 },
    { topic, partition: 1, lag: 3 },
    { topic, partition: 2, lag: 0 },
  ];

  it("is told by partition, also where nothing was ever committed, and in sum to the metrics", async () => {
    expect(await told()).to.deep.equal(lags);
    expect(await runtime().depths()).to.include({ "kafka.lag": 4 });
  });

  it("is not known while Kafka does not answer, and everything else is", async () => {
    for (const state of ["mute", "down"] as const) {
      proxy.set(state);
      expect(await told()).to.equal(null);
      expect(await runtime().depths())
        .to.include({ dead: 0 })
        .and.not.to.have.property("kafka.lag");
    }
    proxy.set("pass");
    expect(await told()).to.deep.equal(lags);
  });
});
