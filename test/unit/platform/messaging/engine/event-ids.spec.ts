import { expect } from "chai";
import { CaseReferred } from "../../../../../platform/casework/case/events.ts";
import { type Envelope, emptyEnvelope } from "../../../../../platform/messaging/contracts/envelope.ts";
import type { BatchItem } from "../../../../../platform/messaging/engine/batch.ts";
import { causedBy } from "../../../../../platform/messaging/engine/caused.ts";
import { newEvent } from "../../../../../platform/messaging/engine/processor.ts";
import { startHop } from "../../../../../platform/messaging/telemetry/trace.ts";

describe("the ids of events", () => {
  const envelope: Envelope = { ...emptyEnvelope, id: "application", type: "application.accepted.v1", caseId: "case" };
  const hop = startHop("test", "process", { system: "nats", name: envelope.type }, envelope);
  const message = { id: envelope.id, type: envelope.type, envelope, body: {} };
  const item = { hop, message } as BatchItem;
  const reason = newEvent(CaseReferred, { reasons: [], sentence: "" });
  const idsOf = (service: string, count = 2) =>
    causedBy({ service, item, message, at: new Date(0), stateId: "" }, Array(count).fill(reason)).map(
      ({ envelope: { id } }) => id,
    );

  it("are the same whenever the same message is handled again", () => {
    expect(idsOf("identity")).to.deep.equal(idsOf("identity"));
    expect(new Set(idsOf("identity", 50)).size).to.equal(50);
  });

  it("are others for each service that one message moves: who takes both takes both for new", () => {
    const all = ["identity", "housing-benefit", "documents"].flatMap((service) => idsOf(service));
    expect(new Set(all).size).to.equal(all.length);
  });
});
