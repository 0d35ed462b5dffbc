import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { type Connection, trusted } from "mongoose";
import { CaseReferred, ReplyReceived } from "../../../../platform/casework/case/events.ts";
import { decisionsIn } from "../../../../platform/casework/objections/objection-case.ts";
import {
  asideOf,
  begin,
  dueRetries,
  dueTimers,
  nextAccount,
} from "../../../../platform/messaging/adapters/mongodb/lookups/due-messages.ts";
import { createIndexes } from "../../../../platform/messaging/adapters/mongodb/models.ts";
import { plainSealing } from "../../../../platform/messaging/adapters/sealing/plain.ts";
import { type ActionName, call, type Params } from "../../../../platform/messaging/contracts/action.ts";
import { sha256 } from "../../../../platform/messaging/ids.ts";
import type { PortalNotes } from "../../../../platform/messaging/index.ts";
import { Files } from "../../../../services/documents/files/files.ts";
import { Register } from "../../../../services/identity/register.ts";
import { offersReader } from "../../../../services/intake/offers-reader.ts";
import { askProvider } from "../../../../services/payments/online/paying-online.ts";
import { sandboxProvider } from "../../../../services/payments/online/sandbox-provider.ts";
import {
  caseOf,
  confirmed,
  delivered,
  fill,
  forgotten,
  gamma,
  resident,
  town,
  waiting,
} from "../../../support/filled-store.ts";
import type { Runtime } from "../../../support/opened.ts";
import { type Operation, profiled } from "../../../support/profiler.ts";
import { servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";

/** What one document that is returned, written or deleted may cost, and what a query may read for nothing, in documents. */
const perDocument = 10;
const forNothing = 20;

const soon = { _id: trusted({ $gt: "soon/", $lt: "soon0" }) };
const timer = { id: "timer", name: "none", due: new Date(1) };

/** Collections that have a handful of documents, however many cases there are. */
const small = new Set(["meta"]);

const sumOf = (operation: Operation): number =>
  [operation.nreturned, operation.nMatched, operation.ndeleted, operation.ninserted].reduce<number>(
    (sum, one) => sum + (one ?? 0),
    0,
  );

/** How many values a condition names: each of them is looked for in an index. */
function namedIn(condition: unknown): number {
  if (typeof condition !== "object" || condition === null) return 0;
  return Object.entries(condition).reduce(
    (sum, [key, value]) => sum + (key === "$in" && Array.isArray(value) ? value.length : namedIn(value)),
    0,
  );
}

/** What is wrong with some operations; nothing where each of them reads no more than it is for. */
function wrongIn(operations: readonly Operation[]): string[] {
  return operations.flatMap((operation) => {
    const { op, collection, planSummary = "", docsExamined = 0, keysExamined = 0 } = operation;
    if (small.has(collection) || isOutboxDepth(operation)) return [];
    const scans = planSummary.includes("COLLSCAN");
    const reads = docsExamined > perDocument * sumOf(operation) + forNothing;
    // Counts go through the keys of what they count; nothing else does.
    const passes =
      op === "query" &&
      keysExamined > perDocument * (sumOf(operation) + namedIn(operation.command.filter)) + forNothing;
    if (!scans && !reads && !passes) return [];
    return [
      `${collection} ${op} ${planSummary}: ${docsExamined} documents, ${keysExamined} keys, ${sumOf(operation)} for`,
    ];
  });
}

/**
 * How many events wait for the bus is summed over what waits, which is some documents: an index cannot tell null from
 * missing, so they are read.
 */
const isOutboxDepth = ({ collection, op, command }: Operation): boolean =>
  collection === "publications" && op === "command" && JSON.stringify(command).includes('"waiting"');

// Whoever asks for all of something reads all of it: the assessment of a year (a page of households at a time), the sum
// of a town's ledger. So do, for now, a bank's statement and a file for the bank, which read a town's books once, and a
// connector that is told to send again what it said since a moment.
describe("no query grows with what is stored", function () {
  this.timeout(120_000);
  let broker: ServiceBroker;
  let runtime: () => Runtime;
  let connection: Connection;
  let unsent: PortalNotes;
  let files: Files;
  let register: Register;

  before(async () => {
    const config = (await servers()).config("queries");
    const found = watched({ name: "gamma", worklist: true, define: () => gamma }, config);
    runtime = found.runtime;
    broker = node(config, found.service);
    await broker.start();
    ({ connection } = runtime().resources);
    unsent = runtime().resources.store.portal();
    files = new Files(store(), plainSealing);
    register = new Register(store(), config.hashKey, plainSealing);
    await createIndexes(connection);
    await fill(runtime(), { register, files, unsent });
  });
  after(() => broker?.stop());

  const models = () => runtime().resources.models;
  const store = () => runtime().resources.store;
  const engine = () => runtime().engine;
  const asked = async <N extends ActionName>(name: N, params: Params<N>, role: string) =>
    call(broker, name, params, { service: "gamma", meta: { token: await (await servers()).token([role], ["*"]) } });
  const now = () => new Date();

  const work: Record<string, () => Promise<unknown>> = {
    "a batch of the engine": () =>
      engine().handle([
        delivered(ReplyReceived, waiting, { submissionId: "r", text: "Guten Tag", attachments: [] }),
        confirmed(99_999),
      ]),
    "a message on a state of very many messages": () =>
      engine().handle([delivered(ReplyReceived, forgotten, { submissionId: "s", text: "", attachments: [] })]),
    "what is looked for each second": () => store().inbox.due({ now: now(), unsentBefore: now() }),
    "retries that are due": async () => {
      await models().retries.updateOne({ _id: "retry-1" }, { $set: { dueAt: new Date(0) } });
      await dueRetries(models(), now(), 500);
    },
    "timers that are due": async () => {
      await models().states.updateOne({ _id: `${town}/case-1` }, { $set: { nextTimer: new Date(1), timers: [timer] } });
      await dueTimers(models(), now(), 500);
    },
    "messages that are begun": () =>
      begin(models(), { retries: ["retry-1"], timers: [{ id: timer.id, stateId: `${town}/case-1` }] }),
    "what accounts have set aside": async () => {
      await models().retries.updateOne({ _id: "retry-2" }, { $set: { dueAt: null, account: "account" } });
      await asideOf(models(), (await nextAccount(models(), "")) ?? "", 200);
      await asideOf(models(), "account", 200);
    },
    "the sweep of the outbox": async () => {
      await models().publications.updateOne({ _id: "publication-900" }, { $set: { publishedSeq: null } });
      await runtime().outbox.sweep();
    },
    "how complete the stream is": async () => runtime().outbox.complete?.(),
    "what was published since a moment ago, once more": () => runtime().outbox.redrive(now(), [CaseReferred.name]),
    "the depths of a service": async () => {
      await models().retries.updateMany({ _id: trusted({ $regex: /^retry-3/ }) }, { $set: { account: "other" } });
      await runtime().depths();
    },
    "ops lag": () => asked("service.lag", {}, "operator"),
    "ops case": () => asked("service.case", { caseNumber: waiting.caseNumber }, "operator"),
    "ops file": () => asked("service.case-file", { caseNumber: waiting.caseNumber }, "caseworker"),
    "ops file of a decided case": () =>
      asked("service.case-file", { caseNumber: caseOf(3).caseNumber }, "caseworker").catch(
        () => "its file is invented",
      ),
    "ops worklist": async () => {
      const { next = "" } = await asked("service.worklist", { limit: 50 }, "caseworker");
      return await asked("service.worklist", { limit: 50, after: next, municipality: town }, "caseworker");
    },
    "ops dead list": () => asked("service.dead-list", {}, "operator"),
    "ops dead show": () => asked("service.dead-show", { id: "dead-open-1" }, "operator"),
    "ops dead replay": () => asked("service.dead-replay", { reason: "bad-contract", dryRun: false }, "operator"),
    "ops looks": () => asked("service.looks", { about: "N-7" }, "auditor"),
    "decisions that an objection names": () => decisionsIn(store())([caseOf(5).caseNumber, "unknown"]),
    "what services offer, before a batch of intake": () => offersReader(runtime().resources)(),
    "what a portal was told before": () => store().events.toldBecauseOf("cause-7"),
    "messages that a portal was not told": () => unsent.messages(),
    "documents that a portal was not told": () => unsent.documents(50, new Date()),
    "who applies": () => register.find([{ municipality: town, person: resident(7) }]),
    "a file": () => files.read(town, sha256(Buffer.from("file 7")), 0),
    "a file that comes": () => {
      const data = Buffer.from("one more");
      return files.put(town, { sha256: sha256(data), mediaType: "text/plain", bytes: data.length }, 0, data);
    },
    "online payments that are asked about": async () => {
      await models().states.updateMany(soon, { $set: { nextTimer: new Date(1), timers: [{ ...timer, id: "other" }] } });
      const asks = { id: timer.id, type: "timer.online", envelope: caseOf(1), body: { key: "case-1" } };
      await askProvider(sandboxProvider(now), runtime().resources.states, runtime().resources.log)([asks]);
    },
  };

  for (const [what, does] of Object.entries(work))
    it(`reads no more than it is for: ${what}`, async () => {
      const operations = await profiled(connection, does);
      expect(operations, "it asks the store").not.to.deep.equal([]);
      expect(wrongIn(operations)).to.deep.equal([]);
    });

  it("would be seen: a scan of a collection, and an index that leads past what is looked for", async () => {
    const scan = await profiled(connection, () => models().states.find({ status: "never" }).lean());
    expect(wrongIn(scan)).to.have.length(1).and.have.nested.property("[0]").which.includes("COLLSCAN");
    const past = await profiled(connection, () =>
      models()
        .events.find({ _id: trusted({ $gt: "" }), order: -1 })
        .hint({ _id: 1 })
        .lean(),
    );
    expect(wrongIn(past)[0]).to.match(/^events query IXSCAN/);
  });
});
