import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type Consumer, Kafka, logLevel } from "kafkajs";
import type { ServiceBroker } from "moleculer";
import { channel, XbauMessageRecorded, xbau } from "../../../connectors/channels/xbau/xbau.ts";
import { channelOutbox } from "../../../connectors/common/channel-service.ts";
import { createTopics } from "../../../platform/messaging/adapters/kafka/topics.ts";
import { newEvent } from "../../../platform/messaging/engine/processor.ts";
import { sha256 } from "../../../platform/messaging/ids.ts";
import type { Runtime } from "../../support/opened.ts";
import { servers } from "../../support/servers.ts";
import { source, Told } from "../../support/source.ts";
import { node, watched } from "../../support/system.ts";
import { until } from "../../support/until.ts";
import { messagesOf } from "../../unit/connectors/xbau/xbau-messages.ts";

const { topics } = JSON.parse(readFileSync("schemas/topics/xbau.json", "utf8")) as { topics: string[] };
const municipality = "055620014014";
const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
const numberOf = (caseId: string) => `GLA-26-${caseId}`;

/** Records all messages of a case at once, as the building permit does one after the other. */
const permits = source([XbauMessageRecorded], (_body, { caseId, caseNumber }) =>
  messagesOf(caseId, caseNumber).map((message) => newEvent(XbauMessageRecorded, message)),
);

interface Came {
  topic: string;
  key: string;
  hash: string;
  headers: Record<string, string>;
}

describe("connectors: messages of XBau", function () {
  this.timeout(90_000);
  const brokers: ServiceBroker[] = [];
  const came: Came[] = [];
  let happens: () => Runtime;
  let carrying: () => Runtime;
  let consumer: Consumer;

  before(async () => {
    const config = (await servers()).config("xbau");
    const kafka = new Kafka({ brokers: config.kafka.brokers, logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await createTopics(
      admin,
      topics.map((topic) => ({ topic, numPartitions: 3 })),
    );
    await admin.disconnect();
    const connector = () =>
      watched(
        {
          name: channel.name,
          define: () => xbau,
          outbox: (resources) => channelOutbox(channel, resources),
        },
        config,
      );
    const made = watched({ name: "source", define: () => permits }, config);
    const [one, other] = [connector(), connector()];
    happens = made.runtime;
    carrying = one.runtime;
    for (const { service } of [made, one, other]) brokers.push(node(config, service));
    await Promise.all(brokers.map((broker) => broker.start()));
    consumer = kafka.consumer({ groupId: "xbau-spec", maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ topic, message: { key, value, headers = {} } }) => {
        const said = Object.entries(headers).map(([header, text]) => [header, String(text)]);
        const bytes = value ?? Buffer.alloc(0);
        came.push({ topic, key: String(key), hash: sha256(bytes), headers: Object.fromEntries(said) });
      },
    });
  });
  after(async () => {
    await consumer?.disconnect();
    await Promise.all(brokers.map((broker) => broker.stop()));
  });

  const cases = Array.from({ length: 40 }, (_, i) => `permit-${i}`);
  const record = (times: string) =>
    happens().engine.handle(
      cases.map((caseId) => {
        const metadata = { municipality, portal: "p", applicationId: caseId, caseId, caseNumber: numberOf(caseId) };
        const time = new Date().toISOString();
        return Told.create({ ...metadata, id: `record-${times}-${caseId}`, traceparent, time }, {});
      }),
    );
  /** What came of one case to one topic, in its order. */
  const cameTo = (topic: string, caseId: string) =>
    came.filter((one) => one.topic === topic && one.key === numberOf(caseId)).map(({ hash }) => hash);

  it("reach their recipient once and unchanged, in their order, although two instances send and all is recorded twice", async () => {
    await record("first");
    await until("all have come", () => came.length >= cases.length * 4, 60_000);
    await record("again");
    await until("all was looked at again", async () => {
      const states = await carrying().resources.models.states.find().lean();
      return states.filter(({ handled }) => handled.length === 8).length === cases.length;
    });
    for (const caseId of cases) {
      const [check, hearing, statement, decision] = messagesOf(caseId, numberOf(caseId)).map(({ xml }) => sha256(xml));
      expect(cameTo("xbau.antragsservice", caseId)).to.deep.equal([check, hearing, decision]);
      expect(cameTo("xbau.bauaufsicht", caseId)).to.deep.equal([statement]);
    }
    expect(came).to.have.length(cases.length * 4);
  });

  it("carry their kind, version and UUID, and belong to the trace of the application", () => {
    const [caseId = ""] = cases;
    const headers = came.filter(({ key }) => key === numberOf(caseId)).map((one) => one.headers);
    const wanted = messagesOf(caseId, numberOf(caseId)).map(({ kind, messageId }) => [kind, "2.6", messageId]);
    expect(headers.map((one) => [one["xbau-message"], one["xbau-version"], one["xbau-id"]])).to.have.deep.members(
      wanted,
    );
    for (const { traceparent: trace = "" } of headers) expect(trace).to.match(new RegExp(`^00-${"a".repeat(32)}-`));
  });

  it("come again after a failure with the same key, id and bytes", async () => {
    const before = new Set(came.map((one) => `${one.topic} ${one.key} ${one.hash} ${one.headers["xbau-id"]}`));
    const count = came.length;
    await carrying().outbox.redrive(new Date(0));
    await carrying().outbox.sweep();
    await until("all came again", () => came.length === 2 * count, 60_000);
    expect(new Set(came.map((one) => `${one.topic} ${one.key} ${one.hash} ${one.headers["xbau-id"]}`))).to.deep.equal(
      before,
    );
  });
});
