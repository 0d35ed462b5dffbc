import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { trusted } from "mongoose";
import type { JetStreamManager, StreamConfig } from "nats";
import { connect } from "nats";
import { ensureStream } from "../../../../platform/messaging/adapters/jetstream/stream.ts";
import { RefusedError } from "../../../../platform/messaging/waiting.ts";
import { alpha, beta, heard, saying } from "../../../support/alpha-beta.ts";
import type { Runtime } from "../../../support/opened.ts";
import { type Servers, servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";
import { until } from "../../../support/until.ts";

describe("publishing and driving again (design 3.2)", () => {
  let all: Servers;
  let brokers: ServiceBroker[] = [];
  let producer: () => Runtime;
  let consumer: () => Runtime;
  let manager: JetStreamManager;
  const namespace = "publishing";
  const stream = `${namespace}-alpha`;

  const startConsumer = async () => {
    const made = watched({ name: "beta", define: () => beta() }, all.config(namespace));
    consumer = made.runtime;
    const broker = node(all.config(namespace), made.service);
    brokers.push(broker);
    await broker.start();
    return broker;
  };
  before(async () => {
    all = await servers();
    const made = watched({ name: "alpha", define: () => alpha }, all.config(namespace));
    producer = made.runtime;
    brokers = [node(all.config(namespace), made.service)];
    await brokers[0]?.start();
    const nats = await connect({
      servers: all.backing.env.NATS_URL ?? "",
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
    });
    manager = await nats.jetstreamManager();
    closing = () => nats.close();
  });
  let closing: () => Promise<void>;
  after(async () => {
    await Promise.all(brokers.map((broker) => broker.stop()));
    await closing();
  });

  const say = async (...words: string[]) => {
    const deliveries = words.map((word) => saying(word));
    await producer().engine.handle(deliveries);
    return deliveries.map(({ envelope }) => envelope.caseId);
  };
  const allHeard = (ids: string[]) =>
    until(
      "all heard",
      async () => {
        for (const id of ids) if (!(await heard(consumer(), id)).words.length) return false;
        return true;
      },
      40_000,
    );
  const unpublished = async () => (await producer().outbox.depth()).waiting;

  it("gives a consumer that is new what was published before it was there", async () => {
    const ids = await say(...Array.from({ length: 50 }, (_, i) => `early-${i}`));
    await until("published", async () => (await unpublished()) === 0);
    await startConsumer();
    await allHeard(ids);
    for (const id of ids) expect((await heard(consumer(), id)).words).to.have.length(1);
  });

  it("keeps events in the store while NATS is away, and publishes them when it is back", async () => {
    await all.backing.halt("nats");
    const ids = await say("while-away-1", "while-away-2");
    expect(await unpublished()).to.equal(2);
    // What an operator's metrics show: how many, and for how long already.
    const { "outbox.unpublished": waiting, "outbox.age": seconds } = await producer().depths();
    expect(waiting).to.equal(2);
    expect(seconds).to.be.within(0.001, 60);
    await all.backing.restart("nats");
    await allHeard(ids);
    await until("published", async () => (await unpublished()) === 0);
  });

  it("publishes again what JetStream lost, above every sequence it ever gave", async () => {
    const before = await manager.streams.info(stream);
    const { meta } = producer().resources.models;
    const mark = async () => (await meta.findById("stream").lean())?.value as { highest: number; created: string };
    const { highest } = await mark();
    const lost = await say("lost-1", "lost-2", "lost-3");
    await producer().outbox.settled();
    await all.backing.wipe("nats");
    const ids = await say("after-the-loss");
    await allHeard([...lost, ...ids]);
    await until("marked", async () => (await mark()).created !== before.created);
    const after = await manager.streams.info(stream);
    expect(after.created).not.to.equal(before.created);
    expect(after.config).to.have.property("first_seq").that.is.greaterThan(highest);
    await until("published", async () => (await unpublished()) === 0);
    for (const id of lost) expect((await heard(consumer(), id)).words).to.have.length(1);
  });

  it("asks the owner for what it missed while the server had lost its consumer", async () => {
    await manager.consumers.delete(stream, `${namespace}-beta`);
    const ids = await say("nobody-takes-1", "nobody-takes-2"); // Without a consumer the stream keeps nothing.
    await producer().outbox.settled();
    await allHeard(ids);
    for (const id of ids) expect((await heard(consumer(), id)).words).to.have.length(1);
  });

  it("waits while the stream is full and goes on when there is room", async () => {
    const { config } = await manager.streams.info(stream);
    const narrow = { ...config, max_msgs: 1 } as StreamConfig;
    await brokers.pop()?.stop(); // Nobody takes anything, so the stream stays full.
    await manager.streams.update(stream, narrow);
    const ids = await say("full-1", "full-2", "full-3");
    await until("one is in, the others wait", async () => (await unpublished()) === 2);
    await manager.streams.update(stream, { ...config, max_msgs: -1 } as StreamConfig);
    await until("published", async () => (await unpublished()) === 0);
    await startConsumer();
    await allHeard(ids);
  });

  it("is refused a stream, with what to do, where the server has no room", async () => {
    const made: string[] = [];
    const fill = async () => {
      for (let i = 1; i <= 30; i += 1) {
        const name = `${namespace}-room-${i}`;
        await ensureStream(manager, name, [name], 1);
        made.push(name);
      }
    };
    const problem: unknown = await fill().catch((reason: unknown) => reason);
    for (const name of made) await manager.streams.delete(name);
    expect(problem).to.be.instanceOf(RefusedError);
    expect(String(problem)).to.match(
      /no room for the stream publishing-room-\d+: it needs 512 MB, in JetStream's max_file/,
    );
  });

  it("publishes everything that was committed by a process that died before it could", async () => {
    // As after a SIGKILL between commit and publish: the event is there and nobody ever tried to publish it.
    const { publications } = producer().resources.models;
    const [id = ""] = await say("orphan");
    await until("published", async () => (await unpublished()) === 0);
    await allHeard([id]);
    const { resources } = consumer();
    await resources.models.states.deleteMany({ key: id });
    await publications.updateMany({}, { $set: { publishedSeq: null } });
    await allHeard([id]);
  });

  it("asks for what it missed also when it died between making its consumer and asking", async () => {
    const durable = `${namespace}-beta`;
    const { models } = consumer().resources;
    await brokers.pop()?.stop();
    const { config } = await manager.consumers.info(stream, durable);
    await manager.consumers.delete(stream, durable);
    const ids = await say("dropped, since nobody takes it");
    await until("published", async () => (await unpublished()) === 0);
    // What the process that died had done: kept that something is missing, and made the consumer.
    const value = { since: new Date(0), making: "by the one that died" };
    await models.meta.updateOne({ _id: `missed:${stream}` }, { $set: { value } }, { upsert: true });
    await manager.consumers.add(stream, config);
    await startConsumer();
    await allHeard(ids);
    await until("settled", async () => !(await models.meta.findById(`missed:${stream}`).lean()));
  });

  it("notices that the end of the stream was lost by the first sequence of a batch, not by its last", async () => {
    const { events, publications, meta } = producer().resources.models;
    const [id = ""] = await say("the end");
    await allHeard([id]);
    await until("published", async () => (await unpublished()) === 0);
    // As after a crash of the server: two messages that it had acknowledged are not there any more.
    await meta.updateOne({ _id: "stream" }, { $inc: { "value.highest": 2 } });
    const event = await events.findOne({ "envelope.caseId": id }).lean();
    await publications.updateOne({ events: event?._id ?? "" }, { $inc: { publishedSeq: 2 } });
    const { resources } = consumer();
    await resources.models.states.deleteMany({ key: id });
    await say("one", "two", "three", "four");
    await allHeard([id]);
  });

  it("sends the others of a batch singly when one message is refused", async () => {
    const { events, publications } = producer().resources.models;
    const [id = ""] = await say("fits-1");
    await until("published", async () => (await unpublished()) === 0);
    const [template] = await events.find({ "envelope.caseId": id }).lean();
    if (!template) throw new Error("no event");
    const copy = (_id: string, body: Buffer) => ({
      ...template,
      _id,
      body,
      envelope: { ...template.envelope, id: _id },
    });
    await events.insertMany([copy("too-large", Buffer.alloc(400_000)), copy("fits", template.body)], { lean: true });
    const types = [template.envelope.type];
    const together = { _id: "both", events: ["too-large", "fits"], types, publishedSeq: null, at: new Date(0) };
    await publications.insertMany([together], { lean: true });
    await until("the one that fits is published", () =>
      publications.exists({ events: ["fits"], publishedSeq: trusted({ $gt: 0 }) }),
    );
    await until("the other one alone is left", () =>
      publications.exists({ _id: "both", events: ["too-large"], publishedSeq: null }),
    );
    // What went out singly counts for what is known of the stream, too.
    const { publishedSeq } = (await publications.findOne({ events: ["fits"] }).lean()) ?? {};
    const { meta } = producer().resources.models;
    const highest = async () => ((await meta.findById("stream").lean())?.value as { highest: number }).highest;
    await until("counted", async () => (await highest()) >= (publishedSeq ?? Number.POSITIVE_INFINITY));
    const ids = await say("still-goes-on");
    await allHeard(ids);
    await publications.deleteOne({ _id: "both" });
  });
});
