import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import mongoose from "mongoose";
import { AckPolicy, connect, DeliverPolicy, type JetStreamManager } from "nats";
import { streamState } from "../../../../platform/messaging/adapters/jetstream/stream.ts";
import type { Position } from "../../../../platform/messaging/ports/notes/catch-up-notes.ts";
import { alpha, betaOf, heard, hearing, saying } from "../../../support/alpha-beta.ts";
import type { Runtime } from "../../../support/opened.ts";
import { type Servers, servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";
import { until } from "../../../support/until.ts";

describe("catching up after JetStream lost a stream or a consumer (design 3.2)", () => {
  const namespace = "catching-up";
  const stream = `${namespace}-alpha`;
  const minutes = (count: number) => new Date(Date.now() - count * 60_000);
  let all: Servers;
  let manager: JetStreamManager;
  let closing: () => Promise<void>;
  let producer: Runtime;
  let brokers: ServiceBroker[] = [];
  let isStuck = false;

  const start = async (name: "alpha" | "beta") => {
    const stuck = async () => {
      if (isStuck) throw new mongoose.mongo.MongoNetworkError("made to be away");
    };
    const config = all.config(namespace);
    const made =
      name === "alpha"
        ? watched({ name, define: () => alpha }, config)
        : watched({ name, define: () => betaOf({ ...hearing(), prepare: stuck as never }) }, config);
    const broker = node(config, made.service);
    brokers.push(broker);
    await broker.start();
    return { broker, runtime: made.runtime() };
  };
  const stop = async (broker: ServiceBroker) => {
    brokers = brokers.filter((one) => one !== broker);
    await broker.stop();
  };
  before(async () => {
    all = await servers();
    const nats = await connect({ servers: all.backing.env.NATS_URL ?? "", maxReconnectAttempts: -1 });
    manager = await nats.jetstreamManager();
    closing = () => nats.close();
    producer = (await start("alpha")).runtime;
  });
  after(async () => {
    await Promise.all(brokers.map((broker) => broker.stop()));
    await closing();
  });

  const say = async (count: number) => {
    const deliveries = Array.from({ length: count }, (_, i) => saying(`word-${i}`));
    await producer.engine.handle(deliveries);
    await until("published", async () => (await producer.outbox.depth()).waiting === 0);
    return deliveries.map(({ envelope }) => envelope.caseId);
  };
  const allHeard = (runtime: Runtime, ids: string[]) =>
    until(
      `all of ${ids.length} heard`,
      async () => (await Promise.all(ids.map((id) => heard(runtime, id)))).every(({ words }) => words.length),
      40_000,
    );
  const once = async (runtime: Runtime, ids: string[]) => {
    for (const id of ids) expect((await heard(runtime, id)).words).to.have.length(1);
  };
  const meta = (runtime: Runtime) => runtime.resources.models.meta;
  const positionOf = async (runtime: Runtime) =>
    (await meta(runtime).findById(`position:${stream}`).lean())?.value as Position | undefined;
  const settled = (runtime: Runtime) =>
    until("its owner has answered", async () => {
      const open = await meta(runtime).exists({ _id: `missed:${stream}` });
      return !open && (await positionOf(runtime));
    });

  it("notes how far it is once nothing waits, and never beyond what it has handled", async () => {
    const { broker, runtime } = await start("beta");
    await settled(runtime);
    await allHeard(runtime, await say(5));
    const position = await until("noted", async () => {
      await runtime.check();
      const found = await positionOf(runtime);
      return found && found.before > minutes(2) && found;
    });
    isStuck = true;
    const ids = await say(5);
    await runtime.check();
    await runtime.check();
    expect((await positionOf(runtime))?.before.getTime()).to.be.lessThan(Date.now() - 15_000);
    expect(position.before.getTime()).to.be.lessThan(Date.now() - 15_000);
    isStuck = false;
    await allHeard(runtime, ids);
    await stop(broker);
  });

  it("gets a backlog of twenty minutes although the stream was lost meanwhile", async () => {
    const first = await start("beta");
    await settled(first.runtime);
    await first.runtime.check(); // After the one that a start begins with.
    isStuck = true;
    const ids = await say(50);
    await meta(first.runtime).updateOne({ _id: `position:${stream}` }, { $set: { "value.before": minutes(21) } });
    await producer.resources.models.publications.updateMany({}, { $set: { at: minutes(20) } });
    await first.runtime.check(); // What each minute notes: it lags, so nothing.
    await stop(first.broker);
    isStuck = false;
    await manager.streams.delete(stream);
    await producer.check();
    const second = await start("beta");
    await allHeard(second.runtime, ids);
    await once(second.runtime, ids);
    await stop(second.broker);
  });

  it("gets what its owner published again before it was back", async () => {
    const first = await start("beta");
    await settled(first.runtime);
    await stop(first.broker);
    const before = await say(20);
    await all.backing.wipe("nats");
    await until("the stream is there again", async () => {
      await producer.check().catch(() => {}); // NATS may not be there yet.
      return (await streamState(manager, stream).catch(() => undefined)) !== undefined; // It may not answer yet.
    });
    const after = await say(20); // Nobody takes it, so the stream drops it.
    const second = await start("beta");
    await allHeard(second.runtime, [...before, ...after]);
    await once(second.runtime, [...before, ...after]);
    await stop(second.broker);
  });

  it("has everything once although two instances of it recover at the same time", async () => {
    const [one, two] = [await start("beta"), await start("beta")];
    await settled(one.runtime);
    const ids = await say(100);
    await manager.streams.delete(stream);
    await producer.check();
    const later = await say(20);
    await allHeard(one.runtime, [...ids, ...later]);
    await once(one.runtime, [...ids, ...later]);
    await settled(one.runtime);
    await stop(one.broker);
    await stop(two.broker);
  });

  it("gets what came while the server had lost its consumer alone", async () => {
    const { broker, runtime } = await start("beta");
    await settled(runtime);
    isStuck = true;
    const waiting = await say(10);
    await manager.consumers.delete(stream, `${namespace}-beta`);
    const dropped = await say(10);
    isStuck = false;
    await allHeard(runtime, [...waiting, ...dropped]);
    await once(runtime, [...waiting, ...dropped]);
    await stop(broker);
  });

  it("notices a stream that was cut back although it has grown beyond what was known since", async () => {
    const { broker, runtime } = await start("beta");
    await settled(runtime);
    const ids = await say(3);
    await allHeard(runtime, ids);
    // As after a crash of the server: two messages that it had acknowledged are not there any more.
    await meta(producer).updateOne({ _id: "stream" }, { $inc: { "value.highest": 2 } });
    await runtime.resources.models.states.deleteMany({ key: ids[2] });
    await runtime.resources.models.events.deleteMany({ "envelope.caseId": ids[2] });
    const { created } = await manager.streams.info(stream);
    const later = await say(10);
    await allHeard(runtime, [...ids, ...later]);
    expect((await manager.streams.info(stream)).created).not.to.equal(created);
    await stop(broker);
  });

  it("notes nothing of a stream that was cut back, although nothing waits in it, before its owner has seen that", async () => {
    const { broker, runtime } = await start("beta");
    await settled(runtime);
    await allHeard(runtime, await say(1));
    await meta(runtime).updateOne({ _id: `position:${stream}` }, { $set: { "value.before": minutes(30) } });
    await meta(producer).updateOne({ _id: "stream" }, { $inc: { "value.highest": 100 } });
    await runtime.check();
    expect((await positionOf(runtime))?.before.getTime()).to.be.lessThan(minutes(29).getTime());
    await meta(producer).updateOne({ _id: "stream" }, { $inc: { "value.highest": -100 } });
    await runtime.check();
    expect((await positionOf(runtime))?.before.getTime()).to.be.greaterThan(minutes(2).getTime());
    await stop(broker);
  });

  it("drives nothing again for a consumer that never acknowledged anything", async () => {
    const deaf = { durable_name: "deaf", ack_policy: AckPolicy.Explicit, deliver_policy: DeliverPolicy.All };
    await manager.consumers.add(stream, { ...deaf, filter_subject: `${namespace}-events.alpha.never.v1.>` });
    await say(3);
    await manager.streams.delete(stream);
    await producer.check();
    expect(await producer.outbox.depth()).to.deep.equal({ waiting: 0, oldest: null });
  });
});
