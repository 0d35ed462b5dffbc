import { expect } from "chai";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  IdentityUnclear,
  NoticeRequested,
  ObjectionAnswered,
  ObjectionRaised,
  ObjectionWithdrawn,
  SubmissionAnswered,
  WithdrawalReceived,
} from "../../../platform/contracts/events.ts";
import { Fault } from "../../../platform/faults.ts";
import type { CaseFile } from "../../../platform/service/case-file.ts";
import type { NoticeContent } from "../../../platform/service/letter.ts";
import { objectionAccount, withObjections } from "../../../platform/service/objection-case.ts";
import { lastDayToObject } from "../../../platform/service/objections.ts";
import { readTowns } from "../../../platform/towns.ts";
import { residenceCertificate } from "../../../services/residence-certificate/residence-certificate.ts";
import { Scene } from "../../support/given.ts";

const towns = readTowns();
const number = "GLA-26-7K3M9-Q2XAB-41";
const person = {
  ...{ familyName: "Beispiel", givenNames: "Änne", birthDate: "1984-02-29" },
  address: { street: "Musterweg", houseNumber: "1", supplement: "", postcode: "45966", city: "Gladbeck" },
};
const about = { municipality: "055620014014", portal: "portal", serviceKey: "99115003012000" };
const certificate = { ...about, caseId: "certificate", caseNumber: number, account: "certificate" };
const objection = {
  ...{ ...about, caseId: "objection", caseNumber: "GLA-26-00000-00000-00", account: objectionAccount("objection") },
  applicationId: "EL-2",
};
const surface = withObjections(residenceCertificate(towns), towns, async () => new Map());

/** The office, the case that was decided, and the objection: what one says is handed to the other as the bus would. */
class Office extends Scene<object, { inner: undefined; decisions: ReadonlyMap<string, object> }> {
  constructor() {
    super(surface as never);
  }

  /** A certificate that a person refused on 23 November 2026. */
  refused(): this {
    return this.on("2026-11-23")
      .for({ ...certificate, receivedAt: "2026-11-23T10:00:00Z" })
      .applies("residence-certificate.v1", { scope: "simple" }, person)
      .when(IdentityUnclear, { reason: "no_exact_match", sentence: "Die Anschrift stimmt nicht." })
      .decides({ caseNumber: number, outcome: "refuse", reason: "Die Person ist hier nicht gemeldet." });
  }

  /** Somebody objects, and what follows reaches the case that was decided. */
  objects(day: string, who = person, decision = number): this {
    this.on(day)
      .for({ ...objection, receivedAt: `${day}T10:00:00Z` })
      .applies("objection.v1", { decision, grounds: "Ich wohne seit 2011 hier." }, who)
      .confirmed();
    return this;
  }

  applies(form: string, data: object, applicant: typeof person): this {
    const body = { applicant, form, data: JSON.stringify(data), attachments: [] };
    const levels = { trustLevel: "hoch", demandedTrustLevel: "hoch" } as const;
    const prepared = { inner: undefined, decisions: new Map([[number, certificate]]) };
    return this.when(ApplicationAccepted, { ...body, ...levels }, {}, prepared);
  }

  confirmed(): this {
    return this.when(IdentityConfirmed, { trustLevel: "hoch", registered: person, residentSince: "2011-04-01" });
  }

  /** Hands on what the service said to itself. */
  passes(contract: typeof ObjectionRaised | typeof ObjectionAnswered | typeof ObjectionWithdrawn): this {
    const { body, about } = this.draft(contract);
    return this.when(contract as typeof ObjectionRaised, body as never, about);
  }

  decidesAnew(outcome: "grant" | "refuse", reason = "Der Mietvertrag belegt es."): this {
    return this.decides({ caseNumber: number, outcome, reason }, certificate);
  }
  get file(): CaseFile {
    return this.states.get(`${about.municipality}/certificate`) as CaseFile;
  }
  get tasks() {
    return [...this.states.values()].flatMap((state) => this.surface.view(state).tasks);
  }
}

const office = () => new Office().refused();

describe("objections (Widerspruch)", () => {
  it("open the decided case for a person again, with the grounds, and only that one waits", () => {
    const scene = office().objects("2026-12-10").leadsTo(CaseReferred, ObjectionRaised).passes(ObjectionRaised);
    expect(scene.tasks).to.have.length(1);
    expect(scene.tasks[0]).to.deep.include({ caseNumber: number, reasons: ["objection"] });
    expect(scene.file.replies[0]?.text).to.equal("Ich wohne seit 2011 hier.");
  });

  it("are in time until one month after the decision counts as notified, on a working day", () => {
    // 23 November, four days later Friday the 27th; a month later 27 December is a Sunday.
    expect(lastDayToObject("2026-11-23")).to.equal("2026-12-28");
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

  it("cannot correct a decision of which there is nothing to correct: no sum, and what is certified is applied for again", () => {
    const scene = office().objects("2026-12-10").passes(ObjectionRaised).decidesAnew("grant");
    scene.for({
      ...objection,
      caseId: "second",
      account: objectionAccount("second"),
      receivedAt: "2026-12-20T10:00:00Z",
    });
    scene.applies("objection.v1", { decision: number }, person).confirmed().passes(ObjectionRaised);
    expect(() => scene.decidesAnew("grant")).to.throw(Fault, /say what holds instead/);
    const command = { caseNumber: number, outcome: "grant", reason: "Nach Prüfung.", instead: { amountCents: 0 } };
    expect(() => scene.decides(command, certificate)).to.throw(Fault, /nothing of this decision can be corrected/);
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
    expect(scene.said(ObjectionAnswered)).to.deep.include({ outcome: "not_remedied" });
    expect(scene.file.objection?.caseId).to.equal("objection");
  });

  it("to a decision that is not known here, or of another town, wait under their own number", () => {
    const scene = office().objects("2026-12-10", person, "DOR-26-7K3M9-Q2XAB-41").leadsTo(CaseReferred);
    expect(scene.tasks).to.have.length(1);
    expect(scene.tasks[0]).to.deep.include({ caseNumber: objection.caseNumber, reasons: ["decision-unknown"] });
    const command = { caseNumber: objection.caseNumber, outcome: "grant", reason: "?" };
    expect(() => scene.decides(command)).to.throw(Fault);
    scene.decides({ ...command, outcome: "refuse" }).leadsTo(CaseDecided, NoticeRequested);
    const elsewhere = new Office().on("2026-12-10").for({ ...objection, municipality: "055620012012" });
    elsewhere.applies("objection.v1", { decision: number }, person).confirmed().leadsTo(CaseReferred);
  });

  it("can be taken back: the decision stands and nobody has to look any more", () => {
    const scene = office().objects("2026-12-10").passes(ObjectionRaised).for(objection);
    scene.when(WithdrawalReceived, { submissionId: "w", reason: "" });
    scene.leadsTo(SubmissionAnswered, CaseDecided, ObjectionWithdrawn).passes(ObjectionWithdrawn);
    expect(scene.file).to.deep.include({ status: "decided", objection: null });
    expect(scene.tasks).to.deep.equal([]);
  });
});
