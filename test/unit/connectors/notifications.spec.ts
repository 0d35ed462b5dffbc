import { expect } from "chai";
import { pieceBytes } from "../../../connectors/portals/common/notifying/claim-check.ts";
import type { Sent } from "../../../connectors/portals/common/notifying/notifications.ts";
import { RecordRepeated } from "../../../platform/casework/case/events.ts";
import { emptyEnvelope } from "../../../platform/messaging/contracts/envelope.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { ear, place, type Update } from "./ear.ts";

const whole: [number, string][] = [
  [1, "Received"],
  [2, "Decision"],
  [3, "Payment"],
  [4, "Document 1/1"],
];

describe("connectors: what a portal is told", () => {
  it("is numbered 1, 2, 3 from the receipt on", () => {
    expect(ear().accepted().decided().arranged().issued().told).to.deep.equal(whole);
  });

  it("begins with the receipt, also when the decision and what follows it come first", () => {
    const orders = [
      () => ear().decided().arranged().issued().accepted(),
      () => ear().issued().arranged().decided().accepted(),
      () => ear().arranged().accepted().issued().decided(),
      () => ear().accepted().arranged().issued().decided(),
    ];
    for (const order of orders) {
      const { told, state } = order();
      expect(told.map(([number]) => number)).to.deep.equal([1, 2, 3, 4]);
      expect(told.slice(0, 2)).to.deep.equal(whole.slice(0, 2));
      expect(state.held).to.deep.equal([]);
    }
  });

  it("says what was held with the case number and time that it had itself", () => {
    const heard = ear().for({ time: "2026-11-22T09:00:00.000Z" }).decided();
    heard.for({ time: "2026-11-22T10:00:00.000Z" }).accepted();
    const [receipt, decision] = heard.events.map(({ body }) => body as Update);
    expect([receipt?.at, decision?.at]).to.deep.equal(["2026-11-22T10:00:00.000Z", "2026-11-22T09:00:00.000Z"]);
    expect(decision?.caseReference).to.equal("GLA-26-7K3M9-Q2XAB-41");
    expect(decision?.updateId).not.to.equal(receipt?.updateId);
  });

  it("tells nothing about documents and payments before the decision", () => {
    const heard = ear().accepted().issued().arranged();
    expect(heard.told).to.deep.equal([[1, "Received"]]);
    expect(heard.view.status).to.equal("open");
  });

  it("says that a person has to look as soon as a message is given up, also before the receipt, which follows", () => {
    const delayed = "given up";
    const heard = ear();
    const envelope = { ...emptyEnvelope, portal: "sozialplattform-nrw", applicationId: "S-1", caseId: "case" };
    const { state, events } = heard.givesUp(envelope, delayed) ?? {
      state: heard.state,
      events: [],
    };
    expect((events[0]?.body as Update).update).to.have.nested.property(
      "nrw\\.sozialplattform\\.Progress.state",
      "DELAYED",
    );
    heard.states.set("sozialplattform-nrw/application/S-1", state);
    expect(heard.decided().told).to.deep.equal([]); // Still held: the receipt comes first.
    expect(heard.accepted().told).to.deep.equal([
      [2, "Received"],
      [3, "Decision"],
    ]);
  });

  it("tells the day of receipt in Berlin", () => {
    const { body } = ear().accepted().events[0] ?? {};
    expect((body as Update).update).to.deep.equal({ "nrw.sozialplattform.Received": { dateOfReceipt: "2026-11-22" } });
  });

  it("tells what is missing and until when, but not once it is decided", () => {
    const heard = ear().accepted().asked();
    expect((heard.events[0]?.body as Update).update).to.deep.equal({
      "nrw.sozialplattform.Progress": {
        state: "INFORMATION_NEEDED",
        message: "Es fehlt noch etwas.",
        items: [{ code: "proof-missing", message: "Bitte senden Sie uns den Nachweis." }],
        dueOn: "2026-12-14",
        payment: null,
      },
    });
    expect(heard.decided().asked().told.at(-1)).to.deep.equal([3, "Decision"]);
  });

  it("tells that a person looks at it, without the reasons", () => {
    const heard = ear().accepted().referred();
    expect(heard.told.at(-1)).to.deep.equal([2, "Progress"]);
    expect(JSON.stringify(heard.events)).not.to.match(/Geheim|listed-breed/);
  });

  it("tells of a delay at any time once it is open, and of answers to replies", () => {
    expect(
      ear()
        .accepted()
        .delayed()
        .answered()
        .decided()
        .delayed()
        .answered()
        .told.map(([, what]) => what),
    ).to.deep.equal(["Received", "Progress", "Acknowledged", "Decision", "Progress", "Acknowledged"]);
  });

  it("goes on numbering when a refused application is repaired", () => {
    expect(ear().refused().accepted().decided().told).to.deep.equal([
      [1, "Rejected"],
      [2, "Received"],
      [3, "Decision"],
    ]);
  });

  it("gives a refused record the number 0 and counts nothing", () => {
    const heard = ear().recordRefused().accepted().recordRefused().decided();
    expect(heard.told).to.deep.equal([
      [0, "RecordRejected"],
      [1, "Received"],
      [0, "RecordRejected"],
      [2, "Decision"],
    ]);
  });

  it("sends a large document in numbered pieces, each with a number of its own", () => {
    const heard = ear()
      .accepted()
      .decided()
      .issued(2 * pieceBytes + 1);
    expect(heard.told.slice(2)).to.deep.equal([
      [3, "Document 1/3"],
      [4, "Document 2/3"],
      [5, "Document 3/3"],
    ]);
    expect(
      ear()
        .accepted()
        .decided()
        .issued(2 * pieceBytes)
        .told.at(-1)?.[1],
    ).to.equal("Document 2/2");
    expect(ear().accepted().decided().issued(0).told.at(-1)?.[1]).to.equal("Document 1/1");
    expect(new Set(heard.events.map(({ metadata }) => metadata.id)).size).to.equal(3);
  });

  it("has ids that the same message always gives", () => {
    const ids = () =>
      ear()
        .decided()
        .accepted()
        .events.map(({ metadata }) => metadata.id);
    expect(ids()).to.deep.equal(ids());
  });
});

