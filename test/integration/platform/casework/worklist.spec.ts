import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { readWorklist } from "../../../../cli/ops/cases/worklist.ts";
import { call, type Params } from "../../../../platform/messaging/contracts/action.ts";
import { emptyEnvelope } from "../../../../platform/messaging/contracts/envelope.ts";
import type { Delivery } from "../../../../platform/messaging/engine/delivery.ts";
import type { Task } from "../../../../platform/messaging/engine/processor.ts";
import { on, type Processor, record, type ServiceDefinition } from "../../../../platform/messaging/index.ts";
import type { Runtime } from "../../../support/opened.ts";

import { profiled } from "../../../support/profiler.ts";
import { servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";

const gladbeck = "055620014014";
const bottrop = "055120000000";
const keys = { dogTax: "99102013104000", aid: "99107012017000" };
/** Cases that each have a state of their own, by town; and those of one household. */
const alone = { [gladbeck]: 900, [bottrop]: 500 };
const household = 2_000;

/** Tasks as records bring them: one more of a household, or one less. */
const Open = record<Task>("open");
const Close = record<Pick<Task, "caseNumber">>("close");
const without = (tasks: Task[], one: Pick<Task, "caseNumber">) =>
  tasks.filter(({ caseNumber }) => caseNumber !== one.caseNumber);
const waiting = (name: string): ServiceDefinition => {
  const lists: Processor<{ tasks: Task[] }> = {
    name: "list",
    initial: () => ({ tasks: [] }),
    key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.account }),
    on: [
      on(Open, ({ tasks }, { body }) => ({ state: { tasks: [...without(tasks, body), body] }, events: [] })),
      on(Close, ({ tasks }, { body }) => ({ state: { tasks: without(tasks, body) }, events: [] })),
    ],
    view: ({ tasks }) => ({ status: `${tasks.length} tasks`, tasks, timers: [] }),
  };
  return { name, processors: [lists], publishes: [] };
};

let count = 0;
function brings(type: string, municipality: string, account: string, task: Partial<Task>): Delivery {
  count += 1;
  const envelope = { ...emptyEnvelope, id: `${type}-${count}`, type: `record.${type}`, municipality, account };
  return { origin: "record", envelope, content: { value: task }, attempts: 0 };
}

/** Every third has a last day, earlier the later it came; of the others the first has waited longest. */
function task(i: number): Task {
  const serviceKey = i % 2 ? keys.dogTax : keys.aid;
  const since = new Date(Date.UTC(2026, 0, 1) + Math.floor(i / 4) * 60_000).toISOString();
  const one = { caseId: `case-${i}`, caseNumber: `N-${i}`, serviceKey, since, reasons: ["looked-at"] };
  return i % 3 ? one : { ...one, dueOn: `2026-0${9 - (i % 8)}-01` };
}

