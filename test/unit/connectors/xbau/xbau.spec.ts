import { expect } from "chai";
import { type Carried, channel, XbauMessageRecorded, xbau } from "../../../../connectors/channels/xbau/xbau.ts";
import { emptyEnvelope } from "../../../../platform/messaging/contracts/envelope.ts";
import { Fault } from "../../../../platform/messaging/faults.ts";
import type { EventBodies } from "../../../../types/generated/events.ts";
import { given, type Scene } from "../../../support/given.ts";
import { messagesOf } from "./xbau-messages.ts";

type Recorded = EventBodies["xbau-message.recorded.v1"];
const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const carrier = () => given<Carried>(xbau, { municipality: "055620014014", caseId: "case", caseNumber });
const messages = messagesOf("case", caseNumber);
const [check] = messages as [Recorded];
const carried = (scene: Scene<Carried>, message: Recorded) => {
  scene.when(XbauMessageRecorded, message);
  return scene.events.map(({ contract, bytes }) => [contract.name as string, bytes]);
};

function fault(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return `${error.code}: ${error.detail}`;
    throw error;
  }
  return "";
}

describe("xbau: messages on their way", () => {
  it("go to the platform that the application came from, the statement to the building authority, byte by byte", () => {
    const scene = carrier();
    expect(messages.flatMap((message) => carried(scene, message))).to.deep.equal([
      ["xbau.antragsservice", messages[0]?.xml],
      ["xbau.antragsservice", messages[1]?.xml],
      ["xbau.bauaufsicht", messages[2]?.xml],
      ["xbau.antragsservice", messages[3]?.xml],
    ]);
    expect(scene.view.status).to.equal("4 messages");
  });

  it("carry the number of their case as key, and what their head says as headers", () => {
    expect(channel.keyOf({ ...emptyEnvelope, caseNumber })).to.equal(caseNumber);
    expect(messages.map(({ xml }) => channel.headersOf(xml))).to.deep.equal(
      messages.map(({ kind, messageId }) => ({
        ...{ "xbau-message": kind, "xbau-version": "2.6", "xbau-id": messageId },
      })),
    );
  });

  it("go once, also when a message is recorded again", () => {
    const scene = carrier();
    carried(scene, check);
    const { state } = scene;
    expect(carried(scene, check)).to.deep.equal([]);
    expect(scene.state).to.deep.equal(state);
  });

  it("go in the order of their numbers, in whatever order they come", () => {
    const scene = carrier();
    const [first, second, third, last] = messages as [Recorded, Recorded, Recorded, Recorded];
    expect(carried(scene, last)).to.deep.equal([]);
    expect(carried(scene, second)).to.deep.equal([]);
    expect(scene.view.status).to.equal("0 messages, 2 wait for an earlier one");
    expect(carried(scene, last), "what waits is known").to.deep.equal([]);
    expect(carried(scene, first).map(([, bytes]) => bytes)).to.deep.equal([first.xml, second.xml]);
    expect(carried(scene, third).map(([, bytes]) => bytes)).to.deep.equal([third.xml, last.xml]);
    expect(scene.view.status).to.equal("4 messages");
  });

  it("that were recorded before they had numbers go at once, and count", () => {
    const scene = carrier();
    const [first, second, third] = messages as [Recorded, Recorded, Recorded];
    expect([second, first].flatMap((one) => carried(scene, { ...one, number: 0 }))).to.have.length(2);
    expect(carried(scene, third)).to.have.length(1);
  });

  it("with the same UUID and other bytes are a matter for a person", () => {
    const scene = carrier();
    carried(scene, check);
    const other = Buffer.from(check.xml.toString().replace("true", "false"));
    expect(fault(() => carried(scene, { ...check, xml: other }))).to.include("two messages under one UUID");
  });

  const bad: Record<string, [Partial<Recorded>, string]> = {
    "that go nowhere that is known": [{ direction: "UNKNOWN" }, "nobody that is known"],
    "that are something else than the event says": [{ kind: "baugenehmigung.bescheid.0205" }, "another message"],
    "with another UUID than the event says": [{ messageId: "x" }, "another message"],
    "that are no XML": [{ xml: Buffer.from("Guten Tag") }, "not-well-formed"],
    "that are another XML": [{ xml: Buffer.from('<a version="2.6"/>') }, "without its kind, version or UUID"],
    "with a document type": [
      { xml: Buffer.from(check.xml.toString().replace("?>", '?><!DOCTYPE d [<!ENTITY l0 "ha">]>')) },
      "document-type",
    ],
  };
  for (const [what, [change, detail]] of Object.entries(bad))
    it(`are not carried, and hold up nobody: ${what}`, () => {
      expect(fault(() => carried(carrier(), { ...check, ...change })))
        .to.match(/^bad-contract: /)
        .and.to.include(detail);
    });

  it("without a case are not carried", () => {
    const scene = carrier().for({ caseNumber: "" });
    expect(fault(() => carried(scene, check))).to.include("without the number of its case");
  });
});
