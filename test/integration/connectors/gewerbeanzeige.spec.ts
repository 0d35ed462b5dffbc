import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type Consumer, Kafka, logLevel } from "kafkajs";
import type { ServiceBroker } from "moleculer";
import {
  BusinessNoticeRequested,
  channel,
  gewerbeanzeige,
} from "../../../connectors/channels/gewerbeanzeige/gewerbeanzeige.ts";
import type { Notice } from "../../../connectors/channels/gewerbeanzeige/message.ts";
import { channelOutbox } from "../../../connectors/common/channel-service.ts";
import { createTopics } from "../../../platform/messaging/adapters/kafka/topics.ts";
import { newEvent } from "../../../platform/messaging/engine/processor.ts";
import type { Runtime } from "../../support/opened.ts";
import { servers } from "../../support/servers.ts";
import { source, Told } from "../../support/source.ts";
import { node, watched } from "../../support/system.ts";
import { until } from "../../support/until.ts";

const sample = JSON.parse(readFileSync("schemas/samples/events/business-notice.requested.v1.json", "utf8")) as Notice;
const { topics } = JSON.parse(readFileSync("schemas/topics/gewerbeanzeige.json", "utf8")) as { topics: string[] };
const municipality = "055620014014";

/** Publishes notices as the service of trades does: to all recipients at once. */
const trades = source<string[]>([BusinessNoticeRequested], (recipients) =>
  recipients.map((recipient) => newEvent(BusinessNoticeRequested, { ...sample, recipient })),
);

describe("connectors: notices of trades", function () {
  this.timeout(90_000);
  const brokers: ServiceBroker[] = [];
  /** topic → UUIDs of the messages that came, in their order */
  const came = new Map<string, string[]>();
  let happens: () => Runtime;
  let consumer: Consumer;

  before(async () => {
    const config = (await servers()).config("gewerbeanzeige");
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
          define: () => gewerbeanzeige,
          outbox: (resources) => channelOutbox(channel, resources),
        },
        config,
      ).service;
    const made = watched({ name: "source", define: () => trades }, config);
    happens = made.runtime;
    for (const service of [made.service, connector(), connector()]) brokers.push(node(config, service));
    await Promise.all(brokers.map((broker) => broker.start()));
    consumer = kafka.consumer({ groupId: "gewerbeanzeige-spec", maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ topic, message: { value } }) => {
        const [, uuid = "none"] = /<xga:nachrichtenUUID>([^<]+)</.exec(String(value)) ?? [];
        came.set(topic, [...(came.get(topic) ?? []), uuid]);
      },
    });
  });
  after(async () => {
    await consumer?.disconnect();
    await Promise.all(brokers.map((broker) => broker.stop()));
  });

  it("reach each recipient's topic once, under an id of their own, although two instances send", async () => {
    const cases = Array.from({ length: 40 }, (_, i) => `trade-${i}`);
    const recipients = topics.map((topic) => topic.slice(`${channel.name}.`.length));
    await happens().engine.handle(
      cases.map((caseId) => {
        const metadata = { municipality, portal: "p", applicationId: caseId, caseId, time: new Date().toISOString() };
        return Told.create({ ...metadata, id: `record-${caseId}` }, recipients);
      }),
    );
    // What Kafka did not acknowledge comes again under the same id: a recipient drops it by that.
    const once = (topic: string) => new Set(came.get(topic));
    const count = () => topics.reduce((sum, topic) => sum + once(topic).size, 0);
    await until("all have come", () => count() >= cases.length * topics.length, 60_000);
    for (const topic of topics) expect(once(topic).size, topic).to.equal(cases.length);
    expect(new Set([...came.values()].flat()).size).to.equal(cases.length * topics.length);
  });
});
