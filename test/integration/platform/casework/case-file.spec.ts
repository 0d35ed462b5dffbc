import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { refused } from "../../../../platform/casework/case/case-file.ts";
import { ApplicationAccepted, IdentityConfirmed, ReplyReceived } from "../../../../platform/casework/case/events.ts";
import { caseDefinition } from "../../../../platform/casework/service/case-service.ts";
import { plainDecision } from "../../../../platform/casework/service/decision.ts";
import { call, type Returns } from "../../../../platform/messaging/contracts/action.ts";
import { emptyEnvelope } from "../../../../platform/messaging/contracts/envelope.ts";
import type { Delivery } from "../../../../platform/messaging/engine/delivery.ts";
import type { EventContract } from "../../../../platform/messaging/messages/event.ts";
import { appeals } from "../../../support/appeals.ts";
import { acceptedBody } from "../../../support/events.ts";
import type { Runtime } from "../../../support/opened.ts";
import { servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";

const town = "055620014014";
const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const kib = 1024;

const gamma = caseDefinition({
  decision: plainDecision,
  ...appeals,
  name: "gamma",
  judge: () => ({ kind: "person", reasons: [] }),
  decide: (file, { reason }, now) => refused(file, reason, now),
});

describe("a case with as many replies as there may be", () => {
  let broker: ServiceBroker;
  let runtime: () => Runtime;

  before(async () => {
    const config = (await servers()).config("case-file");
    const found = watched({ name: "gamma", worklist: true, define: () => gamma }, config);
    runtime = found.runtime;
    broker = node(config, found.service);
    await broker.start();
    const data = JSON.stringify({ text: "ü".repeat(95 * kib) });
    await comes(ApplicationAccepted, { ...acceptedBody, data });
    await comes(IdentityConfirmed, { trustLevel: "basis", registered: acceptedBody.applicant, residentSince: "" });
  });
  after(() => broker?.stop());

  let count = 0;
  async function comes({ name }: EventContract, parsed: object): Promise<void> {
    count += 1;
    const metadata = {
      municipality: town,
      portal: "portal",
      caseId: "case",
      caseNumber,
      time: new Date().toISOString(),
    };
    const envelope = { ...emptyEnvelope, ...metadata, type: name, id: `event-${count}`, serviceKey: "99102013104000" };
    const delivery: Delivery = { origin: "bus", envelope, content: { value: parsed }, attempts: 0 };
    const [outcome] = await runtime().engine.handle([delivery]);
    expect(outcome?.kind).to.equal("done");
  }
  const file = async (upTo?: number) => {
    const meta = { token: await (await servers()).token(["caseworker"]) };
    const params = { caseNumber, ...(upTo ? { upTo } : {}) };
    return await call(broker, "service.case-file", params, { service: "gamma", meta });
  };

  it("is read page by page below what NATS carries, the latest reply first, and none is lost", async () => {
    const ids = Array.from({ length: 10 }, (_, i) => `r-${i}`);
    for (const submissionId of ids) await comes(ReplyReceived, reply(submissionId, 195 * kib));
    await comes(ReplyReceived, reply("one too many", 195 * kib));
    await comes(ReplyReceived, reply("short", 10));
    const pages: Returns<"service.case-file">[] = [await file()];
    for (let last = pages[0]; last?.more; last = pages.at(-1)) pages.push(await file(last.more));
    const shown = pages.flatMap(({ replies }) => replies.map(({ submissionId }) => submissionId));
    expect(shown).to.deep.equal(["short", ...ids.toReversed()]);
    for (const page of pages) expect(Buffer.byteLength(JSON.stringify(page))).to.be.lessThan(1_000_000);
    // What granting it would come to is on each page, and is tried only: the case still waits.
    for (const { proposal, status } of pages) {
      expect(proposal?.grant).to.include({ outcome: "refused", amountCents: null });
      expect(status).to.equal("waiting-for-person");
    }
    const { events } = runtime().resources.models;
    expect(await events.countDocuments({ "envelope.type": "submission.answered.v1" })).to.equal(12);
  });
});

const reply = (submissionId: string, length: number) => ({ submissionId, text: "x".repeat(length), attachments: [] });