describe("connectors: a record that was pushed again", () => {
  const again = (sent: Sent[] | undefined) => {
    const heard = ear().accepted().decided();
    heard.sent = sent;
    const { state } = heard;
    const asked = () => heard.when(RecordRepeated, { ...place, answeredBy: "first" }, { id: "again" });
    return { heard, state, asked };
  };
  const body = Buffer.from(JSON.stringify({ head: { number: 1 }, document: { piece: 1, pieces: 1 } }));

  it("is answered with the same bytes under the same number, and changes nothing", () => {
    const { heard, state, asked } = again([{ body, type: "CaseUpdate", order: 1 }]);
    asked();
    expect(heard.events).to.have.length(1);
    expect(heard.events[0]).to.include({ bytes: body, order: 1 });
    expect(heard.state).to.deep.equal(state);
  });

  it("waits for its first answer where that was not told yet", () => {
    for (const sent of [undefined, []]) {
      let fault: unknown;
      try {
        again(sent).asked();
      } catch (error) {
        fault = error;
      }
      expect(fault).to.be.instanceOf(Fault).and.to.include({ code: "not-yet", retry: true });
    }
  });

  it("is a matter for a person where the answer's record is not told any more", () => {
    expect(() => again([{ body, type: "Abolished", order: 1 }]).asked()).to.throw(Fault, "bad-contract");
  });

  it("is known by the portal and its id", () => {
    expect(ear().accepted().key).to.equal("sozialplattform-nrw/application/S-1");
    expect(ear().service.portal).to.equal("sozialplattform-nrw");
  });
});
