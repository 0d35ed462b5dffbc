import { expect } from "chai";
import {
  CaseDecided,
  CaseReferred,
  NoticeRequested,
  ObjectionAnswered,
  ObjectionRaised,
  ObjectionWithdrawn,
  SubmissionAnswered,
  WithdrawalReceived,
} from "../../../../platform/casework/case/events.ts";
import type { NoticeContent } from "../../../../platform/casework/letters/letter.ts";
import { objectionAccount } from "../../../../platform/casework/objections/objection-case.ts";
import { Fault } from "../../../../platform/messaging/faults.ts";
import { appeals } from "../../../support/appeals.ts";

import { certificate, number, Office, objection, office, person } from "./objection-office.ts";

describe("objections (Widerspruch)", () => {
  it("open the decided case for a person again, with the grounds, and only that one waits", () => {
    const scene = office().objects("2026-12-10").leadsTo(CaseReferred, ObjectionRaised).passes(ObjectionRaised);
    expect(scene.tasks).to.have.length(1);
    expect(scene.tasks[0]).to.deep.include({ caseNumber: number, reasons: ["objection"] });
    expect(scene.file.replies[0]?.text).to.equal("Ich wohne seit 2011 hier.");
  });

  it("are in time until one month after the decision counts as notified, on a working day", () => {
    // 23 November, four days later Friday the 27th; a month later 27 December is a Sunday.
    expect(appeals.legalRemedies.lastDay("2026-11-23")).to.equal("2026-12-28");
    const codes = (day: string) =>
      office()
        .objects(day)
        .passes(ObjectionRaised)
        .file.reasons.map(({ code }) => code);
    expect(codes("2026-12-28")).to.deep.equal(["objection"]);
    expect(codes("2026-12-29")).to.deep.equal(["objection-late"]);
  });

  it("show a person that somebody else objects", () => {
    const scene = office()
      .objects("2026-12-10", { ...person, givenNames: "Zoë" })
      .passes(ObjectionRaised);
    expect(scene.file.reasons.map(({ code }) => code)).to.deep.equal(["objection", "objection-by-another"]);
  });

  it("do not let the decided application be withdrawn as well: the decision stands until a person changes it", () => {
    const scene = office().objects("2026-12-10").passes(ObjectionRaised).for(certificate);
    scene.when(WithdrawalReceived, { submissionId: "w", reason: "" }).leadsTo(SubmissionAnswered);
    expect(scene.said(SubmissionAnswered).outcome).to.equal("too_late");
    expect(scene.tasks).to.have.length(1);
  });

  it("lead to a new decision where a person finds them right, and both cases say so", () => {
    const scene = office().objects("2026-12-10").passes(ObjectionRaised).decidesAnew("grant");
    scene.leadsTo(CaseDecided, NoticeRequested, ObjectionAnswered);
    expect(scene.said(CaseDecided).outcome).to.equal("granted");
    scene.passes(ObjectionAnswered).leadsTo(CaseDecided, NoticeRequested);
    expect(scene.said(CaseDecided)).to.include({ outcome: "granted", decidedBy: "person" });
    expect(scene.said(CaseDecided).sentence).to.contain(number);
    expect(scene.tasks).to.deep.equal([]);
  });

  it("leave the decision as it is otherwise, and go to the authority above", () => {
    const scene = office().objects("2026-12-10").passes(ObjectionRaised).decidesAnew("refuse", "Es bleibt dabei.");
    scene.leadsTo(ObjectionAnswered);
    expect(scene.file).to.deep.include({ status: "decided", objection: null });
    scene.passes(ObjectionAnswered).leadsTo(CaseDecided, NoticeRequested);
    const letter = JSON.parse(scene.said(NoticeRequested).content) as NoticeContent;
    const texts = letter.blocks.flatMap((block) => ("text" in block ? [block.text] : []));
    expect(texts.join(" ")).to.contain("Es bleibt dabei.").and.to.contain("Widerspruchsbehörde");
    expect(scene.said(CaseDecided).outcome).to.equal("refused");
  });

  it("have the new decision say which one it takes the place of, and why, in its letter and only there", () => {
    const scene = office().objects("2026-12-10").passes(ObjectionRaised).decidesAnew("grant");
    expect(scene.letter).to.contain("Ihrem am 10.12.2026 eingegangenen Widerspruch helfen wir damit ab.");
    expect(scene.letter).to.contain("Dieser Bescheid ersetzt unseren Bescheid vom 23.11.2026.");
    expect(scene.file.decision).to.include({ decidedOn: "2026-12-10", sentOn: "2026-12-10" });
    expect(office().letter, "the first one takes no other's place").not.to.contain("ersetzt");
  });

  it("cannot correct a decision of which there is nothing to correct: no sum, and what is certified is applied for again", () => {
    const scene = office().objects("2026-12-10").passes(ObjectionRaised).decidesAnew("grant");
    scene.for({
      ...objection,
      caseId: "second",
      account: objectionAccount("second"),
      receivedAt: "2026-12-20T10:00:00Z",
    });
    scene.applies("objection.v1", { decision: number }, person).confirmed().passes(ObjectionRaised);
    expect(() => scene.decidesAnew("grant")).to.throw(Fault, /was stattdessen gilt/);
    const command = { caseNumber: number, outcome: "grant", reason: "Nach Prüfung.", instead: { amountCents: 0 } };
    expect(() => scene.decides(command, certificate)).to.throw(Fault, /lässt sich nichts berichtigen/);
    expect(scene.decidesAnew("refuse").names).to.deep.equal([ObjectionAnswered.name]);
  });

  it("in part go to the authority above with what is left, and the applicant is told both", () => {
    const scene = office().objects("2026-12-10").passes(ObjectionRaised);
    const command = { caseNumber: number, outcome: "grant", reason: "Nach Prüfung.", instead: { inPart: true } };
    scene.decides(command, certificate);
    expect(scene.said(ObjectionAnswered).outcome).to.equal("partly_remedied");
    scene.passes(ObjectionAnswered).leadsTo(CaseDecided, NoticeRequested);
    expect(scene.said(CaseDecided).sentence).to.contain("teilweise abgeholfen");
    const letter = JSON.parse(scene.said(NoticeRequested).content) as NoticeContent;
    const texts = letter.blocks.flatMap((block) => ("text" in block ? [block.text] : []));
    expect(texts.join(" ")).to.contain("Soweit wir nicht abgeholfen haben").and.to.contain("Widerspruchsbehörde");
  });

  it("to a case that has one already are answered at once", () => {
    const scene = office().objects("2026-12-10").passes(ObjectionRaised);
    scene.for({ ...objection, caseId: "second", account: objectionAccount("second") });
    scene.applies("objection.v1", { decision: number }, person).confirmed().passes(ObjectionRaised);
    expect(scene.said(ObjectionAnswered)).to.deep.include({ outcome: "no_decision", isLetter: false });
    expect(scene.file.replies, "nothing of it is lost").to.have.length(2);
    scene.passes(ObjectionAnswered).leadsTo(CaseDecided, NoticeRequested);
    expect(scene.letter).to.contain("dazugenommen").and.not.to.contain("Widerspruchsbehörde");
    expect(scene.file.objection?.caseId).to.equal("objection");
  });

  it("to a decision that is not known here, or of another town, wait under their own number", () => {
    const scene = office().objects("2026-12-10", person, "DOR-26-7K3M9-Q2XAB-41").leadsTo();
    scene.looks().leadsTo().looks().leadsTo().looks().leadsTo(CaseReferred);
    expect(scene.timers, "nobody looks any more").to.deep.equal([]);
    expect(scene.tasks).to.have.length(1);
    expect(scene.tasks[0]).to.deep.include({ caseNumber: objection.caseNumber, reasons: ["decision-unknown"] });
    const command = { caseNumber: objection.caseNumber, outcome: "grant", reason: "?" };
    expect(() => scene.decides(command)).to.throw(Fault);
    const refusal = { ...command, outcome: "refuse" };
    for (const more of [{ feeCents: 500, basis: "?" }, { instead: { applicant: { familyName: "Muster" } } }])
      expect(() => scene.decides({ ...refusal, ...more }), "nothing of it is dropped").to.throw(Fault, "not-possible");
    scene.decides(refusal).leadsTo(CaseDecided, NoticeRequested);
    const elsewhere = new Office().on("2026-12-10").for({ ...objection, municipality: "055620012012" });
    elsewhere.applies("objection.v1", { decision: number }, person).confirmed().leadsTo();
    for (let look = 0; look < 3; look += 1) elsewhere.looks();
    elsewhere.leadsTo(CaseReferred);
  });

  it("can be taken back: the decision stands and nobody has to look any more", () => {
    const scene = office().objects("2026-12-10").passes(ObjectionRaised).for(objection);
    scene.when(WithdrawalReceived, { submissionId: "w", reason: "" });
    scene.leadsTo(SubmissionAnswered, CaseDecided, ObjectionWithdrawn).passes(ObjectionWithdrawn);
    expect(scene.file).to.deep.include({ status: "decided", objection: null });
    expect(scene.tasks).to.deep.equal([]);
  });

  it("that come before the decision wait for it, and are heard once it is there", () => {
    const scene = new Office().applied().objects("2026-11-24").passes(ObjectionRaised).leadsTo();
    expect(scene.file.status).to.equal("waiting-for-person");
    expect(scene.tasks[0]).to.deep.include({ reasons: ["open"] });
    scene.on("2026-11-25").decidesAnew("refuse", "Nein.").leadsTo(CaseDecided, NoticeRequested);
    expect(scene.file.reasons.map(({ code }) => code)).to.deep.equal(["objection"]);
    scene.decidesAnew("grant", "Doch.").leadsTo(CaseDecided, NoticeRequested, ObjectionAnswered);
    expect(scene.said(ObjectionAnswered).outcome).to.equal("remedied");
  });

  it("that come before their case has reached the service find it when it has", () => {
    const scene = office().objects("2026-12-10", person, "DOR-26-7K3M9-Q2XAB-41").looks().leadsTo();
    scene.looks("DOR-26-7K3M9-Q2XAB-41").leadsTo(CaseReferred, ObjectionRaised);
    expect(scene.timers).to.deep.equal([]);
  });

  it("that come before the decision of an application that is withdrawn then are told so", () => {
    const scene = new Office().applied().objects("2026-11-24").passes(ObjectionRaised).for(certificate);
    scene.when(WithdrawalReceived, { submissionId: "w", reason: "" });
    scene.leadsTo(SubmissionAnswered, CaseDecided, ObjectionAnswered);
    expect(scene.said(ObjectionAnswered).reason).to.contain("zurückgenommen");
    expect(scene.tasks).to.deep.equal([]);
  });

  it("that were taken back before they came, as the bus may bring it, open nothing", () => {
    const scene = office().objects("2026-12-10");
    const raised = scene.newEvent(ObjectionRaised);
    scene.for(objection).when(WithdrawalReceived, { submissionId: "w", reason: "" }).passes(ObjectionWithdrawn);
    scene.when(ObjectionRaised, raised.body as never, raised.metadata).leadsTo();
    expect(scene.tasks).to.deep.equal([]);
  });
});
