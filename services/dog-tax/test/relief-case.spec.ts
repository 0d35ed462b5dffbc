import { expect } from "chai";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  InformationRequested,
  NoticeRequested,
  PaymentRequested,
  ReplyReceived,
  SubmissionAnswered,
} from "../../../platform/casework/case/events.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { someFiles } from "../../../test/support/enclosed.ts";
import type { ReliefApplication } from "../assessment/relief.ts";
import { type House, holder, household } from "./household.ts";

const benefits: ReliefApplication = {
  ...{ dog: { name: "Bello" }, reason: "social_benefits", enclosed: ["benefit-notice"] },
};

/** A dog since May 2026 whose tax was assessed for the year, and an application for relief. */
function applies(form: ReliefApplication, files = 1, day = "2026-08-10"): House {
  const house = household("Gladbeck", "2026-05-20").registers("Bello", "2026-05-10").isArranged("2026-05-21");
  return house
    .on(day)
    .newCase()
    .when(ApplicationAccepted, {
      ...{ applicant: holder, form: "dog-tax-relief.v1", data: JSON.stringify(form) },
      ...{ trustLevel: "substantiell", demandedTrustLevel: "basis", attachments: someFiles(files) },
    })
    .confirmed();
}

describe("dog tax: an application for relief", () => {
  it("is always a person's to grant, from the first of the next month on, and gives back half of what was assessed", () => {
    const house = applies(benefits).leadsTo(CaseReferred);
    expect(house.reasons).to.deep.equal(["relief-decision"]);
    house.person("grant").leadsTo(CaseDecided, PaymentRequested);
    // September to December at 11 € each, half of it.
    expect(house.said(CaseDecided)).to.deep.include({ outcome: "granted", amountCents: -22_00 });
    house.isArranged("2026-08-11").leadsTo(NoticeRequested);
    expect(house.notice.title).to.equal("Bescheid über die Ermäßigung der Hundesteuer");
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(house.notice)).to.deep.equal([]);
  });

  it("exempts an assistance dog altogether", () => {
    const form: ReliefApplication = { ...benefits, reason: "assistance_dog", mark: "B", enclosed: ["disability-card"] };
    expect(applies(form).person("grant").cents).to.equal(-44_00);
  });

  it("changes nothing yet when it begins with the next year, and the notice goes at once", () => {
    const house = applies(benefits, 1, "2026-12-10").person("grant").leadsTo(CaseDecided, NoticeRequested);
    expect(house.cents).to.equal(0);
    expect(house.text).to.contain("Januar 2027");
  });

  it("is asked for its proof, reminded, and then a person's", () => {
    const house = applies({ ...benefits, enclosed: [] }, 0).leadsTo(InformationRequested);
    expect(house.said(InformationRequested).items.map(({ code }) => code)).to.deep.equal(["benefit-notice-missing"]);
    const fire = () => {
      const [timer] = house.view.timers;
      return house.on("2026-10-30").handle("timer.question-due", {}, { id: timer?.id ?? "" });
    };
    fire().leadsTo(InformationRequested);
    fire().leadsTo(CaseReferred);
    expect(house.reasons).to.deep.equal(["no-answer"]);
  });

  it("goes on when the proof comes with a reply", () => {
    const house = applies({ ...benefits, enclosed: [] }, 0);
    house.when(ReplyReceived, { submissionId: "r", text: "Anbei.", attachments: someFiles(1) });
    house.leadsTo(SubmissionAnswered, CaseReferred);
    expect(house.reasons).to.deep.equal(["relief-decision"]);
  });

  it("for a dog that is not here, or that has it already, cannot be granted", () => {
    const unknown = applies({ ...benefits, dog: { name: "Niemand" } });
    expect(unknown.reasons).to.include("dog-unknown");
    expect(() => unknown.person("grant")).to.throw(Fault);
    const twice = applies(benefits).person("grant").isArranged("2026-08-11").newCase();
    twice.applies("dog-tax-relief.v1", { ...benefits, enclosed: ["benefit-notice"] }).confirmed();
    expect(twice.names).to.include(InformationRequested.name);
  });

  it("is refused by a person in their own words", () => {
    const house = applies(benefits).person("refuse", { reason: "Der Bescheid ist abgelaufen." });
    house.leadsTo(CaseDecided, NoticeRequested);
    expect(house.said(CaseDecided).outcome).to.equal("refused");
    expect(house.text).to.contain("Der Bescheid ist abgelaufen.");
  });
});
