import { expect } from "chai";
import kafkajs, { Kafka, logLevel } from "kafkajs";
import { createTopics } from "../../../platform/messaging/adapters/kafka/topics.ts";
import { sha256 } from "../../../platform/messaging/ids.ts";
import { endOffsets, type Listening, listen, Outlet } from "../../../sandbox/portal/kafka.ts";
import { servers } from "../../support/servers.ts";
import { until } from "../../support/until.ts";

describe("a portal of the sandbox", function () {
  this.timeout(60_000);
  let listening: Listening | undefined;
  let outlet: Outlet | undefined;
  after(async () => {
    await listening?.disconnect();
    await outlet?.close();
  });

  it("goes on listening, each message once, after its Kafka client has given up for good", async () => {
    const { brokers } = (await servers()).config("sandbox-kafka").kafka;
    const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const topic = "sandbox-kafka.status";
    await createTopics(admin, [{ topic, numPartitions: 2 }]);
    outlet = await Outlet.open(kafka, admin, topic);
    const from = await endOffsets(admin, topic);
    await admin.disconnect();
    const said = ["eins", "zwei", "drei", "vier"];
    const push = (texts: string[]) =>
      outlet?.push(
        texts.map((text) => ({
          key: text,
          value: Buffer.from(text),
          sha256: sha256(Buffer.from(text)),
          traceparent: "",
        })),
      );
    const taken: string[] = [];
    let breaks = 0;
    listening = await listen(kafka, {
      ...{ topic, groupId: "sandbox-kafka", from },
      take: async (value) => {
        if (taken.length === 1 && breaks++ === 0) throw new kafkajs.KafkaJSNonRetriableError("on purpose");
        taken.push(String(value));
      },
      failed: (problem) => {
        throw problem;
      },
    });
    await push(said.slice(0, 2));
    await until("the client gave up", () => breaks > 0);
    await push(said.slice(2));
    await until("all were taken", () => taken.length >= said.length);
    expect(taken.toSorted()).to.deep.equal(said.toSorted());
  });
});
