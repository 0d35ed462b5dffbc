import { join } from "node:path";
import { expect } from "chai";
import { Partitioners } from "kafkajs";
import mongoose from "mongoose";
import { anmeldung, antrag } from "../../connectors/serviceportal-emscher-lippe/sandbox/records.ts";
import { connect } from "../../deploy/sandbox/kafka.ts";
import { resident, type SandboxResident, towns } from "../../deploy/sandbox/people.ts";
import { Wire } from "../../deploy/sandbox/wire.ts";
import { root } from "../../deploy/system.ts";
import { type RunningSystem, runSystem } from "../support/run-system.ts";
import { until } from "../support/until.ts";

const portal = "serviceportal-emscher-lippe";
const run = Date.now().toString(36);

describe("one applicant holds up nobody", function () {
  this.timeout(300_000);
  let system: RunningSystem;
  let client: mongoose.mongo.MongoClient;
  let send: (records: { id: string; value: Buffer }[]) => Promise<void>;
  const wire = () => new Wire({ address: system.env.SCHEMA_REGISTRY_URL ?? "" });
  let writer: Wire;
  let closing: () => Promise<void>;

  before(async () => {
    system = await runSystem();
    client = await new mongoose.mongo.MongoClient(system.env.MONGODB_URL ?? "").connect();
    writer = wire();
    await writer.open(join(root, "schemas/portals", portal));
    const producer = connect("one-applicant", { address: system.env.KAFKA_BROKERS ?? "" }).producer({
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    send = async (records) => {
      for (let i = 0; i < records.length; i += 500) {
        const messages = records.slice(i, i + 500).map(({ id, value }) => ({ key: id, value }));
        await producer.send({ topic: `${portal}.applications`, acks: -1, messages });
      }
    };
    closing = async () => {
      await producer.disconnect();
      await client.close();
    };
  });
  after(async () => {
    await closing?.();
    await system?.stop();
  });

  const holderOf = (person: SandboxResident) => {
    const town = towns.find(({ municipality }) => municipality === person.municipality)?.city ?? "Gladbeck";
    return { ...person, town, fresh: true };
  };
  const dog = (id: string, person: SandboxResident, name: string) => {
    const body = antrag(id, holderOf(person), anmeldung(name, "Dackel", new Date().toISOString().slice(0, 10)));
    return { id, value: writer.encode({ record: "Antrag", body }) ?? Buffer.alloc(0) };
  };
  const eventOf = (service: string, applicationId: string, types: string[]) =>
    client
      .db(service)
      .collection("events")
      .findOne({ "envelope.applicationId": applicationId, "envelope.type": { $in: types } });
  const answers = ["case.decided.v1", "case.referred.v1", "application.refused.v1"];

  it("decides another person's application in time behind 5,000 of one person, and answers all of these", async () => {
    const count = 5_000;
    const many = Array.from({ length: count }, (_, i) => dog(`many-${run}-${i}`, resident(3_001), `Hund ${i}`));
    const other = dog(`other-${run}`, resident(3_004), "Bello");
    const t = Date.now();
    await send(many);
    await send([other]);
    console.log("pushed", Date.now() - t);
    const decided = await until("decided", () => eventOf("dog-tax", other.id, ["case.decided.v1"]), 200_000);
    const received = await eventOf("intake", other.id, ["application.accepted.v1"]);
    console.log(
      "receipt after",
      received?.at.getTime() - t,
      "decision after",
      decided.at.getTime() - received?.at.getTime(),
    );
    for (const service of ["intake", "identity", "dog-tax"])
      for (const e of await client
        .db(service)
        .collection("events")
        .find({ "envelope.applicationId": other.id })
        .toArray())
        console.log(service, e.envelope.type, e.at.getTime() - t);
    const { readFileSync } = await import("node:fs");
    const lines = readFileSync(join(system.dataDir, "logs/all-in-one.log"), "utf8")
      .split("\n")
      .filter((l) => l.includes('"batch"'))
      .map((l) => JSON.parse(l));
    const by = Map.groupBy(lines, (l) => l.service);
    for (const [service, list] of by)
      console.log(
        service,
        list.length,
        "batches, messages",
        list.reduce((a, l) => a + l.messages, 0),
        "ms",
        list.reduce((a, l) => a + l.ms, 0),
        "max",
        Math.max(...list.map((l) => l.ms)),
      );
    console.log(
      by
        .get("dog-tax")
        .slice(-40)
        .map((l) => `${l.messages}:${l.ms}`)
        .join(" "),
    );
    const left = async () => {
      const events = client.db("dog-tax").collection("events");
      const answered = await events.distinct("envelope.applicationId", {
        "envelope.applicationId": { $regex: `^many-${run}-` },
        "envelope.type": { $in: answers },
      });
      return answered.length;
    };
    for (let i = 0; i < 100; i++) {
      const n = await left();
      console.log(Date.now() - t, "answered", n);
      if (n === count) break;
      await new Promise((r) => setTimeout(r, 3000));
    }
    expect(await left()).to.equal(count);
  });
});
