import { expect } from "chai";
import {
  ApplicationAccepted,
  ApplicationForwarded,
  CaseDecided,
  IdentityConfirmed,
  IdentityRefused,
  NoticeRequested,
  PaymentRequested,
  ReplyReceived,
  WithdrawalReceived,
} from "../../../../platform/casework/case/events.ts";
import { readTownFiles, readTowns } from "../../../../platform/casework/towns/towns.ts";
import type { RentLevel } from "../../../../services/housing-benefit/calculation/decision.ts";
import { readParameters } from "../../../../services/housing-benefit/calculation/parameters.ts";
import { housingBenefitService } from "../../../../services/housing-benefit/housing-benefit.ts";
import schema from "../../../../services/housing-benefit/tariff.schema.json" with { type: "json" };
import { betweenCaseAndDwelling } from "../../../support/dwelling.ts";
import { enclosed } from "../../../support/enclosed.ts";
import { given } from "../../../support/given.ts";
import { hashKey } from "../../../support/hash-key.ts";

const gladbeck = "055620014014";
const dorsten = "055620012012";
const towns = readTowns();
const levels = readTownFiles<{ rentLevels: RentLevel[] }>("housing-benefit", schema);
const applicant = {
  ...{ familyName: "Beispiel", givenNames: "Änne", birthDate: "1984-02-29" },
  address: { street: "Musterweg", houseNumber: "1", supplement: "", postcode: "45966", city: "Gladbeck" },
};
const form = {
  members: [
    {
      ...{ relation: "applicant", birthDate: "1984-02-29", wagesCents: 1_400_00 },
      ...{ paysTax: true, paysHealthInsurance: true, paysPensionInsurance: true },
    },
  ],
  ...{ rentCents: 450_00, wealthCents: 0, enclosed: ["rent-contract", "income"] },
  account: { iban: "DE46000000000000000014", holder: "Änne Beispiel" },
};

/** An application of 30 November that is looked at in December. */
const sentTo = (municipality: string, offering = levels) =>
  given(housingBenefitService({ towns, levels: offering, law: readParameters(), hashKey }), {
    ...{ municipality, caseId: "case", caseNumber: "DOR-26-7K3M9-Q2XAB-41", receivedAt: "2026-11-30T20:00:00Z" },
  })
    .within(...betweenCaseAndDwelling)
    .on("2026-12-01")
    .when(ApplicationAccepted, {
      ...{ applicant, form: "housing-benefit.v1", data: JSON.stringify(form) },
      ...{ trustLevel: "substantiell", demandedTrustLevel: "substantiell" },
      attachments: [enclosed("mietvertrag.pdf"), enclosed("lohn.pdf")],
    });

describe("a social benefit that was sent to the wrong town (SGB I § 16(2))", () => {
  it("goes on to the town of the applicant's postcode, which decides from the month of receipt", () => {
    const scene = sentTo(dorsten).leadsTo(ApplicationForwarded);
    const { body, metadata } = scene.newEvent(ApplicationForwarded);
    expect(metadata).to.include({ municipality: gladbeck, receivedAt: "2026-11-30T20:00:00Z", caseId: "case" });
    scene
      .for(metadata)
      .when(ApplicationForwarded, body as never)
      .leadsTo();
    scene.when(IdentityConfirmed, { trustLevel: "substantiell", registered: applicant, residentSince: "2011-04-01" });
    scene.leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
    expect(scene.said(CaseDecided).outcome).to.equal("granted");
    expect(scene.said(PaymentRequested).claims[0]?.label).to.contain("11/2026");
  });

  it("is nobody's any more where it was sent to: what identity says there, and the same again, lead to nothing", () => {
    const scene = sentTo(dorsten);
    scene.when(IdentityRefused, { reason: "not_a_resident", sentence: "Kein Eintrag." }).leadsTo();
    expect(scene.view).to.deep.include({ status: "forwarded", tasks: [] });
    expect(JSON.stringify(scene.state)).not.to.contain("Beispiel");
  });

  it("is followed by what the citizen sends later", () => {
    const scene = sentTo(dorsten);
    scene.when(ReplyReceived, { submissionId: "r", text: "Anbei", attachments: [] }).leadsTo(ReplyReceived);
    expect(scene.newEvent(ReplyReceived).metadata).to.deep.equal({ municipality: gladbeck });
    scene.when(WithdrawalReceived, { submissionId: "w", reason: "" }).leadsTo(WithdrawalReceived);
  });

  it("stays where it is when it is right there, or when the other town does not take part", () => {
    sentTo(gladbeck).leadsTo();
    sentTo(dorsten, new Map([...levels].filter(([ars]) => ars !== gladbeck))).leadsTo();
  });
});
