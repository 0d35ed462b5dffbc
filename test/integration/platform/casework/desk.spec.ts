import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { ApplicationAccepted, IdentityConfirmed, TaskChanged } from "../../../../platform/casework/case/events.ts";
import { decisionWith } from "../../../../platform/casework/service/decision.ts";
import { type ActionName, call, type Params, type Returns } from "../../../../platform/messaging/contracts/action.ts";
import { emptyEnvelope } from "../../../../platform/messaging/contracts/envelope.ts";
import type { Delivery } from "../../../../platform/messaging/engine/delivery.ts";
import { ownerOf } from "../../../../platform/messaging/engine/delivery.ts";
import { openOne } from "../../../../platform/messaging/ports/sealing.ts";
import { acceptedBody } from "../../../support/events.ts";
import { leftToPerson } from "../../../support/left-to-person.ts";
import type { Runtime } from "../../../support/opened.ts";
import { servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";

const town = "055620014014";
const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const traceId = "0af7651916cd43dd8448eb211c80319c";

const gamma = leftToPerson(
  "gamma",
  decisionWith({ properties: { listed: { type: "boolean", description: "whether it is listed" } } }),
);

describe("a case worker's commands beside deciding", () => {
  let broker: ServiceBroker;
  let runtime: () => Runtime;
  let token: string;

  before(async () => {
    const made = await servers();
    const config = made.config("desk");
    const found = watched({ name: "gamma", worklist: true, decision: gamma.decision, define: () => gamma }, config);
    runtime = found.runtime;
    token = await made.token(["caseworker", "operator"], [town], "*");
    broker = node(config, found.service);
    await broker.start();
    await runtime().engine.handle(applies());
  });
  after(() => broker?.stop());

  /** An application and who applies, as the bus brings both. */
  function applies(): Delivery[] {
    const { applicant } = acceptedBody;
    const bodies = [
      [ApplicationAccepted.name, acceptedBody],
      [IdentityConfirmed.name, { trustLevel: "basis", registered: applicant, residentSince: "" }],
    ] as const;
    return bodies.map(([type, value]) => {
      const metadata = { municipality: town, portal: "portal", applicationId: "a", caseId: "case", caseNumber };
      const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
      const envelope = {
        ...emptyEnvelope,
        ...metadata,
        traceparent,
        serviceKey: "99102013104000",
        type,
        id: `${type}-desk`,
      };
      return { origin: "bus", envelope, content: { value }, attempts: 0 };
    });
  }

  const asked = <N extends ActionName>(name: N, params: Params<N>): Promise<Returns<N>> =>
    call(broker, name, params, { service: "gamma", meta: { token } });
  const task = async () => (await asked("service.worklist", {})).tasks[0];
  const said = async () => ({ caseNumber, version: (await task())?.version ?? 0 });

  /** What work lists were told, oldest first. */
  async function told() {
    const { resources } = runtime();
    const events = await resources.store.events.ofCase(caseNumber, 100);
    const changes = events.filter(({ envelope }) => envelope.type === TaskChanged.name);
    return Promise.all(
      changes.map(async ({ envelope, body }) => {
        const bytes = await openOne(resources.sealing, { owner: ownerOf(envelope), bytes: body });
        return (await resources.codec.decode([TaskChanged], bytes)).body as Record<string, unknown>;
      }),
    );
  }

  it("show in the worklist and the file, each once for each command's id", async () => {
    const take = { ...(await said()), commandId: "take" };
    const answer = await asked("service.take", take);
    expect(await asked("service.take", take)).to.deep.equal(answer);
    await asked("service.set-aside", { ...(await said()), commandId: "aside", until: "2027-01-15" });
    await asked("service.note", { ...(await said()), commandId: "note", text: "Rückruf am Montag." });
    expect(await task()).to.include({ assignee: "tester", asideUntil: "2027-01-15" });
    const file = await asked("service.case-file", { caseNumber });
    expect(file).to.include({ assignee: "tester", asideUntil: "2027-01-15" });
    expect(file.notes.map(({ by, text }) => [by, text])).to.deep.equal([["tester", "Rückruf am Montag."]]);
  });

  it("are refused on a version that has passed, and with what the service does not know", async () => {
    const refusal = (promise: Promise<unknown>) => promise.then(String, ({ type }: { type: string }) => type);
    const now = await said();
    const old = { ...now, version: now.version - 1, commandId: "old" };
    expect(await refusal(asked("service.give-back", old))).to.equal("version-conflict");
    const decision = { ...now, commandId: "d", outcome: "refuse" as const, reason: "Nein, leider." };
    const unknown: object = { ...decision, feeCents: 1 };
    expect(await refusal(asked("service.decide", unknown as Params<"service.decide">))).to.equal("bad-request");
    const { properties } = await asked("service.decision-options", { caseNumber });
    expect(Object.keys(properties)).to.deep.equal(["listed"]);
    await asked("service.decide", decision);
    expect(await task()).to.equal(undefined);
  });

  it("go on with the application's trace", async () => {
    const events = await runtime().resources.store.events.ofCase(caseNumber, 100);
    const traces = events.map(({ envelope }) => [envelope.type, envelope.traceparent.split("-")[1]]);
    expect(traces.map(([type]) => type)).to.include.members(["case.decided.v1", TaskChanged.name]);
    for (const [type, id] of traces) expect(id, type).to.equal(traceId);
  });

  it("are told to work lists with the decision, and nothing personal is: a note says nothing", async () => {
    const changes = await told();
    expect(changes.map(({ change, assignee, asideUntil }) => [change, assignee, asideUntil])).to.deep.equal([
      ["opened", "", ""],
      ["changed", "tester", ""],
      ["changed", "tester", "2027-01-15"],
      ["closed", "tester", "2027-01-15"],
    ]);
    const versions = changes.map(({ version }) => Number(version));
    expect(versions).to.deep.equal([...versions].sort((a, b) => a - b));
    expect(JSON.stringify(changes)).not.to.include("Rückruf");
  });
});
