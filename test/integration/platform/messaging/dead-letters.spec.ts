import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { replayAll } from "../../../../cli/ops/dead.ts";
import { call, type Params } from "../../../../platform/messaging/contracts/action.ts";
import { emptyEnvelope } from "../../../../platform/messaging/contracts/envelope.ts";
import { on, type Processor, record, type ServiceDefinition } from "../../../../platform/messaging/index.ts";
import type { DeadLetter } from "../../../../platform/messaging/ports/store.ts";
import type { Runtime } from "../../../support/opened.ts";
import { profiled } from "../../../support/profiler.ts";
import { sealedPlainly } from "../../../support/sealed.ts";
import { servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";

const town = "055620014014";
const keys = { dogTax: "99102013104000", aid: "99107012017000" };

/** Handles whatever says nothing against it. */
const Word = record<{ dies?: boolean }>("word");
const counting: Processor<{ count: number }> = {
  name: "counter",
  initial: () => ({ count: 0 }),
  key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.account }),
  on: [
    on(Word, ({ count }, { body }) => {
      if (body.dies) throw new Error("it dies again");
      return { state: { count: count + 1 }, events: [] };
    }),
  ],
  view: () => ({ status: "", tasks: [], timers: [] }),
};
const gamma: ServiceDefinition = { name: "gamma", processors: [counting], publishes: [] };

