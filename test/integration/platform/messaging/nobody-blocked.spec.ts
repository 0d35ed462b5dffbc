import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { trusted } from "mongoose";
import { connect, headers, type NatsConnection } from "nats";
import { emptyEnvelope } from "../../../../platform/messaging/contracts/envelope.ts";
import { Fault } from "../../../../platform/messaging/faults.ts";
import { computeId } from "../../../../platform/messaging/ids.ts";
import type { Message } from "../../../../platform/messaging/messages/message.ts";
import { alpha, betaOf, heard, hearing, saying, town } from "../../../support/alpha-beta.ts";
import type { Runtime } from "../../../support/opened.ts";
import { type Servers, servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";
import { until } from "../../../support/until.ts";

describe("no message and no account stops a service (design 3.1)", () => {
  const namespace = "nobody-blocked";
  let all: Servers;
  let nats: NatsConnection;
  let producer: Runtime;
  let consumer: Runtime;
  let consumerNode: ServiceBroker;
  let producerNode: ServiceBroker;
  /** ids of the messages of each batch that reached the rules */
  let batches: string[][] = [];
  let away = false;

  const startConsumer = async () => {
    const hears = hearing();
    const noted = async (messages: readonly Message[]) => {
      batches.push(messages.map(({ id }) => id));
    };
    const made = watched(
      {
        name: "beta",
        define: () =>
          betaOf({
            ...hears,
            prepare: noted as never,
            on: hears.on.map(({ contract, handle }) => ({
              contract,
              handle: (state, message, context) => {
                const { body } = message as Message<{ reasons?: { code: string }[] }>;
                if (away && body.reasons?.[0]?.code === "needs another") throw new Fault("unavailable", "it is away");
                return handle(state, message, context);
              },
            })),
          }),
      },
      all.config(namespace),
    );
    consumerNode = node(all.config(namespace), made.service);
    await consumerNode.start();
    consumer = made.runtime();
  };
  before(async () => {
    all = await servers();
    nats = await connect({ servers: all.backing.env.NATS_URL ?? "", maxReconnectAttempts: -1 });
    const made = watched({ name: "alpha", define: () => alpha }, all.config(namespace));
    producerNode = node(all.config(namespace), made.service);
    await producerNode.start();
    producer = made.runtime();
    await startConsumer();
    await allHeard(await say([["it is there"]]));
  });
  after(async () => {
    await Promise.all([consumerNode.stop(), producerNode.stop()]);
    await nats.close();
  });

  const say = async (words: [string, string?][], account = "") => {
    const deliveries = words.map(([word, caseId]) => {
      const one = saying(word, caseId);
      return { ...one, envelope: { ...one.envelope, account } };
    });
    for (let i = 0; i < deliveries.length; i += 500) await producer.engine.handle(deliveries.slice(i, i + 500));
    return deliveries.map(({ envelope }) => envelope.caseId);
  };
  const allHeard = (ids: string[]) =>
    until(
      "all heard",
      async () => (await Promise.all(ids.map((id) => heard(consumer, id)))).every(({ words }) => words.length),
      60_000,
    );

  const bad: Record<string, string> = {
    null: "null",
    number: "7",
    "no JSON": "{",
    "an object as id": JSON.stringify({ ...emptyEnvelope, id: { a: 1 }, type: "case.referred.v1" }),
    "an object as town": JSON.stringify({ ...emptyEnvelope, id: "i", type: "case.referred.v1", municipality: {} }),
    "an id of 1,200 characters": JSON.stringify({ ...emptyEnvelope, id: "x".repeat(1_200), type: "case.referred.v1" }),
    "a day that is none": JSON.stringify({ ...emptyEnvelope, id: "i", type: "case.referred.v1", receivedAt: "soon" }),
    "no id": JSON.stringify({ type: "case.referred.v1", municipality: town, caseId: "c" }),
  };
  for (const [label, text] of Object.entries(bad))
    it(`puts an envelope that is none aside under its place on the stream: ${label}`, async () => {
      const { dead } = consumer.resources.models;
      const before = await dead.countDocuments({});
      const made = headers();
      made.set("Antragsbus-Envelope", text);
      const subject = `${namespace}-events.alpha.case.referred.v1.none.none.none`;
      const { seq } = JSON.parse(
        new TextDecoder().decode(
          (await nats.request(subject, Buffer.from([1, 0]), { headers: made, timeout: 5_000 })).data,
        ),
      ) as { seq: number };
      await allHeard(await say(Array.from({ length: 20 }, (): [string] => ["good"])));
      const letter = await until("it is kept", () => dead.findById(`${namespace}-alpha-${seq}`).lean());
      expect([letter.reason, letter.open]).to.deep.equal(["bad-contract", true]);
      expect(await dead.countDocuments({})).to.equal(before + 1);
    });

  it("has nothing left on the bus after them, also after a restart", async () => {
    await consumerNode.stop();
    await startConsumer();
    await until("nothing waits", async () => {
      const found = await consumer.subscription.depths();
      return found.length && found.every(({ pending, unacknowledged }) => !pending && !unacknowledged);
    });
  });

  const kept = (word: string, begun: number) => {
    const { envelope } = saying(word);
    const id = computeId("suspect", word, begun);
    const caseId = computeId("case of", id);
    const named = { ...envelope, id, caseId, type: "command.say" };
    const at = new Date(0);
    return {
      _id: id,
      envelope: named,
      body: Buffer.from(`\u0001${JSON.stringify({ word })}`),
      reason: "",
      attempts: 0,
      waits: 0,
      at,
      dueAt: at,
      begun,
      key: { tenant: town, key: caseId },
    };
  };

  it("handles a message alone that was begun twice without an end, and gives it up when that goes on", async () => {
    const { retries, dead } = consumer.resources.models;
    batches = [];
    const documents = [kept("a", 0), kept("b", 0), kept("suspect", 2), kept("killer", 6)];
    await retries.insertMany(documents, { lean: true });
    const [a, b, suspect, killer] = documents.map(({ _id }) => _id);
    await until("none is left", async () => !(await retries.countDocuments({})));
    expect(batches.filter((ids) => ids.includes(suspect ?? ""))).to.deep.equal([[suspect]]);
    expect(batches.filter((ids) => ids.includes(a ?? ""))).to.deep.equal([[a, b]]);
    const letter = await dead.findById(killer).lean();
    expect(letter?.reason).to.equal("process-died");
  });

  it("does not take up again what is dead already and was set aside once more", async () => {
    const { retries, dead } = consumer.resources.models;
    const [one, two] = [kept("dead and aside", 0), kept("dead and alone", 2)];
    const letter = { detail: "", open: true, replayedAt: null };
    const letters = [one, two].map(({ dueAt: _, begun: __, waits: ___, ...metadata }) => ({ ...metadata, ...letter }));
    await dead.insertMany(letters, { lean: true });
    await retries.insertMany([{ ...one, dueAt: null, account: "dead" }, two], { lean: true });
    await until("nothing is left", async () => !(await retries.countDocuments({})));
    for (const { _id } of letters) expect(await dead.findById(_id).lean()).to.have.property("open", true);
    await dead.deleteMany({ _id: trusted({ $in: letters.map(({ _id }) => _id) }) });
  });

  it("tells who brought a message that it could not even be kept, so that it is brought again", async () => {
    const { connection } = producer.resources;
    const validator = { "envelope.caseId": { $ne: "not to be kept" } };
    for (const collMod of ["events", "retries", "dead"]) await connection.db?.command({ collMod, validator });
    const failure = await producer.engine.handle([saying("fine"), saying("never", "not to be kept")]).then(
      () => undefined,
      (error: unknown) => error,
    );
    for (const collMod of ["events", "retries", "dead"]) await connection.db?.command({ collMod, validator: {} });
    expect(failure).to.be.instanceOf(Fault);
    const [outcome] = await producer.engine.handle([saying("never", "not to be kept")]);
    expect(outcome).to.include({ kind: "done" });
  });

  it("waits for what is away without counting attempts, and holds up nobody", async () => {
    away = true;
    const { retries } = consumer.resources.models;
    const [waiting = "", other = ""] = await say([["needs another"], ["good"]]);
    await allHeard([other]);
    const found = await until("tried twice", async () => {
      const one = await retries.findOne({ "envelope.caseId": waiting }).lean();
      return one && one.waits >= 2 && one;
    });
    expect([found.attempts, found.reason]).to.deep.equal([0, "unavailable"]);
    away = false;
    await allHeard([waiting]);
  });

  it("lets another account through before what one account brings in thousands, and then all of that", async () => {
    const many = await say(
      Array.from({ length: 3_000 }, (): [string] => ["one of many"]),
      "a large account",
    );
    const [other = ""] = await say([["another"]], "a small account");
    await until("the other is heard", async () => (await heard(consumer, other)).words.length, 60_000);
    const { retries, states } = consumer.resources.models;
    expect(await retries.countDocuments({ account: "a large account" })).to.be.greaterThan(0);
    const done = { key: trusted({ $in: many }), version: 1 };
    await until("all heard once", async () => (await states.countDocuments(done)) === many.length, 60_000);
    await until("nothing is left aside", async () => !(await retries.countDocuments({})));
  });
});
