import { expect } from "chai";
import type { CaseFile } from "../../../platform/casework/case/case-file.ts";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  InformationRequested,
  NoticeRequested,
  PaymentRequested,
  ReplyReceived,
  SubmissionAnswered,
} from "../../../platform/casework/case/events.ts";
import type { NoticeContent } from "../../../platform/casework/letters/letter.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { betweenCaseAndDwelling } from "../../../test/support/dwelling.ts";
import { enclosed, someFiles } from "../../../test/support/enclosed.ts";
import { given, type Scene } from "../../../test/support/given.ts";
import { hashKey } from "../../../test/support/hash-key.ts";
import type { Application } from "../calculation/application.ts";
import type { RentLevel } from "../calculation/decision.ts";
import { readParameters } from "../calculation/parameters.ts";
import { housingBenefitService } from "../housing-benefit.ts";
import schema from "../tariff.schema.json" with { type: "json" };

const levels = readTownFiles<{ rentLevels: RentLevel[] }>("housing-benefit", schema);
const definition = housingBenefitService({ towns: readTowns(), levels, law: readParameters(), hashKey });
const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const applicant = {
  ...{ familyName: "Beispiel", givenNames: "Änne", birthDate: "1984-02-29" },
  address: { street: "Musterweg", houseNumber: "1", supplement: "", postcode: "45966", city: "Gladbeck" },
};
/** 1,400 euros wages with 30 % off and a rent of 600: facts of the law's own example, but in Gladbeck (II). */
const single: Application = {
  members: [
    {
      ...{ relation: "applicant", birthDate: "1984-02-29", wagesCents: 140_000 },
      ...{ paysTax: true, paysHealthInsurance: true, paysPensionInsurance: true },
    },
  ],
  rentCents: 45_000,
  wealthCents: 0,
  enclosed: ["rent-contract", "income"],
  account: { iban: "DE46000000000000000014", holder: "Änne Beispiel" },
};

function apply(
  changes: Partial<Application> = {},
  files: number | ReturnType<typeof enclosed>[] = 2,
  receivedAt = "2026-11-22T10:00:00Z",
): Scene<CaseFile> {
  const scene = given(definition, { municipality: "055620014014", caseId: "case", caseNumber, receivedAt })
    .within(...betweenCaseAndDwelling)
    .on("2026-11-23");
  scene.when(ApplicationAccepted, {
    ...{ applicant, form: "housing-benefit.v1", data: JSON.stringify({ ...single, ...changes }) },
    ...{ trustLevel: "substantiell", demandedTrustLevel: "substantiell" },
    attachments: typeof files === "number" ? someFiles(files) : files,
  });
  const registered = { trustLevel: "substantiell", registered: applicant, residentSince: "2011-04-01" } as const;
  return scene.when(IdentityConfirmed, registered);
}
const member = (changes: object) => [{ ...single.members[0], ...changes }] as Application["members"];
const codes = (scene: Scene<CaseFile>) => scene.said(CaseReferred).reasons.map(({ code }) => code);
const notice = (scene: Scene<CaseFile>) => JSON.parse(scene.said(NoticeRequested).content) as NoticeContent;
const fire = (scene: Scene<CaseFile>) => {
  const [timer] = scene.view.timers;
  if (!timer) throw new Error("no timer");
  return scene.on(timer.due).handle(`timer.${timer.name}`, {}, { id: timer.id });
};

