import { expect } from "chai";
import { Kafka, logLevel } from "kafkajs";
import type { Connection } from "mongoose";
import { KafkaOutbox } from "../../../connectors/common/outbox.ts";
import { notificationChannel } from "../../../connectors/portals/common/portal-service.ts";
import { portOf } from "../../../platform/messaging/adapters/kafka/connect.ts";
import { createTopics } from "../../../platform/messaging/adapters/kafka/topics.ts";
import { closeDatabase, openDatabase } from "../../../platform/messaging/adapters/mongodb/connect.ts";
import { createIndexes, type Models, modelsOf } from "../../../platform/messaging/adapters/mongodb/models.ts";
import { mongoStore } from "../../../platform/messaging/adapters/mongodb/store.ts";
import { plainSealing } from "../../../platform/messaging/adapters/sealing/plain.ts";
import { emptyEnvelope } from "../../../platform/messaging/contracts/envelope.ts";
import { logOf } from "../../../platform/messaging/telemetry/log.ts";
import { sealedPlainly } from "../../support/sealed.ts";
import { servers } from "../../support/servers.ts";
import { until } from "../../support/until.ts";

describe("connectors: telling again what was told since a moment", function () {
  this.timeout(60_000);
  const portal = "redrive";
  const log = logOf(portal);
  const applications = 30;
  const messages = 100;
  let kafka: Kafka;
  let connection: Connection;
  let models: Models;
  let outbox: KafkaOutbox;

  before(async () => {
    const config = (await servers()).config(portal);
    kafka = new Kafka({ brokers: config.kafka.brokers, logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await createTopics(admin, [{ topic: `${portal}.status`, numPartitions: 1 }]);
    await admin.disconnect();
    connection = await openDatabase(config, portal, log);
    models = modelsOf(connection);
    const channel = notificationChannel({ name: portal });
    const store = mongoStore(connection, models);
    outbox = new KafkaOutbox({
      channel,
      kafka: portOf(kafka, log),
      store,
      sealing: plainSealing,
      log,
      instance: portal,
    });
    await createIndexes(connection);
    await outbox.ensure();
    // Written in another order than they were told: only their time and number say which comes first.
    const events = Array.from({ length: applications * messages }, (_, i) => {
      const [application, order] = [i % applications, Math.floor(i / applications) + 1];
      const applicationId = `app-${application}`;
      const envelope = { ...emptyEnvelope, applicationId, type: order % 2 ? "Odd" : "Even" };
      const body = sealedPlainly(`${applicationId} ${order}`);
      const at = new Date(Date.UTC(2026, 10, 1 + Math.floor((order - 1) / 7)));
      return { _id: `${(i * 7919) % 99_991}`, envelope, body, at, stateId: "", order };
    });
    await models.events.insertMany(events.toReversed(), { lean: true });
  });
  after(async () => {
    await outbox?.settled();
    await closeDatabase();
  });

  it("reads page by page along an index, and brings all of it in the order of its numbers", async () => {
    await connection.db?.setProfilingLevel("all");
    const since = new Date(Date.UTC(2026, 10, 2));
    expect(await outbox.redrive(since)).to.have.property("events", applications * (messages - 7));
    await connection.db?.setProfilingLevel("off");
    const reads = await connection
      .collection("system.profile")
      .find({ ns: `${connection.name}.events`, op: { $in: ["query", "getmore"] } })
      .toArray();
    expect(reads.length).to.be.greaterThan(4);
    for (const { planSummary, nreturned } of reads) {
      expect(planSummary).to.match(/^IXSCAN/);
      expect(nreturned).to.be.at.most(500);
    }

    await outbox.sweep();
    const told: string[] = [];
    const consumer = kafka.consumer({ groupId: "redrive-spec", maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic: `${portal}.status`, fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message: { value } }) => void told.push(String(value)) });
    await until("all is told", () => told.length >= applications * (messages - 7));
    await consumer.disconnect();
    const byApplication = Map.groupBy(told, (text) => text.split(" ")[0]);
    expect(byApplication.size).to.equal(applications);
    const numbers = Array.from({ length: messages - 7 }, (_, i) => i + 8);
    for (const texts of byApplication.values())
      expect(texts.map((text) => Number(text.split(" ")[1]))).to.deep.equal(numbers);
  });

  it("may be asked for some kinds of messages only", async () => {
    const last = new Date(Date.UTC(2026, 10, 15));
    expect(await outbox.redrive(last, ["Odd"])).to.have.property("events", applications);
    expect(await outbox.redrive(last)).to.have.property("events", applications * 2);
    expect(await outbox.redrive(new Date())).to.have.property("events", 0);
  });
});
