import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "chai";
import { Kafka, logLevel } from "kafkajs";
import type { Connection } from "mongoose";
import { sozialplattformNrw } from "../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { nodeFlags } from "../../deploy/system.ts";
import { createTopics } from "../../platform/messaging/adapters/kafka/topics.ts";
import { closeDatabase, openDatabase } from "../../platform/messaging/adapters/mongodb/connect.ts";
import { connectRegistry } from "../../platform/messaging/adapters/registry.ts";
import { Codec } from "../../platform/messaging/contracts/codec.ts";
import { logOf } from "../../platform/messaging/telemetry/log.ts";
import { servers, stopWithRun } from "../support/servers.ts";
import { until } from "../support/until.ts";

const portal = "dying";
const program = join(import.meta.dirname, "../support/dying-connector.ts");

describe("connectors: a record that the process dies of", function () {
  this.timeout(180_000);
  let environment: Record<string, string>;
  let connection: Connection;
  let child: ChildProcess | undefined;
  const stop = async () => {
    if (!child || child.exitCode !== null || child.signalCode) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };

  before(async () => {
    const { config: configOf, environment: environmentOf } = await servers();
    const config = configOf(portal);
    environment = environmentOf(portal);
    stopWithRun(stop);
    const kafka = new Kafka({ brokers: config.kafka.brokers, logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const topic = `${portal}.applications`;
    await createTopics(admin, [{ topic, numPartitions: 1 }]);
    await admin.disconnect();
    connection = await openDatabase(config, portal, logOf(portal));
    const codec = new Codec(connectRegistry(config));
    await codec.register(sozialplattformNrw.pushes);
    const [, reply] = sozialplattformNrw.pushes;
    if (!reply) throw new Error("a contract is missing");
    const keys = ["before-1", "before-2", "deadly", "after-1", "after-2"];
    const messages = keys.map((key) => ({
      key,
      value: codec.encode(reply, { submissionId: key, replyId: "R-1", message: "Anbei.", files: [] }),
    }));
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages });
    await producer.disconnect();
  });
  after(async () => {
    await stop();
    await closeDatabase();
  });

  it("is refused after it was begun alone three times, and takes none of those beside it with it", async () => {
    const handed = connection.collection("handed");
    let deaths = 0;
    for (let done = false; !done; ) {
      const env = { ...process.env, ...environment };
      const started = spawn(process.execPath, [...nodeFlags, program, portal, "deadly"], {
        env,
        stdio: ["ignore", "ignore", "inherit"],
      });
      child = started;
      done = await until(
        "it is through, or has died",
        async () => {
          if (started.exitCode !== null) throw new Error(`it has ended with ${started.exitCode}`);
          return (await handed.countDocuments({ recordKey: "after-2" })) ? "through" : started.signalCode;
        },
        40_000,
      ).then((end) => end === "through");
      if (!done) deaths += 1;
    }
    expect(deaths).to.equal(5); // Twice with the others, three times alone.
    const codes = Map.groupBy(await handed.find().toArray(), ({ recordKey }) => recordKey);
    expect([...codes.keys()]).to.deep.equal(["before-1", "before-2", "deadly", "after-1", "after-2"]);
    for (const [key, list] of codes)
      expect(list.map(({ code }) => code)).to.deep.equal([key === "deadly" ? "not-handled" : "taken"]);
  });
});
