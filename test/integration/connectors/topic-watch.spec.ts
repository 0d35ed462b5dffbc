import { expect } from "chai";
import { type Admin, Kafka as Client, logLevel } from "kafkajs";
import { checkTopic, TopicError } from "../../../connectors/portals/common/topic-check.ts";
import { TopicWatch } from "../../../connectors/portals/common/topic-watch.ts";
import { portOf } from "../../../platform/messaging/adapters/kafka/connect.ts";
import { createTopics } from "../../../platform/messaging/adapters/kafka/topics.ts";
import type { Kafka } from "../../../platform/messaging/ports/kafka.ts";
import { logOf } from "../../../platform/messaging/telemetry/log.ts";
import { servers } from "../../support/servers.ts";

describe("connectors: how a portal's topic is set up", function () {
  this.timeout(60_000);
  const topic = "watched.applications";
  const demanded = {
    ...{ "compression.type": "uncompressed", "message.timestamp.type": "LogAppendTime" },
    ...{ "max.message.bytes": "10485760", "retention.ms": "1209600000" },
  };
  let kafka: Kafka;
  let admin: Admin;

  const setUp = async (change: Record<string, string> = {}) => {
    const configEntries = Object.entries({ ...demanded, ...change }).map(([name, value]) => ({ name, value }));
    await admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: topic, configEntries }] });
  };

  before(async () => {
    const config = (await servers()).config("watched");
    const client = new Client({ brokers: config.kafka.brokers, logLevel: logLevel.NOTHING });
    kafka = portOf(client, logOf("watched"));
    admin = client.admin();
    await admin.connect();
    await createTopics(admin, [{ topic, numPartitions: 1 }]);
    await setUp();
  });
  after(async () => {
    await admin?.disconnect();
  });

  it("is what the connector demands, or it does not start and says which setting", async () => {
    await checkTopic(kafka, topic);
    await setUp({ "cleanup.policy": "compact" });
    const refused = await checkTopic(kafka, topic).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(TopicError);
    expect((refused as Error).message).to.equal(`topic ${topic}: cleanup.policy has to be delete and nothing else`);
    await setUp();
  });

  it("is said while it runs when somebody changes it, and until it is mended", async () => {
    const watch = new TopicWatch(kafka, topic, logOf("watched"));
    await watch.check();
    expect(watch.problems).to.deep.equal([]);
    await setUp({ "retention.ms": "60000" });
    await watch.check();
    expect(watch.problems).to.deep.equal([`topic ${topic}: retention.ms has to be at least 1209600000 (14 days)`]);
    await setUp();
    await watch.check();
    expect(watch.problems).to.deep.equal([]);
  });

  it("is not known while Kafka is away: what was said last stands", async () => {
    const away = new Client({ brokers: ["127.0.0.1:1"], logLevel: logLevel.NOTHING, retry: { retries: 0 } });
    const watch = new TopicWatch(portOf(away, logOf("watched")), topic, logOf("watched"));
    await watch.check();
    expect(watch.problems).to.deep.equal([]);
  });
});
