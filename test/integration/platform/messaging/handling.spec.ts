import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { runCommand } from "../../../../platform/casework/office/run-command.ts";
import { emptyEnvelope } from "../../../../platform/messaging/contracts/envelope.ts";
import type { Delivery } from "../../../../platform/messaging/engine/delivery.ts";
import { alpha, beta, heard, Say, saying, town } from "../../../support/alpha-beta.ts";
import type { Runtime } from "../../../support/opened.ts";
import { servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";
import { until } from "../../../support/until.ts";

describe("handling messages (design 3.1)", () => {
  let brokers: ServiceBroker[] = [];
  let first: () => Runtime;
  let producer: () => Runtime;
  let failing = true;

  before(async () => {
    const config = (await servers()).config("handling");
    const parts = { name: "beta", define: () => beta({ failWhile: () => failing }) };
    const a = watched({ name: "alpha", define: () => alpha }, config);
    const b = watched(parts, config);
    const c = watched(parts, config);
    [producer, first] = [a.runtime, b.runtime];
    brokers = [node(config, a.service), node(config, b.service), node(config, c.service)];
    await Promise.all(brokers.map((broker) => broker.start()));
  });
  after(() => Promise.all(brokers.map((broker) => broker.stop())));

  const say = async (...words: [string, string?][]) => {
    const deliveries = words.map(([word, caseId]) => saying(word, caseId));
    const outcomes = await producer().engine.handle(deliveries);
    return { ids: deliveries.map(({ envelope }) => envelope.caseId), deliveries, outcomes };
  };
  const wordsOf = async (caseId: string) => (await heard(first(), caseId)).words;

  it("brings every event to the service that takes it", async () => {
    const { ids } = await say(...Array.from({ length: 300 }, (_, i): [string] => [`word-${i}`]));
    await until("all heard", async () => (await Promise.all(ids.map(wordsOf))).every((words) => words.length === 1));
  });

  it("has the effect once although a record comes three times, and repeats the first answer", async () => {
    const { ids, deliveries, outcomes } = await say(["once"]);
    const again = await producer().engine.handle([...deliveries, ...deliveries]);
    expect(outcomes[0]).to.deep.equal({ kind: "done", answer: "said", again: false });
    expect(again).to.deep.equal([1, 2].map(() => ({ kind: "done", answer: "said", again: true })));
    const id = ids[0] ?? "";
    await until("heard", async () => (await wordsOf(id)).length);
    expect(await producer().resources.models.events.countDocuments({ "envelope.caseId": id })).to.equal(1);
  });

  it("drops an event that the bus brings again", async () => {
    const { ids } = await say(["twice"]);
    const id = ids[0] ?? "";
    await until("heard", async () => (await wordsOf(id)).length);
    // Not at once: a consumer that has just been made may have asked for everything already.
    await until("all is to be published again", async () => (await producer().outbox.redrive(new Date(0))).events);
    await until("published again", async () => (await producer().outbox.depth()).waiting === 0);
    const { ids: later } = await say(["after"]);
    await until("what came after was heard", async () => (await wordsOf(later[0] ?? "")).length);
    expect(await wordsOf(id)).to.deep.equal(["twice"]);
  });

  it("drops what it handled long ago on a key of very many messages", async () => {
    const id = "very-many";
    const words = (round: number) => Array.from({ length: 150 }, (_, i): [string, string] => [`${round}-${i}`, id]);
    const { deliveries } = await say(...words(1));
    for (const round of [2, 3]) await say(...words(round));
    await until("all heard", async () => (await wordsOf(id)).length >= 450);
    const again = await producer().engine.handle(deliveries);
    expect(again.every((outcome) => outcome.kind === "done" && outcome.again)).to.equal(true);
    await producer().outbox.redrive(new Date(0));
    await until("published again", async () => (await producer().outbox.depth()).waiting === 0);
    await say(["last", id]);
    await until("what came after was heard", async () => (await wordsOf(id)).includes("last"));
    expect(await wordsOf(id)).to.have.length(451);
  });

  it("keeps one key's words complete when two instances handle it at the same time", async () => {
    const id = "shared-by-two-instances";
    await Promise.all(
      Array.from({ length: 10 }, () => say(...Array.from({ length: 20 }, (_, i): [string, string] => [`w${i}`, id]))),
    );
    const { words, version } = await until("all heard", async () => {
      const state = await heard(first(), id);
      return state.words.length >= 200 && state;
    });
    expect([words.length, version]).to.deep.equal([200, 200]);
  });

  it("does not hold up the messages behind a bad one, keeps it with reason and attempts, and tells that the case is delayed", async () => {
    failing = true;
    const { ids } = await say(["before"], ["dead"], ["behind"]);
    await until(
      "the others are heard",
      async () => (await wordsOf(ids[0] ?? "")).length && (await wordsOf(ids[2] ?? "")).length,
    );
    const { dead, events } = first().resources.models;
    const letter = await until("dead letter", () => dead.findOne({ "envelope.caseId": ids[1] }).lean());
    expect(letter.reason).to.equal("bad-contract");
    expect(letter.detail).to.equal("made to die");
    expect(letter.attempts).to.equal(1);
    expect(letter.envelope.traceparent).to.be.a("string");
    expect(letter.body.length).to.be.greaterThan(5);
    const [delayed] = await events.find({ "envelope.caseId": ids[1] }).lean();
    expect(delayed?.envelope.type).to.equal("case.delayed.v1");
  });

  it("drops a message that is dead or waits for another try when it comes again", async () => {
    const event = (word: string) => ({ ...saying(word).envelope, type: "case.referred.v1" });
    const junk = (word: string): Delivery => {
      const envelope = event(word);
      return { origin: "bus", envelope, content: { sealed: Buffer.from("\u0001nonsense") }, attempts: 0 };
    };
    const dead = junk("dies");
    expect((await first().engine.handle([dead]))[0]).to.have.property("kind", "dead");
    const again = await first().engine.handle([dead, junk("another"), dead]);
    expect(again.map(({ kind }) => kind)).to.deep.equal(["done", "dead", "done"]);
    const { models } = first().resources;
    expect(await models.events.countDocuments({ "envelope.caseId": dead.envelope.caseId })).to.equal(1);
    const { ids } = await say(["explode"]);
    const isKept = { "envelope.caseId": ids[0] };
    const kept = await until("it waits", () => models.retries.findOne(isKept).lean());
    const { envelope, body } = kept;
    await first().engine.handle([{ origin: "bus", envelope, content: { sealed: body }, attempts: 0 }]);
    expect(await models.retries.findOne(isKept).lean()).to.have.property("attempts", kept.attempts);
    await models.retries.deleteMany({});
  });

  it("replays a dead letter that dies again, and tells the portal nothing new", async () => {
    const { ids } = await say(["dead"]);
    const { models } = first().resources;
    const [letter] = await until("dead", async () => {
      const found = await models.dead.find({ "envelope.caseId": ids[0] }).lean();
      return found.length ? found : undefined;
    });
    if (!letter) throw new Error("no dead letter");
    const { envelope, body } = letter;
    const [outcome] = await first().engine.handle([
      { origin: "replay", envelope, content: { sealed: body }, attempts: 0 },
    ]);
    expect(outcome).to.have.property("kind", "dead");
    expect(await models.events.countDocuments({ "envelope.caseId": ids[0] })).to.equal(1);
    await models.dead.deleteOne({ _id: envelope.id });
  });

  it("replays a dead letter to the one consumer that failed, as a dry run first", async () => {
    failing = true;
    const { ids } = await say(["dead"]);
    const letter = await until("dead letter", () =>
      first().resources.models.dead.findOne({ "envelope.caseId": ids[0] }).lean(),
    );
    const token = await (await servers()).token(["operator"]);
    const replay = (dryRun: boolean) =>
      brokers[1]?.call("beta.dead-replay", { ids: [letter._id], dryRun }, { meta: { token } });
    const again = { id: letter._id, outcome: "dead", reason: "bad-contract: made to die", events: [] };
    expect(await replay(true)).to.deep.equal({ selected: [letter._id], replayed: 0, tried: [again] });
    failing = false;
    expect(await replay(false)).to.deep.equal({ selected: [letter._id], replayed: 1 });
    expect(await wordsOf(ids[0] ?? "")).to.deep.equal(["dead"]);
    expect(await replay(false)).to.deep.equal({ selected: [], replayed: 0 });
  });

  it("keeps a message that fails unexpectedly in the store, tries it again, and logs no value of it", async () => {
    failing = true;
    const { ids } = await say(["explode"], ["fine"]);
    await until("the other is heard", async () => (await wordsOf(ids[1] ?? "")).length);
    const { retries } = first().resources.models;
    const kept = await until("kept", () => retries.findOne({ "envelope.caseId": ids[0] }).lean());
    expect([kept.reason, (kept.dueAt ?? kept.at) > kept.at]).to.deep.equal(["unexpected", true]);
    failing = false;
    await until("heard at last", async () => (await wordsOf(ids[0] ?? "")).length);
    expect(await retries.countDocuments({ "envelope.caseId": ids[0] })).to.equal(0);
  });

  it("gives a message up after fourteen attempts", async () => {
    failing = true;
    const { ids } = await say(["explode"]);
    const { retries, dead } = first().resources.models;
    const kept = await until("kept", () => retries.findOne({ "envelope.caseId": ids[0] }).lean());
    await retries.updateOne({ _id: kept._id }, { $set: { attempts: 13, dueAt: new Date(0) } });
    const letter = await until("dead", () => dead.findOne({ "envelope.caseId": ids[0] }).lean());
    expect([letter.attempts, letter.reason]).to.deep.equal([14, "unexpected"]);
  });

  it("fires a timer once, also one that was due before", async () => {
    const { ids } = await say(["timer"]);
    const state = await until("fired", async () => {
      const found = await heard(first(), ids[0] ?? "");
      return found.fired.length && found;
    });
    expect(state.fired).to.have.length(1);
    const { ids: later } = await say(["timer"]);
    await until("another fired", async () => (await heard(first(), later[0] ?? "")).fired.length);
    expect((await heard(first(), ids[0] ?? "")).fired).to.have.length(1);
  });

  it("keeps a timer that fails with its state, for a replay, and looks at it no more until then", async () => {
    failing = true;
    const { ids } = await say(["broken timer"]);
    const { dead, states } = first().resources.models;
    const { timers } = await until("set", () => states.findOne({ key: ids[0] }).lean());
    const id = timers[0]?.id ?? "";
    const letter = await until("dead", () => dead.findById(id).lean());
    expect(letter.to).to.deep.equal({ tenant: town, processor: "case", key: ids[0] });
    await until("not due any more", async () => (await states.findOne({ key: ids[0] }).lean())?.nextTimer === null);
    failing = false;
    const token = await (await servers()).token(["operator"]);
    await brokers[1]?.call("beta.dead-replay", { ids: [id], dryRun: false }, { meta: { token } });
    expect((await heard(first(), ids[0] ?? "")).fired).to.deep.equal([id]);
  });

  it("runs a command once per commandId, on the version that the actor saw", async () => {
    const { ids } = await say(["seen"]);
    const key = { tenant: town, processor: "case", key: ids[0] ?? "" };
    await until("heard", async () => (await wordsOf(key.key)).length);
    const command = (commandId: string, version: number, word = "decided") =>
      runCommand(first(), Say, key, { commandId, version, word, actor: "anna" });
    const answer = await command("c1", 1);
    expect(answer.version).to.equal(2);
    expect(await command("c1", 1)).to.deep.equal(answer);
    const refused = (promise: Promise<unknown>) =>
      promise.then(
        () => "",
        (error) => error.code,
      );
    expect(await refused(command("c2", 1))).to.equal("version-conflict");
    expect(await refused(command("c3", 2, "forbidden"))).to.equal("not-possible");
    expect(await wordsOf(key.key)).to.deep.equal(["seen", "decided"]);
    expect(await first().resources.models.retries.countDocuments({ "envelope.type": "command.say" })).to.equal(0);
  });

  it("shows a decision to whoever asks for its version, waiting up to two seconds", async () => {
    const { ids } = await say(["one"]);
    const id = ids[0] ?? "";
    const token = await (await servers()).token(["operator"]);
    const asked = brokers[0]?.call("alpha.case", { caseNumber: id, minVersion: 2 }, { meta: { token } }) as Promise<{
      version: number;
    }>;
    await say(["two", id]);
    expect((await asked).version).to.be.at.least(2);
  });

  it("lets nobody act without a signed token, a role and the town", async () => {
    const { token } = await servers();
    const call = async (meta: object) => {
      try {
        await brokers[1]?.call("beta.worklist", { municipality: town }, { meta });
        return "allowed";
      } catch (error) {
        return (error as { type: string }).type;
      }
    };
    expect(await call({})).to.equal("not-signed-in");
    expect(await call({ token: `${await token()}x` })).to.equal("not-signed-in");
    expect(await call({ token: await token(["operator"]) })).to.equal("not-permitted");
    expect(await call({ token: await token(["caseworker"], ["055130000000"]) })).to.equal("not-permitted");
    expect(await call({ token: await token(["caseworker"], [town]) })).to.equal("allowed");
  });

  it("halves a batch that cannot be written, down to the message that it fails for", async () => {
    const words = ["one", "two", "huge", "four", "five"];
    const commands = words.map((word, i): Delivery => {
      const to = { tenant: town, processor: "case", key: `halved-${i}` };
      const envelope = { ...emptyEnvelope, id: `halved-${i}`, type: "command.say", municipality: town };
      const content = { value: { word, version: 0 } };
      return { origin: "command", envelope, content, attempts: 0, to };
    });
    const outcomes = await first().engine.handle(commands);
    expect(outcomes.map(({ kind }) => kind)).to.deep.equal(["done", "done", "refused", "done", "done"]);
    expect(outcomes[2]).to.have.nested.property("fault.code", "account-full");
    for (const [i, word] of words.entries())
      expect(await wordsOf(`halved-${i}`)).to.deep.equal(word === "huge" ? [] : [word]);
  });

  it("refuses bytes that are no event of ours without stopping for them", async () => {
    const envelope = {
      ...emptyEnvelope,
      id: `junk-${Date.now()}`,
      type: "case.referred.v1",
      municipality: town,
      caseId: "junk",
    };
    const junk = [Buffer.from("nonsense"), Buffer.from([0, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0x0f])];
    const outcomes = await first().engine.handle(
      junk.map((bytes, i) => ({
        origin: "bus",
        envelope: { ...envelope, id: envelope.id + i },
        content: { sealed: Buffer.concat([Buffer.from([1]), bytes]) },
        attempts: 0,
      })),
    );
    expect(outcomes.map(({ kind }) => kind)).to.deep.equal(["dead", "dead"]);
  });
});
