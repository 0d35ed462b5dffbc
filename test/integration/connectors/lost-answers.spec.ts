import { expect } from "chai";
import { type Admin, Kafka, logLevel } from "kafkajs";
import type { Connection } from "mongoose";
import { KafkaOutbox } from "../../../connectors/common/outbox.ts";
import { Sender } from "../../../connectors/common/sender.ts";
import { notificationChannel } from "../../../connectors/portals/common/portal-service.ts";
import { createTopics } from "../../../platform/messaging/adapters/kafka/topics.ts";
import { closeDatabase, openDatabase } from "../../../platform/messaging/adapters/mongodb/connect.ts";
import { createIndexes, modelsOf } from "../../../platform/messaging/adapters/mongodb/models.ts";
import { mongoStore } from "../../../platform/messaging/adapters/mongodb/store.ts";
import { MongoTransaction } from "../../../platform/messaging/adapters/mongodb/transaction.ts";
import { plainSealing } from "../../../platform/messaging/adapters/sealing/plain.ts";
import type { Config } from "../../../platform/messaging/config.ts";
import { emptyEnvelope } from "../../../platform/messaging/contracts/envelope.ts";
import type { RecordedEvent } from "../../../platform/messaging/ports/store.ts";
import { logOf } from "../../../platform/messaging/telemetry/log.ts";
import { sealedPlainly } from "../../support/sealed.ts";
import { servers } from "../../support/servers.ts";
import { kafkaThrough, type TcpProxy, tcpProxy } from "../../support/tcp-proxy.ts";
import { until } from "../../support/until.ts";

describe("connectors: when Kafka takes a request and its answer is lost", function () {
  this.timeout(90_000);
  const log = logOf("lost-answers");
  let config: Config;
  let kafka: Kafka;
  let admin: Admin;
  let proxy: TcpProxy;
  let count = 0;

  before(async () => {
    config = (await servers()).config("lost-answers");
    kafka = new Kafka({ brokers: config.kafka.brokers, logLevel: logLevel.NOTHING });
    admin = kafka.admin();
    await admin.connect();
    proxy = await tcpProxy(config.kafka.brokers[0] ?? "");
  });
  after(async () => {
    proxy?.close();
    await admin?.disconnect();
  });

  async function newTopic(): Promise<string> {
    count += 1;
    const topic = `lost-answers-${count}.status`;
    await createTopics(admin, [{ topic, numPartitions: 1 }]);
    return topic;
  }
  const inTopic = async (topic: string) => Number((await admin.fetchTopicOffsets(topic))[0]?.high);

  /** Everything that is in a topic, read by somebody else. */
  async function read(topic: string): Promise<string[]> {
    const consumer = kafka.consumer({ groupId: `reads-${topic}`, maxWaitTimeInMs: 100 });
    const values: string[] = [];
    const end = await inTopic(topic);
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message: { value } }) => void values.push(String(value)) });
    await until("all of it is read", () => values.length >= end);
    await consumer.disconnect();
    return values;
  }

  /** Lets Kafka take what is being sent, swallows what it answers, and then takes it away. */
  async function swallowTheAnswer<T>(topic: string, send: () => T): Promise<T> {
    const before = await inTopic(topic);
    proxy.set("mute");
    const sending = send();
    await until("Kafka has taken the request", async () => (await inTopic(topic)) > before);
    proxy.set("down");
    return sending;
  }

  async function outboxTo(topic: string) {
    const portal = topic.replace(".status", "");
    const connection: Connection = await openDatabase(config, portal, log);
    const models = modelsOf(connection);
    const kafka = kafkaThrough(proxy, config.kafka.brokers);
    const channel = notificationChannel({ name: portal });
    const store = mongoStore(connection, models);
    const outbox = new KafkaOutbox({ channel, kafka, store, sealing: plainSealing, log, instance: "lost-answers" });
    await createIndexes(connection);
    await outbox.ensure();
    const record = async (order: number, ...applications: string[]) => {
      const at = new Date();
      const events = applications.map((applicationId): RecordedEvent => {
        const body = sealedPlainly(`${applicationId} ${order}`);
        const _id = `${applicationId}-${order}`;
        return { _id, envelope: { ...emptyEnvelope, applicationId }, body, at, stateId: "", order };
      });
      await models.events.insertMany(events, { lean: true });
      const session = await connection.startSession();
      await outbox.record(new MongoTransaction(session), events, at);
      await session.endSession();
    };
    return { outbox, record };
  }

  for (const [older, newer] of [
    [600, 300],
    [3, 2],
  ] as const)
    it(`${older} older messages and ${newer} newer ones are all told, in order, without a restart`, async () => {
      const topic = await newTopic();
      const named = (name: string, many: number) => Array.from({ length: many }, (_, i) => `${name}-${i}`);
      const [old, fresh] = [named("old", older), named("new", newer)];
      const { outbox, record } = await outboxTo(topic);
      try {
        await record(1, ...old.slice(0, 2));
        await outbox.sweep();
        await record(2, ...old);
        const [swept] = await swallowTheAnswer(topic, () => Promise.allSettled([outbox.sweep()]));
        expect(swept.status).to.equal("rejected");
        await record(1, ...fresh); // They go first now: the smaller number of each application does.
        await record(3, ...old.slice(0, 2));
        proxy.set("pass");
        await until("the outbox is empty", async () => {
          await outbox.sweep().catch(() => {}); // As the loop of a service does, each second.
          return (await outbox.depth()).waiting === 0;
        });
        const told = Map.groupBy(new Set(await read(topic)), (text) => text.split(" ")[0] ?? "");
        expect([...told.keys()].sort()).to.deep.equal([...old, ...fresh].sort());
        for (const one of old.slice(0, 2)) expect(told.get(one)).to.deep.equal([`${one} 1`, `${one} 2`, `${one} 3`]);
      } finally {
        proxy.set("pass");
        await outbox.settled();
        await closeDatabase();
      }
    });

  it("what is sent beside it while kafkajs repeats it is not taken for the repetition", async () => {
    const topic = await newTopic();
    const sender = new Sender(kafkaThrough(proxy, config.kafka.brokers), log);
    const send = (name: string) =>
      sender.send([{ topic, messages: [1, 2, 3].map((i) => messageOf(name, `${name} ${i}`)) }]);
    const messageOf = (key: string, text: string) => ({ key, value: Buffer.from(text), headers: {} });
    await send("first");
    const [sent] = await swallowTheAnswer(topic, () => [Promise.all([send("one"), send("other")])]);
    proxy.set("pass");
    await sent;
    await sender.close();
    const names = ["first", "one", "other"];
    expect([...new Set(await read(topic))]).to.have.members(
      names.flatMap((name) => [1, 2, 3].map((i) => `${name} ${i}`)),
    );
  });
});