describe("housing benefit: cases", () => {
  it("is granted by rule for twelve months from the first of the month of application", () => {
    const scene = apply().leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
    // Y = (12 × 1,400 − 1,230) × 0.7 / 12 = 908.25; M = min(450; 408 + 19.20) + 110.40 = 537.60; 1.15 × (M − z1 × Y) = 268.40.
    expect(scene.said(CaseDecided)).to.include({ outcome: "granted", decidedBy: "rule", amountCents: 268_00 });
    const text = JSON.stringify(notice(scene).blocks);
    expect(text).to.include("vom 01.11.2026 bis zum 31.10.2027").and.to.include("268,00 €");
    expect(text).to.include("908,25").and.to.include("537,60");
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(notice(scene))).to.deep.equal([]);
  });

  it("is paid monthly in advance, what is past at once, and the sums are the grant's", () => {
    const { claims, totalCents, mandate, payTo, charge } = apply().said(PaymentRequested);
    expect(claims).to.have.length(12);
    expect(claims.slice(0, 3)).to.deep.equal([
      { cents: -268_00, dueOn: "2026-11-23", label: "Wohngeld 11/2026" },
      { cents: -268_00, dueOn: "2026-11-30", label: "Wohngeld 12/2026" },
      { cents: -268_00, dueOn: "2026-12-31", label: "Wohngeld 01/2027" },
    ]);
    expect(totalCents).to.equal(-12 * 268_00);
    expect([mandate, payTo, charge]).to.deep.equal([null, single.account, "benefit"]);
  });

  it("counts from the day of receipt in Berlin, not from the day of the decision", () => {
    const scene = apply({}, 2, "2026-10-31T23:30:00Z");
    expect(JSON.stringify(notice(scene))).to.include("vom 01.11.2026");
    expect(JSON.stringify(notice(apply({}, 2, "2026-10-31T22:30:00Z")))).to.include("vom 01.10.2026");
  });

  it("asks once for all proofs that are missing", () => {
    const scene = apply({ enclosed: [], members: member({ degreeOfDisability: 60 }) }, 0).leadsTo(InformationRequested);
    expect(scene.said(InformationRequested).items.map(({ code }) => code)).to.deep.equal([
      "rent-contract-missing",
      "income-missing",
      "disability-missing",
    ]);
  });

  it("asks for what is said to be enclosed and did not come", () => {
    const items = apply({}, 1).said(InformationRequested).items;
    expect(items.map(({ code }) => code)).to.deep.equal(["income-missing"]);
  });

  const reply = (scene: Scene<CaseFile>, files: number) =>
    scene.when(ReplyReceived, {
      ...{ submissionId: "R-1", text: "Anbei." },
      attachments: someFiles(files, "nachgereicht"),
    });

  it("goes on by rule when the reply brings what was missing", () => {
    reply(apply({ enclosed: [] }, 0), 2).leadsTo(SubmissionAnswered, CaseDecided, PaymentRequested, NoticeRequested);
  });

  it("goes to a person when the reply does not bring it", () => {
    const scene = reply(apply({ enclosed: [] }, 0), 1).leadsTo(SubmissionAnswered, CaseReferred);
    expect(codes(scene)).to.deep.equal(["income-missing-still"]);
  });

  it("reminds, and goes to a person when nothing comes: rules never refuse a benefit", () => {
    const scene = fire(apply({ enclosed: [] }, 0)).leadsTo(InformationRequested);
    expect(scene.said(InformationRequested).reminder).to.equal(true);
    expect(codes(fire(scene).leadsTo(CaseReferred))).to.deep.equal(["no-answer"]);
  });

  it("asks for what was sent as an empty file, and counts one file under two names once", () => {
    const asked = (files: ReturnType<typeof enclosed>[]) =>
      apply({}, files)
        .leadsTo(InformationRequested)
        .said(InformationRequested)
        .items.map(({ code }) => code);
    const [contract, income] = [enclosed("mietvertrag.pdf"), enclosed("lohn.pdf")];
    expect(
      asked([
        { ...contract, bytes: 0 },
        { ...income, bytes: 0 },
      ]),
    ).to.deep.equal(["rent-contract-missing", "income-missing"]);
    expect(asked([contract, { ...contract, name: "lohn.pdf" }])).to.deep.equal(["income-missing"]);
    apply({}, [contract, income]).leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
  });

  it("says for each kind of income what proves it", () => {
    const { items } = apply(
      { enclosed: ["rent-contract"], members: member({ pensionCents: 1, maintenanceReceivedCents: 1 }) },
      1,
    ).said(InformationRequested);
    expect(items[0]?.sentence)
      .to.include("Verdienstbescheinigung")
      .and.include("Rentenbescheid")
      .and.include("Unterhalt, den Sie erhalten")
      .and.not.include("Steuerbescheid");
    const only = apply(
      { enclosed: ["rent-contract"], members: member({ wagesCents: 0, unemploymentBenefitCents: 140_000 }) },
      1,
    );
    expect(only.said(InformationRequested).items.map(({ code }) => code)).to.deep.equal(["income-missing"]);
  });

  const persons: Record<string, [string[], Partial<Application>]> = {
    "somebody who receives a benefit that covers housing": [
      ["excluded-benefit"],
      { members: [...single.members, { relation: "partner", birthDate: "1985-01-01", transferBenefit: true }] },
    ],
    "wealth above the guideline": [["wealth"], { wealthCents: 6_000_001 }],
    "no claim": [["no-claim"], { members: member({ wagesCents: 400_000 }) }],
  };
  for (const [what, [expected, changes]] of Object.entries(persons))
    it(`goes to a person for ${what}`, () => {
      expect(codes(apply(changes).leadsTo(CaseReferred))).to.deep.equal(expected);
    });

  it("goes to a person for a month whose law there is not yet", () => {
    expect(codes(apply({}, 2, "2027-02-01T10:00:00Z").leadsTo(CaseReferred))).to.deep.equal(["no-rent-level"]);
  });

  it("is granted by a person with the same calculation, and refused in their own words", () => {
    const wealthy = () => apply({ wealthCents: 7_000_000 });
    const granted = wealthy().decides({ caseNumber, outcome: "grant", reason: "Vermögen ist gebunden." });
    granted.leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
    expect(granted.said(CaseDecided)).to.include({ decidedBy: "person", amountCents: 268_00 });
    const refused = wealthy().decides({ caseNumber, outcome: "refuse", reason: "Das Vermögen ist erheblich." });
    refused.leadsTo(CaseDecided, NoticeRequested);
    expect(JSON.stringify(notice(refused)))
      .to.include("Das Vermögen ist erheblich.")
      .and.to.include("Widerspruch");
  });

  it("is not granted by a person where the law gives nothing", () => {
    const scene = apply({ members: member({ wagesCents: 400_000 }) });
    expect(() => scene.decides({ caseNumber, outcome: "grant", reason: "Trotzdem." })).to.throw(Fault, "not-possible");
  });

  it("asks how a household lives that has too little to live on, and shows the answer to a person", () => {
    const poor = apply({ members: member({ wagesCents: 20_000 }), rentCents: 90_000 }).leadsTo(InformationRequested);
    expect(poor.said(InformationRequested).items.map(({ code }) => code)).to.deep.equal(["income-implausible"]);
    expect(codes(reply(poor, 1).leadsTo(SubmissionAnswered, CaseReferred))).to.deep.equal(["income-implausible-still"]);
  });

  it("takes a household of forty", () => {
    const members = [
      ...single.members,
      ...Array.from({ length: 39 }, () => ({ relation: "child", birthDate: "2015-01-01" })),
    ];
    const rich = members.map((one, i) => (i ? one : { ...one, wagesCents: 600_000 }));
    apply({ members: rich as Application["members"], rentCents: 90_000 }).leadsTo(
      CaseDecided,
      PaymentRequested,
      NoticeRequested,
    );
  });
});
