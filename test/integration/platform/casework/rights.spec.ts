import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { connect, type NatsConnection } from "nats";
import { ApplicationAccepted, IdentityConfirmed } from "../../../../platform/casework/case/events.ts";
import { subjectRoot } from "../../../../platform/messaging/adapters/jetstream/subjects.ts";
import { type ActionName, call, type Params, type Returns } from "../../../../platform/messaging/contracts/action.ts";
import { emptyEnvelope } from "../../../../platform/messaging/contracts/envelope.ts";
import type { Delivery } from "../../../../platform/messaging/engine/delivery.ts";
import { acceptedBody } from "../../../support/events.ts";
import { leftToPerson } from "../../../support/left-to-person.ts";
import type { Runtime } from "../../../support/opened.ts";
import { servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";
import { until } from "../../../support/until.ts";

const town = "055620014014";
const dogTax = { serviceKey: "99102013104000", caseNumber: "GLA-26-7K3M9-Q2XAB-41" };
const aid = { serviceKey: "99107012017000", caseNumber: "GLA-26-00000-00000-00" };

const gamma = leftToPerson("gamma");

describe("rights, looks and who acted", () => {
  let broker: ServiceBroker;
  let runtime: () => Runtime;
  let bus: NatsConnection;
  /** headers and bodies of all that leaves on the bus */
  const published: string[] = [];
  let as: (office: string, ...roles: string[]) => Promise<string>;

  before(async () => {
    const made = await servers();
    const config = made.config("rights");
    const found = watched({ name: "gamma", worklist: true, define: () => gamma }, config);
    runtime = found.runtime;
    as = (office, ...roles) => made.token(roles.length ? roles : ["caseworker"], [town], office);
    broker = node(config, found.service);
    await broker.start();
    bus = await connect({ servers: config.nats.servers });
    bus.subscribe(`${subjectRoot(config.namespace)}.>`, {
      callback: (_, { headers: given, data }) => {
        const said = [...(given ?? [])].map(([key, values]) => `${key}: ${values.join()}`);
        published.push(`${said.join()} ${Buffer.from(data).toString()}`);
      },
    });
    await bus.flush();
    for (const metadata of [dogTax, aid]) await runtime().engine.handle(applies(metadata));
  });
  after(async () => {
    await bus?.close();
    await broker?.stop();
  });

  /** An application and who applies, as the bus brings both. */
  function applies({ serviceKey, caseNumber }: typeof dogTax): Delivery[] {
    const { applicant } = acceptedBody;
    const bodies = [
      [ApplicationAccepted.name, acceptedBody],
      [IdentityConfirmed.name, { trustLevel: "basis", registered: applicant, residentSince: "" }],
    ] as const;
    return bodies.map(([type, parsed]) => {
      const metadata = {
        municipality: town,
        portal: "portal",
        applicationId: caseNumber,
        caseId: serviceKey,
        caseNumber,
      };
      const id = `${type}-${caseNumber}`;
      const envelope = { ...emptyEnvelope, ...metadata, serviceKey, type, id, receivedAt: new Date().toISOString() };
      return { origin: "bus", envelope, content: { value: parsed }, attempts: 0 };
    });
  }

  const asked = <N extends ActionName>(name: N, params: Params<N>, token: string): Promise<Returns<N>> =>
    call(broker, name, params, { service: "gamma", meta: { token } });
  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => "allowed",
      (error) => (error as { type: string }).type,
    );
  const looksAt = (target: string) => runtime().resources.models.looks.find({ target: target }).sort({ at: 1 }).lean();

  it("show a work list only of what the actor may decide", async () => {
    const numbers = async (token: string) =>
      (await asked("service.worklist", {}, token)).tasks.map(({ caseNumber }) => caseNumber).sort();
    expect(await numbers(await as("steueramt"))).to.deep.equal([dogTax.caseNumber]);
    expect(await numbers(await as("sozialamt"))).to.deep.equal([aid.caseNumber]);
    expect(await numbers(await as("*"))).to.deep.equal([aid.caseNumber, dogTax.caseNumber]);
    expect(await numbers(await as("kasse"))).to.deep.equal([]);
    expect(await refusal(asked("service.worklist", {}, await as("*", "operator")))).to.equal("not-permitted");
  });

  it("open a file only to who works on its key, and note the look before", async () => {
    const file = async (metadata: typeof dogTax, office: string) =>
      refusal(asked("service.case-file", { caseNumber: metadata.caseNumber }, await as(office)));
    expect(await file(aid, "steueramt")).to.equal("not-permitted");
    expect(await looksAt(aid.caseNumber)).to.deep.equal([]);
    expect(await file(aid, "sozialamt")).to.equal("allowed");
    expect(await looksAt(aid.caseNumber)).to.have.length(1);
    const [look] = await looksAt(aid.caseNumber);
    expect(look).to.include({ actor: "tester", action: "case-file", municipality: town, serviceKey: aid.serviceKey });
    expect(JSON.stringify(look)).not.to.include(acceptedBody.applicant.familyName);
  });

  it("give no file away whose look could not be noted", async () => {
    const { looks } = runtime().resources.models;
    const { connection } = runtime().resources;
    const token = await as("steueramt");
    const open = () => refusal(asked("service.case-file", { caseNumber: dogTax.caseNumber }, token));
    await connection.db?.command({ collMod: "looks", validator: { never: true }, validationAction: "error" });
    expect(await open()).to.equal("unexpected");
    await connection.db?.command({ collMod: "looks", validator: {} });
    expect(await open()).to.equal("allowed");
    expect(await looks.countDocuments({ target: dogTax.caseNumber })).to.equal(1);
  });

  it("let only who works on its key decide a case, waiting or decided; the actor stands beside what it causes", async () => {
    const { caseNumber } = aid;
    const all = await as("*", "operator", "caseworker");
    const { tasks } = await asked("service.worklist", {}, all);
    const { version = 0 } = tasks.find((task) => task.caseNumber === caseNumber) ?? {};
    const command = { caseNumber, version, commandId: "c", outcome: "refuse" as const, reason: "Nicht bedürftig." };
    expect(await refusal(asked("service.decide", command, await as("steueramt")))).to.equal("not-permitted");
    const answer = await asked("service.decide", command, await as("sozialamt"));
    expect(await refusal(asked("service.decide", command, await as("steueramt")))).to.equal("not-permitted");
    expect(await asked("service.decide", command, await as("sozialamt"))).to.deep.equal(answer);
    const { entries, actor } = await asked("service.case", { caseNumber }, all);
    expect(actor).to.equal("tester");
    const by = entries.map((entry) => [entry.event, entry.actor]);
    expect(by).to.deep.equal([
      ["case.referred.v1", undefined],
      ["task.changed.v1", undefined],
      ["case.decided.v1", "tester"],
      ["task.changed.v1", "tester"],
    ]);
    const { events, states } = runtime().resources.models;
    const decided = await events.findOne({ "envelope.type": "case.decided.v1" }).lean();
    expect(decided).to.include({ actor: "tester" });
    expect(JSON.stringify(decided?.envelope)).not.to.include("tester");
    expect(decided?.body.includes("tester")).to.equal(false);
    expect(await states.findOne({ key: aid.serviceKey }).lean()).to.include({ actor: "tester" });
    expect(await states.findOne({ key: dogTax.serviceKey }).lean()).to.include({ actor: "" });
  });

  it("keep the actor off the bus", async () => {
    const decided = await until("published", () => published.find((text) => text.includes("case.decided.v1")));
    expect(decided).to.include(aid.caseNumber);
    expect(published.join()).not.to.include("tester");
  });

  it("show a case's way to operators of its office, and tell data protection who looked", async () => {
    const { caseNumber } = aid;
    const way = async (office: string) => refusal(asked("service.case", { caseNumber }, await as(office, "operator")));
    expect(await way("steueramt")).to.equal("not-permitted");
    expect(await way("sozialamt")).to.equal("allowed");
    const looks = async (office: string, role = "auditor") =>
      asked("service.looks", { about: caseNumber }, await as(office, role));
    expect(await refusal(looks("*", "operator"))).to.equal("not-permitted");
    expect((await looks("steueramt")).looks).to.deep.equal([]);
    const found = (await looks("sozialamt")).looks;
    expect(found.map(({ actor, action, about: target }) => [actor, action, target])).to.deep.equal([
      ["tester", "case-file", caseNumber],
      ["tester", "case", caseNumber],
      ["tester", "case", caseNumber],
    ]);
    expect(found.map(({ at }) => at)).to.deep.equal(found.map(({ at }) => at).sort());
  });

  it("forget who looked after two years", async () => {
    const indexes = await runtime().resources.models.looks.collection.indexes();
    expect(indexes.map(({ expireAfterSeconds }) => expireAfterSeconds)).to.include(2 * 365 * 24 * 3600);
  });

  it("show and replay dead letters only to operators of their place", async () => {
    const { dead } = runtime().resources.models;
    const metadata = { municipality: town, serviceKey: aid.serviceKey, caseNumber: aid.caseNumber, caseId: "dead" };
    const envelope = { ...emptyEnvelope, ...metadata, id: "dead-one", type: "case.referred.v1" };
    const [outcome] = await runtime().engine.handle([
      { origin: "bus", envelope, content: { sealed: Buffer.from("\u0001nonsense") }, attempts: 0 },
    ]);
    expect(outcome?.kind).to.equal("dead");
    const [mine, other] = [await as("sozialamt", "operator"), await as("steueramt", "operator")];
    const show = (token: string) => refusal(asked("service.dead-show", { id: "dead-one" }, token));
    const replay = async (token: string) =>
      (await asked("service.dead-replay", { ids: ["dead-one"], dryRun: true }, token)).selected;
    expect([await show(mine), await show(other)]).to.deep.equal(["allowed", "not-permitted"]);
    expect([await replay(mine), await replay(other)]).to.deep.equal([["dead-one"], []]);
    expect((await looksAt(aid.caseNumber)).at(-1)).to.include({ action: "dead-show" });
    expect(await dead.countDocuments({ _id: "dead-one", replayedAt: null })).to.equal(1);
  });

  it("let a person publish everything again only as operator of all towns, and services without a token", async () => {
    const since = { since: new Date().toISOString() };
    const everywhere = await (await servers()).token(["operator"], ["*"]);
    expect(await refusal(asked("service.redrive", since, await as("*", "operator")))).to.equal("not-permitted");
    expect(await refusal(asked("service.redrive", since, "nonsense"))).to.equal("not-signed-in");
    expect(await refusal(asked("service.redrive", since, everywhere))).to.equal("allowed");
    expect(await refusal(call(broker, "service.redrive", since, { service: "gamma" }))).to.equal("allowed");
  });
});
