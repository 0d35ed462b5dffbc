import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import type { Connection } from "mongoose";
import { StoreClock } from "../../../../platform/messaging/adapters/mongodb/clock.ts";
import { dueTimers } from "../../../../platform/messaging/adapters/mongodb/lookups/due-messages.ts";
import { isStoreAway, transaction } from "../../../../platform/messaging/adapters/mongodb/transaction.ts";
import { checkStoreVersion } from "../../../../platform/messaging/adapters/mongodb/version.ts";
import { Engine } from "../../../../platform/messaging/engine/engine.ts";
import { computeId } from "../../../../platform/messaging/ids.ts";
import { DeadlineError } from "../../../../platform/messaging/ports/store.ts";
import { RefusedError } from "../../../../platform/messaging/waiting.ts";
import { alpha, saying, town } from "../../../support/alpha-beta.ts";
import type { Runtime } from "../../../support/opened.ts";
import { type Servers, servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";
import { until } from "../../../support/until.ts";

describe("the store's time, and the bounds of a transaction (design 3.1)", () => {
  const day = 86_400_000;
  let all: Servers;
  let broker: ServiceBroker;
  let runtime: Runtime;
  let connection: Connection;

  before(async () => {
    all = await servers();
    const config = all.config("store-bounds");
    const made = watched({ name: "alpha", define: () => alpha }, config);
    broker = node(config, made.service);
    await broker.start();
    runtime = made.runtime();
    connection = runtime.resources.connection;
  });
  after(() => broker.stop());

  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );
  const write = (id: string) => (models: Runtime["resources"]["models"]) =>
    transaction(connection, async (session) => {
      await models.meta.updateOne({ _id: id }, { $inc: { value: 1 } }, { session, upsert: true });
    });

  it("gives a transaction up in time when the store hangs, and says that it is the store", async () => {
    const { models } = runtime.resources;
    await write("hangs")(models);
    await all.backing.kill("mongodb", "SIGSTOP");
    const began = performance.now();
    try {
      const error = await failureOf(write("hangs")(models));
      expect(isStoreAway(error), String(error)).to.equal(true);
      // The bus brings a message again after 20 s: less than half of that is left to the store.
      expect(performance.now() - began).to.be.lessThan(10_000);
    } finally {
      await all.backing.kill("mongodb", "SIGCONT");
    }
    await until("it works again", async () => !(await failureOf(write("hangs")(models))));
  });

  it("gives a transaction up that collides again and again, while the store answers", async () => {
    const { models } = runtime.resources;
    await write("held")(models);
    const other = await connection.startSession();
    other.startTransaction();
    await models.meta.updateOne({ _id: "held" }, { $inc: { value: 1 } }, { session: other });
    try {
      const error = await failureOf(write("held")(models));
      expect(error).to.be.instanceOf(DeadlineError);
      expect(isStoreAway(error)).to.equal(false);
      await write("another")(models);
    } finally {
      await other.abortTransaction();
      await other.endSession();
    }
  });

  it("goes by the store's time, whatever the machine's clock says", async () => {
    for (const skew of [day, -day]) {
      const clock = new StoreClock(() => performance.timeOrigin + performance.now() + skew);
      await clock.measure(connection);
      const { localTime } = (await connection.db?.admin().command({ hello: 1 })) as { localTime: Date };
      expect(Math.abs(clock.now().getTime() - localTime.getTime())).to.be.lessThan(60_000);
      expect(Math.round(clock.behindMs / day)).to.equal(-Math.sign(skew));
    }
  });

  it("never goes back when the store's time does", async () => {
    let local = 1_000_000;
    const clock = new StoreClock(() => local);
    const before = clock.now();
    local -= 5_000;
    expect(clock.now()).to.deep.equal(before);
  });

  it("keeps a key of a fast clock to itself: others are of now, and nothing waits for tomorrow", async () => {
    const { resources, outbox } = runtime;
    const { models } = resources;
    const silent = { record: outbox.record.bind(outbox), committed: () => {} };
    const metrics = { batch: () => {}, outcome: () => {}, latency: () => {} };
    const engine = (skew: number) => {
      const now = () => new Date(Date.now() + skew);
      const { inbox } = resources.store;
      const clock = resources.steadyClock;
      return new Engine({ ...resources, clock, inbox, service: alpha, metrics, outbox: silent as never, now });
    };
    const [fast, beside, alone] = ["fast", "beside", "alone"].map((name) => computeId(name)) as [
      string,
      string,
      string,
    ];
    await engine(day).handle([saying("a", fast)]);
    await engine(0).handle([saying("b", fast), saying("c", beside)]);
    await engine(0).handle([saying("d", beside), saying("e", alone)]);
    const hours = async (id: string) =>
      Math.round(
        (((await models.states.findById(`${town}/case/${id}`).lean())?.updatedAt.getTime() ?? 0) - Date.now()) /
          3_600_000,
      );
    expect(await hours(fast)).to.equal(24);
    for (const id of [beside, alone]) expect(Math.abs(await hours(id))).to.equal(0);
    const recorded = async (id: string) => await models.events.find({ "envelope.caseId": id }).sort({ at: 1 }).lean();
    const [first, second] = await recorded(fast);
    expect(second?.at.getTime()).to.be.greaterThan(first?.at.getTime() ?? 0);
    for (const id of [beside, alone])
      for (const { envelope } of await recorded(id))
        expect(Date.parse(envelope.time)).to.be.lessThan(Date.now() + 60_000);
    const waiting: string[] = [];
    for await (const batch of resources.store.stream.waiting(new Date(Date.now() + 60_000)))
      waiting.push(...batch.flatMap(({ events }) => events.map(({ envelope }) => envelope.caseId)));
    expect(waiting).to.include.members([beside, alone]);
  });

  it("leaves a timer as it is that was set while others were looked at", async () => {
    const { models } = runtime.resources;
    const [soon, past] = [new Date(Date.now() + 3_600_000), new Date(Date.now() - 1_000)];
    const base = { tenant: "t", key: "k", status: "", body: Buffer.from("x"), tasks: [], handled: [] };
    const state = (version: number, id: string, due: Date) => ({
      ...base,
      _id: "t/k",
      version,
      handledBefore: false,
      updatedAt: new Date(),
      timers: [{ id, name: "x", due }],
      nextTimer: due,
    });
    const envelope = { id: "T1" } as never;
    const letter = { envelope, body: Buffer.alloc(0), reason: "bad-contract", attempts: 1, at: past, detail: "" };
    await models.dead.insertMany([{ _id: "T1", ...letter, open: true, replayedAt: null }], { lean: true });
    await models.states.insertMany([state(1, "T1", past)], { lean: true });
    // Another instance handles a message on this state between the two queries.
    const overtaken = new Proxy(models.dead, {
      get: (target, name, receiver) => {
        if (name !== "find") return Reflect.get(target, name, receiver);
        return (...asked: Parameters<typeof target.find>) => ({
          lean: async () => {
            const found = await target.find(...asked).lean();
            await models.states.replaceOne({ _id: "t/k" }, state(2, "T2", soon));
            return found;
          },
        });
      },
    });
    await dueTimers({ ...models, dead: overtaken }, new Date(), 500);
    expect((await models.states.findById("t/k").lean())?.nextTimer).to.deep.equal(soon);
    expect((await dueTimers(models, new Date(Date.now() + 7_200_000), 500)).map(({ id }) => id)).to.deep.equal(["T2"]);
    await models.states.deleteOne({ _id: "t/k" });
    await models.dead.deleteOne({ _id: "T1" });
  });

  it("is refused, with what to do, where another version has written into it", async () => {
    const { models } = runtime.resources;
    await checkStoreVersion(models);
    const noted = await models.meta.findById("store-version").lean();
    for (const value of [1, undefined]) {
      if (value) await models.meta.updateOne({ _id: "store-version" }, { $set: { value } });
      else await models.meta.deleteOne({ _id: "store-version" });
      expect(await failureOf(checkStoreVersion(models)))
        .to.be.instanceOf(RefusedError)
        .with.property("message")
        .that.matches(
          /^The database store-bounds-alpha was written by another version of Antragsbus\..* delete the folder/,
        );
    }
    await models.meta.updateOne({ _id: "store-version" }, { $set: { value: noted?.value } }, { upsert: true });
  });

  it("gives a lease to one, by the store's clock, and renews it while the work lasts", async () => {
    const { models, store } = runtime.resources;
    const { leases } = store;
    const lease = (holder: string, milliseconds = 60_000) => ({ name: "spec", holder, milliseconds });
    expect(await leases.take(lease("one"))).to.equal(true);
    expect(await leases.take(lease("one"))).to.equal(true);
    expect(await leases.take(lease("two"))).to.equal(false);
    // It has run out a moment ago by the store's clock, wherever ours stands.
    await models.meta.collection.updateOne({ _id: "lease:spec" as never }, [
      { $set: { "value.until": { $subtract: ["$$NOW", 1] } } },
    ]);
    expect(await leases.take(lease("two", 300))).to.equal(true);
    const runsOut = async () => ((await models.meta.findById("lease:spec").lean())?.value as { until: Date }).until;
    const before = await runsOut();
    await leases.under(lease("two", 300), () =>
      until("renewed", async () => (await runsOut()).getTime() > before.getTime() + 300).then(() => {}),
    );
  });
});
