import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { accountAt, stateAt } from "../../../../platform/casework/case/account.ts";
import { CaseDelayed, CaseReferred } from "../../../../platform/casework/case/events.ts";
import { roundsMax } from "../../../../platform/messaging/engine/deciding.ts";
import {
  newEvent,
  on,
  type Processor,
  type ServiceDefinition,
} from "../../../../platform/messaging/engine/processor.ts";
import { Fault } from "../../../../platform/messaging/faults.ts";
import { record } from "../../../../platform/messaging/messages/record.ts";
import { betaOf, hearing, town } from "../../../support/alpha-beta.ts";
import type { Runtime } from "../../../support/opened.ts";
import { servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";
import { until } from "../../../support/until.ts";

const Asked = record<{ rounds: number; fault?: "waits" | "dies" }>("asked");
interface Counted {
  messages: string[];
}
let away = true;

const counter = (name: string): Pick<Processor<Counted>, "name" | "initial" | "view"> => ({
  name,
  initial: () => ({ messages: [] }),
  view: ({ messages }) => ({ status: `${messages.length}`, tasks: [], timers: [] }),
});
const reason = (code: string) => ({ reasons: [{ code, sentence: "", paragraph: "" }], sentence: "" });
const also = ({ messages }: Counted, id: string): Counted => ({ messages: [...messages, id] });

/** Asks, and asks again as long as rounds are left: each answer leads to the next question. */
const askers: Processor<Counted> = {
  ...counter("asker"),
  key: (message) => stateAt("asker", message),
  on: [
    on(Asked, (state, { id, envelope, body: { rounds, fault = "" } }) => ({
      state: also(state, id),
      events: rounds
        ? [
            newEvent(CaseReferred, reason(`${rounds - 1} ${fault}`), {
              account: accountAt("answerer", envelope.caseId),
            }),
          ]
        : [],
    })),
    on(CaseDelayed, (state, { id, envelope, body: { sentence } }) => ({
      state: also(state, id),
      events: Number(sentence)
        ? [
            newEvent(CaseReferred, reason(`${Number(sentence) - 1} `), {
              account: accountAt("answerer", envelope.caseId),
            }),
          ]
        : [],
    })),
  ],
};
const answerers: Processor<Counted> = {
  ...counter("answerer"),
  key: (message) => stateAt("answerer", message),
  on: [
    on(CaseReferred, (state, { id, envelope, body }) => {
      const [rounds = "", fault] = (body.reasons[0]?.code ?? "").split(" ");
      if (fault === "dies") throw new Fault("bad-contract", "made to die");
      if (fault === "waits" && away) throw new Fault("unavailable", "made to wait");
      return {
        state: also(state, id),
        events: Number(rounds)
          ? [
              newEvent(
                CaseDelayed,
                { sentence: String(Number(rounds) - 1) },
                { account: accountAt("asker", envelope.caseId) },
              ),
            ]
          : [],
      };
    }),
  ],
};
const asking: ServiceDefinition = {
  name: "alpha",
  processors: [askers, answerers],
  publishes: [CaseReferred, CaseDelayed],
};

describe("an event for a processor of the same service (core: a service, as its team sees it)", () => {
  let brokers: ServiceBroker[] = [];
  let runtime: () => Runtime;
  let other: () => Runtime;

  before(async () => {
    const config = (await servers()).config("chains");
    const alpha = watched({ name: "alpha", define: () => asking }, config);
    const beta = watched({ name: "beta", define: () => betaOf(hearing()) }, config);
    [runtime, other] = [alpha.runtime, beta.runtime];
    brokers = [node(config, alpha.service), node(config, beta.service)];
    await Promise.all(brokers.map((broker) => broker.start()));
  });
  after(() => Promise.all(brokers.map((broker) => broker.stop())));

  let count = 0;
  const asks = (rounds: number, fault?: "waits" | "dies", caseId = `case-${count}`) => {
    count += 1;
    const metadata = { id: `asked-${count}`, municipality: town, caseId, account: accountAt("asker", caseId) };
    return Asked.create({ ...metadata, receivedAt: new Date().toISOString() }, { rounds, ...(fault && { fault }) });
  };
  const stateOf = async (processor: string, key: string) =>
    (await runtime().resources.states.read<Counted>(processor, [{ tenant: town, key }]))[0];
  const typesOf = async (caseId: string) => {
    const found = await runtime().resources.models.events.find({ "envelope.caseId": caseId }).lean();
    return found.map(({ envelope }) => envelope.type).sort();
  };

  it("is handled in the transaction of what it comes from, whatever the bus does", async () => {
    const message = asks(2);
    const { caseId } = message.envelope;
    const publish = runtime().resources.bus.publish;
    // Nothing leaves: what happens now does not go over the bus.
    runtime().resources.bus.publish = () => Promise.reject(new Error("made to be away"));
    try {
      expect((await runtime().engine.handle([message]))[0]).to.include({ kind: "done", again: false });
      expect((await stateOf("asker", caseId))?.value.messages).to.have.length(2);
      expect((await stateOf("answerer", caseId))?.value.messages).to.have.length(1);
      expect(await typesOf(caseId)).to.deep.equal(["case.delayed.v1", "case.referred.v1"]);
    } finally {
      runtime().resources.bus.publish = publish;
    }
  });

  it("is in the log and goes out like all others, and does not come back", async () => {
    const message = asks(1);
    const { caseId } = message.envelope;
    await runtime().engine.handle([message]);
    await until(
      "another service has it",
      async () => (await other().resources.states.read("case", [{ tenant: town, key: caseId }])).length,
    );
    expect(runtime().subscription.streams).not.to.include(runtime().resources.durable);
    expect((await stateOf("answerer", caseId))?.version).to.equal(1);
  });

  it("fails with what it comes from: nothing of it is kept but the message, which is tried again as a whole", async () => {
    away = true;
    const message = asks(1, "waits");
    const { caseId, id } = message.envelope;
    // Beside it, on the same state, one that goes through.
    const beside = asks(1, undefined, caseId);
    const outcomes = await runtime().engine.handle([message, beside]);
    expect(outcomes.map(({ kind }) => kind)).to.deep.equal(["retry", "done"]);
    expect((await stateOf("asker", caseId))?.value.messages).to.deep.equal([beside.envelope.id]);
    expect(await typesOf(caseId)).to.deep.equal(["case.referred.v1"]);
    const { retries } = runtime().resources.models;
    expect((await retries.find({ "envelope.caseId": caseId }).lean()).map(({ _id }) => _id)).to.deep.equal([id]);
    away = false;
    await until("it goes through", async () => (await stateOf("answerer", caseId))?.value.messages.length === 2);
    expect((await stateOf("asker", caseId))?.value.messages).to.deep.equal([beside.envelope.id, id]);
  });

  it("dies with what it comes from, as one dead letter", async () => {
    const message = asks(1, "dies");
    const { caseId, id } = message.envelope;
    expect((await runtime().engine.handle([message]))[0]).to.include({ kind: "dead" });
    const { dead } = runtime().resources.models;
    expect((await dead.find({ "envelope.caseId": caseId }).lean()).map(({ _id }) => _id)).to.deep.equal([id]);
    expect(await stateOf("asker", caseId)).to.equal(undefined);
    expect(await stateOf("answerer", caseId)).to.equal(undefined);
  });

  it(`leads to others at most ${roundsMax} times: a service that talks to itself for ever is stopped`, async () => {
    const [fits, exceeds] = [asks(roundsMax), asks(roundsMax + 1)];
    const [first, second] = await runtime().engine.handle([fits, exceeds]);
    expect(first).to.include({ kind: "done" });
    expect(second).to.include({ kind: "retry" });
    expect(await stateOf("asker", exceeds.envelope.caseId)).to.equal(undefined);
    await runtime().resources.models.retries.deleteMany({});
  });

  it("is tried with what it comes from, and nothing is written", async () => {
    const message = asks(3);
    const { caseId } = message.envelope;
    const [tried] = await runtime().engine.try([message]);
    expect(tried?.events.map(({ type }) => type)).to.deep.equal([
      ...["case.referred.v1", "case.delayed.v1", "case.referred.v1"],
    ]);
    expect(await stateOf("asker", caseId)).to.equal(undefined);
    expect(await typesOf(caseId)).to.deep.equal([]);
    expect((await runtime().engine.handle([message]))[0]).to.include({ kind: "done", again: false });
  });

  it("finds its state in whatever number they come, also of states that nobody has asked for before", async () => {
    const messages = Array.from({ length: 200 }, () => asks(3));
    const outcomes = await runtime().engine.handle(messages);
    expect(new Set(outcomes.map(({ kind }) => kind))).to.deep.equal(new Set(["done"]));
    const keys = messages.map(({ envelope: { caseId } }) => ({ tenant: town, key: caseId }));
    const found = await runtime().resources.states.read<Counted>("answerer", keys);
    expect(found.map(({ value }) => value.messages.length)).to.deep.equal(Array(200).fill(2));
  });
});