describe("a worklist", () => {
  let broker: ServiceBroker;
  const runtimes: Record<string, () => Runtime> = {};
  const all: Task[] = [];

  before(async () => {
    const config = (await servers()).config("worklist");
    const made = ["gamma", "delta"].map((name) => {
      const found = watched({ name, worklist: true, define: () => waiting(name) }, config);
      runtimes[name] = found.runtime;
      return found.service;
    });
    broker = node(config, ...made);
    await broker.start();
    const single = Object.entries(alone).flatMap(([town, number]) => Array.from({ length: number }, () => town));
    await handle(
      "gamma",
      single.map((town) => opened(town)),
    );
    await handle(
      "gamma",
      Array.from({ length: household }, () => opened(gladbeck, "household")),
    );
    await handle("delta", [opened(bottrop), opened(bottrop), opened(bottrop)]);
  });
  after(() => broker?.stop());

  function opened(town: string, account = `account-${all.length}`): Delivery {
    const next = task(all.length);
    all.push(next);
    return brings("open", town, account, next);
  }
  async function handle(service: string, deliveries: Delivery[]) {
    const engine = runtimes[service]?.().engine;
    for (let i = 0; i < deliveries.length; i += 500) await engine?.handle(deliveries.slice(i, i + 500));
  }
  const token = async (towns?: string[], office?: string) => (await servers()).token(["caseworker"], towns, office);
  const page = async (params: Params<"service.worklist">, who: string, service = "gamma") =>
    call(broker, "service.worklist", params, { service, meta: { token: who } });
  async function pages(params: Params<"service.worklist">, who: string) {
    const found = [await page(params, who)];
    for (let last = found[0]; last?.next; last = found.at(-1))
      found.push(await page({ ...params, after: last.next }, who));
    return found;
  }
  const everyone = async () => ({
    services: ["delta", "gamma"].map((name) => ({ name, worklist: true })),
    call: async (name: never, service: string, params: never) =>
      call(broker, name, params, { service, meta: { token: await token() } }) as never,
  });

  it("shows all that waits, page after page, what has to be done first in front", async () => {
    const found = await pages({ limit: 200 }, await token());
    const tasks = found.flatMap((one) => one.tasks);
    expect(new Set(tasks.map(({ caseNumber }) => caseNumber)).size).to.equal(1_400 + household);
    expect(tasks).to.have.length(1_400 + household);
    expect(found.slice(0, -1).every((one) => one.tasks.length === 200)).to.equal(true);
    const order = tasks.map(({ dueOn = "9999-12-31", since }) => `${dueOn} ${since}`);
    expect(order).to.deep.equal(order.toSorted());
    expect(tasks[0]).to.include({ dueOn: "2026-02-01" });
    const { version } = tasks.find(({ caseNumber }) => caseNumber === all.at(-4)?.caseNumber) ?? {};
    expect(version).to.equal(household);
  });

  it("says how many more there are, at least", async () => {
    const first = await page({ limit: 1 }, await token());
    expect([first.more, first.atLeast]).to.deep.equal([1_000, true]);
    const last = (await pages({ limit: 200 }, await token())).at(-1);
    expect([last?.more, last?.atLeast, last?.next]).to.deep.equal([0, false, undefined]);
    const before = (await pages({ limit: 150, municipality: bottrop }, await token())).at(-2);
    expect([before?.more, before?.atLeast]).to.deep.equal([50, false]);
  });

  it("shows each actor what their grants reach, in the same order", async () => {
    const numbers = async (who: string, params = {}) =>
      (await pages({ limit: 200, ...params }, who)).flatMap(({ tasks }) => tasks.map(({ caseNumber }) => caseNumber));
    const own = all.slice(0, 900 + 500 + household);
    const inGladbeck = own.filter((_, i) => i < 900 || i >= 1_400);
    const ofTax = inGladbeck.filter(({ serviceKey }) => serviceKey === keys.dogTax);
    expect(await numbers(await token([gladbeck]))).to.have.members(inGladbeck.map((one) => one.caseNumber));
    expect(await numbers(await token([gladbeck], "steueramt"))).to.have.members(ofTax.map((one) => one.caseNumber));
    expect(await numbers(await token([gladbeck, bottrop]), { municipality: bottrop })).to.have.length(500);
    expect(await numbers(await token([gladbeck, bottrop]))).to.deep.equal(await numbers(await token()));
  });

  it("reads no more than the page that it shows", async () => {
    const { connection } = runtimes.gamma?.().resources ?? {};
    if (!connection) throw new Error("not started");
    for (const who of [await token(), await token([gladbeck], "steueramt"), await token([gladbeck, bottrop])]) {
      const { next = "" } = await page({ limit: 200 }, who);
      const operations = await profiled(connection, () => page({ limit: 50, after: next }, who));
      const examined = operations.reduce((sum, { docsExamined = 0 }) => sum + docsExamined, 0);
      expect(examined).to.be.within(51, 110);
    }
  });

  it("finds one case by its number", async () => {
    const { tasks } = await page({ caseNumber: "N-1700" }, await token());
    expect(tasks.map(({ caseNumber }) => caseNumber)).to.deep.equal(["N-1700"]);
    expect((await page({ caseNumber: "N-1700" }, await token([bottrop]))).tasks).to.deep.equal([]);
  });

  it("refuses a cursor that is none, and a page that is too long", async () => {
    const refusal = (params: Params<"service.worklist">) =>
      token()
        .then((who) => page(params, who))
        .then(
          () => "allowed",
          (error) => (error as { code: number }).code,
        );
    expect(await refusal({ after: "nonsense" })).to.equal(422);
    expect(await refusal({ limit: 201 })).to.equal(422);
  });

  it("merges the services' pages for ops, and goes on after any of them", async () => {
    const connection = await everyone();
    const whole = await readWorklist(connection, { limit: Number.POSITIVE_INFINITY });
    expect(whole).to.include({ more: 0, atLeast: false });
    expect(whole.tasks).to.have.length(all.length);
    const parts: string[] = [];
    for (let after: string | undefined; ; ) {
      const part = await readWorklist(connection, { limit: 333, after });
      parts.push(...part.tasks.map(({ caseNumber }) => caseNumber));
      after = part.tasks.at(-1)?.cursor;
      if (!part.more) break;
    }
    expect(parts).to.deep.equal(whole.tasks.map(({ caseNumber }) => caseNumber));
    expect((await readWorklist(connection, { limit: 100, town: bottrop })).more).to.equal(403);
  });

  it("loses none where two services have tasks of the same moment", async () => {
    const same = { ...task(0), caseNumber: "SAME" };
    await handle("gamma", [brings("open", bottrop, "same", same)]);
    await handle("delta", [brings("open", bottrop, "same", same)]);
    const connection = await everyone();
    const { tasks } = await readWorklist(connection, { limit: Number.POSITIVE_INFINITY });
    const place = tasks.findIndex(({ caseNumber }) => caseNumber === "SAME");
    const [next] = (await readWorklist(connection, { limit: 1, after: tasks[place]?.cursor })).tasks;
    expect([tasks[place]?.service, next?.service, next?.caseNumber]).to.deep.equal(["delta", "gamma", "SAME"]);
    for (const service of ["gamma", "delta"]) await handle(service, [brings("close", bottrop, "same", same)]);
    expect((await page({ caseNumber: "SAME" }, await token())).tasks).to.deep.equal([]);
  });

  it("is written where something differs, and nowhere else", async () => {
    const { connection, models } = runtimes.gamma?.().resources ?? {};
    if (!connection || !models) throw new Error("not started");
    const written = async (...deliveries: Delivery[]) => {
      const operations = await profiled(connection, () => handle("gamma", deliveries));
      const ofTasks = operations.filter(({ collection }) => collection === "tasks");
      const sum = (field: "ninserted" | "ndeleted") => ofTasks.reduce((n, one) => n + (one[field] ?? 0), 0);
      return [ofTasks.length, sum("ndeleted"), sum("ninserted")];
    };
    const [first] = await models.tasks
      .find({ stateId: `${gladbeck}/list/household` })
      .sort({ order: 1 })
      .limit(1)
      .lean();
    const { caseNumber = "", caseId = "", serviceKey = "" } = first ?? {};
    const known = { caseNumber, caseId, serviceKey, since: "2026-07-01T00:00:00.000Z", reasons: ["anew"] };
    expect(await written(brings("open", gladbeck, "household", known))).to.deep.equal([2, 1, 1]);
    expect(await written(brings("open", gladbeck, "household", known))).to.deep.equal([0, 0, 0]);
    expect(await written(brings("close", gladbeck, "household", known))).to.deep.equal([1, 1, 0]);
    expect(await written(brings("close", gladbeck, "nobody", known))).to.deep.equal([0, 0, 0]);
    expect(await models.tasks.countDocuments({ stateId: `${gladbeck}/list/household` })).to.equal(household - 1);
  });
});