describe("dead letters", () => {
  let broker: ServiceBroker;
  let runtime: () => Runtime;

  before(async () => {
    const config = (await servers()).config("dead-letters");
    const found = watched({ name: "gamma", define: () => gamma }, config);
    runtime = found.runtime;
    broker = node(config, found.service);
    await broker.start();
  });
  after(() => broker?.stop());
  afterEach(() => runtime().resources.models.dead.deleteMany({}));

  let count = 0;
  function letter(
    reason: string,
    more: { type?: string; bytes?: number; dies?: boolean; key?: string } = {},
  ): DeadLetter {
    count += 1;
    const { type = "record.word", bytes = 0, dies = false, key = keys.dogTax } = more;
    const metadata = { municipality: town, serviceKey: key, account: `account-${count % 7}`, caseId: "c" };
    const _id = `letter-${String((count * 7919) % 10_007).padStart(5, "0")}-${count}`;
    const body = sealedPlainly(JSON.stringify({ dies, fill: "x".repeat(bytes) }));
    const at = new Date(Date.UTC(2026, 0, 1) + count * 1_000);
    return {
      ...{ _id, envelope: { ...emptyEnvelope, ...metadata, id: _id, type }, body, reason, detail: "" },
      ...{ attempts: 1, at, open: true, replayedAt: null },
    };
  }
  const lie = (letters: DeadLetter[]) => runtime().resources.models.dead.insertMany(letters, { lean: true });
  const lies = (number: number, reason: string, more?: Parameters<typeof letter>[1]) =>
    lie(Array.from({ length: number }, () => letter(reason, more)));
  const asked = async <N extends "service.dead-list" | "service.dead-replay">(
    name: N,
    params: Params<N>,
    office = "*",
  ) =>
    call(broker, name, params, {
      service: "gamma",
      meta: { token: await (await servers()).token(["operator"], ["*"], office) },
    });
  const replay = async (selection: Params<"service.dead-replay">, office?: string) => {
    const said: string[] = [];
    const calls = {
      call: (_: never, _service: string, params: never) => asked("service.dead-replay", params, office) as never,
    };
    return { ...(await replayAll(calls, "gamma", selection, (text) => said.push(text))), said };
  };
  const open = () => runtime().resources.models.dead.countDocuments({ open: true });

  it("are told in groups, the largest first, with how many ids and groups are left off", async () => {
    await lies(45, "bad-contract");
    await lies(20, "unexpected");
    await lie(Array.from({ length: 205 }, (_, i) => letter("not-yet", { type: `record.kind-${i}` })));
    const { groups, more } = await asked("service.dead-list", {});
    expect([groups.length, more]).to.deep.equal([200, 7]);
    const [first, second] = groups;
    expect([first?.reason, first?.count, first?.ids.length, first?.more]).to.deep.equal(["bad-contract", 45, 20, 25]);
    expect([second?.count, second?.more]).to.deep.equal([20, 0]);
  });

  it("of one reason are replayed until nothing is left, with word on the way, and nothing else is", async () => {
    await lies(1_203, "unexpected");
    await lies(2, "bad-contract");
    const { selected, replayed, said } = await replay({ reason: "unexpected", dryRun: false });
    expect([new Set(selected).size, replayed, await open()]).to.deep.equal([1_203, 1_203, 2]);
    expect(said).to.deep.equal(["500 of 500 went through so far…", "1000 of 1000 went through so far…"]);
    expect((await replay({ reason: "unexpected", dryRun: false })).selected).to.deep.equal([]);
  });

  it("are tried first, all of them, which says what each would come to, and left alone", async () => {
    await lies(698, "unexpected");
    await lies(2, "unexpected", { dies: true });
    const { states, retries, events, handled } = runtime().resources.models;
    const stored = () =>
      Promise.all([states, retries, events, handled].map((model) => (model as typeof states).countDocuments()));
    const before = await stored();
    const { selected, replayed, tried, said } = await replay({ dryRun: true });
    expect([new Set(selected).size, replayed, await open(), said.length]).to.deep.equal([700, 0, 700, 0]);
    expect(
      Object.entries(Object.groupBy(tried, ({ outcome }) => outcome)).map(([k, all]) => [k, all?.length]),
    ).to.have.deep.members([
      ["done", 698],
      ["retry", 2],
    ]);
    expect(tried.find(({ outcome }) => outcome === "retry")?.reason).to.equal("unexpected: Error");
    expect(await stored()).to.deep.equal(before);
  });

  it("that die once more do not keep a replay going", async () => {
    await lies(600, "unexpected", { dies: true });
    await lies(3, "unexpected");
    const { selected, replayed } = await replay({ reason: "unexpected", dryRun: false });
    expect([selected.length, new Set(selected).size, replayed]).to.deep.equal([603, 603, 3]);
    await runtime().resources.models.retries.deleteMany({});
  });

  it("are read within 4 MiB at a time", async () => {
    await lies(40, "unexpected", { bytes: 250 * 1024 });
    const first = await asked("service.dead-replay", { reason: "unexpected", dryRun: false });
    expect(first.selected.length).to.be.within(15, 16);
    expect((await replay({ reason: "unexpected", dryRun: false })).replayed + first.replayed).to.equal(40);
  });

  it("behind very many of another office are reached all the same", async () => {
    await lies(1_100, "unexpected", { key: keys.aid });
    await lies(3, "unexpected");
    const { selected, replayed } = await replay({ reason: "unexpected", dryRun: false }, "steueramt");
    expect([selected.length, replayed, await open()]).to.deep.equal([3, 3, 1_100]);
  });

  it("are named by ids, up to 500, in any number of bytes", async () => {
    const letters = Array.from({ length: 30 }, () => letter("unexpected", { bytes: 250 * 1024 }));
    await lie([...letters, letter("unexpected")]);
    const { replayed } = await replay({ ids: letters.map(({ _id }) => _id), dryRun: false });
    expect([replayed, await open()]).to.deep.equal([30, 1]);
    const refused = asked("service.dead-replay", { ids: [], after: "nonsense", dryRun: true });
    expect(await refused.catch((error) => (error as { type: string }).type)).to.equal("bad-request");
  });

  it("are found without looking at those that were replayed, or at another reason's", async () => {
    await lies(300, "unexpected");
    await lies(300, "bad-contract");
    const { models, connection } = runtime().resources;
    const done = Array.from({ length: 2_000 }, () => ({ ...letter("unexpected"), replayedAt: new Date() }));
    await lie(done.map(({ open: _, ...rest }) => rest));
    const operations = await profiled(connection, async () => {
      await asked("service.dead-list", {});
      await asked("service.dead-replay", { reason: "bad-contract", dryRun: true });
    });
    const sum = (field: "docsExamined" | "keysExamined") =>
      operations
        .filter(({ collection }) => collection === "dead")
        .reduce((total, operation) => total + (operation[field] ?? 0), 0);
    // Each is read, and looked up once more by its id when it is tried.
    expect(sum("docsExamined")).to.be.within(600, 602);
    expect(sum("keysExamined")).to.be.at.most(1_600);
    expect(await models.dead.countDocuments()).to.equal(2_600);
  });
});
