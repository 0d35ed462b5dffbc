import { expect } from "chai";
import type { CaseFile } from "../../../platform/casework/case/case-file.ts";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  InformationRequested,
  NoticeRequested,
  ObjectionAnswered,
  PaymentRequested,
} from "../../../platform/casework/case/events.ts";
import { readTowns } from "../../../platform/casework/towns/towns.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { someFiles } from "../../../test/support/enclosed.ts";
import { given, type Scene } from "../../../test/support/given.ts";
import { booked, heard, objects } from "../../../test/support/objecting.ts";
import type { Application } from "../calculation/application.ts";
import { checks } from "../calculation/checks.ts";
import type { Housing } from "../calculation/decision.ts";
import { readFigures } from "../calculation/figures.ts";
import { NeedBecameKnown } from "../events.ts";
import { subsistenceAidService } from "../subsistence-aid.ts";

const municipality = "055620014014";
const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const applicant = {
  ...{ familyName: "Beispiel", givenNames: "Änne", birthDate: "1970-05-01" },
  address: { street: "Musterweg", houseNumber: "1", supplement: "", postcode: "45966", city: "Gladbeck" },
};
const known: Housing[] = [{ from: "2023-01-01", until: null, appropriateCents: [40_000, 50_000] }];
const unknown: Housing[] = [{ from: "2023-01-01", until: null, appropriateCents: null }];
/** Vector 2 of the facts: pension of 600, Merkzeichen G, rent 380 and heating 70: 508.71. */
const pensioner: Application = {
  persons: [{ role: "adult", birthDate: "1970-05-01", merkzeichenG: true, pensionCents: 60_000 }],
  ...{ rentCents: 38_000, heatingCents: 7_000, wealthCents: 50_000, ableToWork: false, permanentlyReduced: false },
  enclosed: ["rent-contract", "income", "bank-statements", "disability"],
  account: { iban: "DE46000000000000000014", holder: "Änne Beispiel" },
};

const service = (housing: Housing[], law = readFigures()) =>
  heard(subsistenceAidService({ towns: readTowns(), housing: new Map([[municipality, { housing }]]), law }));

/** What comes with a form, and where it comes to. */
interface Handing {
  /** what the town knows */
  housing?: Housing[];
  receivedAt: string;
  attachments: number | ReturnType<typeof someFiles>;
}

function open(form: string, data: object, { housing = known, receivedAt, attachments }: Handing): Scene<CaseFile> {
  const definition = service(housing);
  return given(definition, { municipality, caseId: "case", caseNumber, receivedAt })
    .on("2026-11-23")
    .when(ApplicationAccepted, {
      ...{ applicant, form, data: JSON.stringify(data), trustLevel: "basis", demandedTrustLevel: "basis" },
      attachments: typeof attachments === "number" ? someFiles(attachments) : attachments,
    });
}
const confirm = (scene: Scene<CaseFile>) =>
  scene.when(IdentityConfirmed, { trustLevel: "basis", registered: applicant, residentSince: "2011-04-01" });
const apply = (
  changes: Partial<Application> = {},
  housing = known,
  attachments = 4,
  receivedAt = "2026-11-16T10:00:00Z",
) => confirm(open("subsistence-aid.v1", { ...pensioner, ...changes }, { housing, receivedAt, attachments }));
const codes = (scene: Scene<CaseFile>) => scene.said(CaseReferred).reasons.map(({ code }) => code);
const member = (changes: object) => [{ ...pensioner.persons[0], ...changes }] as Application["persons"];

describe("subsistence aid: cases", () => {
  it("begins with the day on which need became known, also before it is clear who it is", () => {
    const scene = open("subsistence-aid.v1", pensioner, { receivedAt: "2026-11-15T23:30:00Z", attachments: 4 }).leadsTo(
      NeedBecameKnown,
    );
    expect(scene.said(NeedBecameKnown)).to.deep.equal({ knownOn: "2026-11-16", by: "application" });
    confirm(scene).leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
  });

  it("is granted by rule where everything is clear, from the day of knowledge on", () => {
    const scene = apply();
    expect(scene.said(CaseDecided)).to.include({ outcome: "granted", decidedBy: "rule", amountCents: 508_71 });
    const notice = JSON.parse(scene.said(NoticeRequested).content);
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(notice)).to.deep.equal([]);
    expect(JSON.stringify(notice)).to.include("ab dem 16.11.2026").and.to.include("508,71 €").and.to.include("95,71");
  });

  it("is paid monthly in advance, the first month from the day of knowledge", () => {
    const { claims, totalCents, charge } = apply().said(PaymentRequested);
    expect(charge).to.equal("benefit");
    // 15 of 30 days of November: 254.355, half cents up.
    expect(claims.slice(0, 2)).to.deep.equal([
      { cents: -254_36, dueOn: "2026-11-23", label: "Hilfe zum Lebensunterhalt 11/2026" },
      { cents: -508_71, dueOn: "2026-11-30", label: "Hilfe zum Lebensunterhalt 12/2026" },
    ]);
    expect(claims).to.have.length(6);
    expect(totalCents).to.equal(-(254_36 + 5 * 508_71));
  });

  const persons: Record<string, [string[], () => Scene<CaseFile>]> = {
    "somebody who can work": [["able-to-work"], () => apply({ ableToWork: true })],
    "somebody who is permanently reduced": [["other-chapter"], () => apply({ permanentlyReduced: true })],
    "wealth above what is protected": [["wealth"], () => apply({ wealthCents: 10_000_01 })],
    "a town that does not say which rent is appropriate": [["housing-not-known"], () => apply({}, unknown)],
    "a rent above what is appropriate": [["housing-too-dear"], () => apply({ rentCents: 40_001 })],
    "somebody of 66, for whom another chapter may be": [
      ["other-chapter"],
      () => apply({ persons: member({ birthDate: "1960-10-31" }) }),
    ],
    "somebody of 16 who is stated as grown up": [
      ["minor-alone"],
      () => apply({ persons: member({ birthDate: "2010-01-01" }) }),
    ],
    "heating without a rent": [["heating-without-rent"], () => apply({ rentCents: 0 })],
    "a single parent without a child": [
      ["single-parent-unclear"],
      () => apply({ persons: member({ singleParent: true }) }),
    ],
    "a single parent with a partner": [
      ["single-parent-unclear"],
      () =>
        apply({
          persons: [
            ...member({ singleParent: true }),
            { role: "partner", birthDate: "1980-01-01" },
            { role: "child", birthDate: "2018-01-01" },
          ],
          rentCents: 50_000,
        }),
    ],
    "a child whose age decides and is not known": [
      ["birth-date-incomplete"],
      () => apply({ persons: [...pensioner.persons, { role: "child", birthDate: "2020-00-00" }] }),
    ],
    "a child that is not born yet": [
      ["household-unclear", "birth-date-implausible"],
      () => apply({ persons: [...pensioner.persons, { role: "child", birthDate: "2026-12-01" }] }),
    ],
    "earnings of a child of 8": [
      ["wages-of-child"],
      () =>
        apply({ persons: [...pensioner.persons, { role: "child", birthDate: "2018-01-01", earningsCents: 10_000 }] }),
    ],
    "a costly diet": [["costly-diet"], () => apply({ persons: member({ costlyDietCents: 5_000 }) })],
    "an income above the need": [["no-need"], () => apply({ persons: member({ pensionCents: 200_000 }) })],
    "an adult child in the household": [
      ["adult-child"],
      () => apply({ persons: [...pensioner.persons, { role: "child", birthDate: "2008-11-16" }] }),
    ],
    "a year whose law there is not yet": [["no-figures"], () => apply({}, known, 4, "2027-02-01T10:00:00Z")],
    "a partner without an adult": [["household-unclear"], () => apply({ persons: member({ role: "partner" }) })],
  };
  for (const [what, [expected, make]] of Object.entries(persons))
    it(`goes to a person for ${what}`, () => {
      expect(codes(make().leadsTo(CaseReferred))).to.deep.equal(expected);
    });

  it("is a table without a check that no case fires, each with its paragraph", () => {
    const tested = new Set(Object.values(persons).flatMap(([codes]) => codes));
    expect(checks.map(({ code }) => code).filter((code) => !tested.has(code))).to.deep.equal([]);
    for (const { code, paragraph } of checks) expect(paragraph, code).to.match(/§/);
  });

  it("does not depend on a birth date that is known in part where no age decides", () => {
    expect(apply({ persons: member({ birthDate: "1970-00-00" }) }).said(CaseDecided)).to.include({
      amountCents: 508_71,
    });
  });

  it("asks for proofs that were sent as empty files, and for what was sent twice", () => {
    const [first, second, third, fourth] = someFiles(4);
    const asked = (...files: object[]) =>
      confirm(
        open("subsistence-aid.v1", pensioner, { receivedAt: "2026-11-16T10:00:00Z", attachments: files as never }),
      )
        .said(InformationRequested)
        .items.map(({ code }) => code);
    expect(asked({ ...first, bytes: 0 }, second ?? {}, third ?? {}, fourth ?? {})).to.deep.equal([
      "rent-contract-missing",
    ]);
    expect(asked(first ?? {}, second ?? {}, { ...second, name: "konto.pdf" }, fourth ?? {})).to.deep.equal([
      "bank-statements-missing",
    ]);
  });

  it("says that the figures end with the year, and asks a person then", () => {
    const scene = apply();
    expect(scene.said(NoticeRequested).content).to.include("gelten bis zum 31.12.2026. Was danach gilt");
    const [timer] = scene.view.timers;
    expect(timer?.due).to.equal("2026-12-31T23:00:00.000Z");
    scene.on("2027-01-01").handle(`timer.${timer?.name}`, {}, { id: timer?.id ?? "" });
    expect(codes(scene.leadsTo(CaseReferred))).to.deep.equal(["figures-review"]);
    const decide = (outcome: string) => () => scene.decides({ caseNumber, outcome, reason: "Neue Werte." });
    expect(decide("grant")).to.throw("für den 01.01.2027 sind noch keine Werte hinterlegt");
    const deployed = (cents: number) => {
      const last = readFigures().at(-1);
      if (!last) throw new Error("no figures");
      const [, ...others] = last.stepCents;
      const law = [
        ...readFigures(),
        { ...last, from: "2027-01-01", until: "2027-12-31", stepCents: [cents, ...others] },
      ];
      const after = given(service(known, law), { municipality, caseId: "case", caseNumber }).on("2027-01-04");
      after.key = scene.key;
      for (const [key, state] of scene.states) after.states.set(key, state);
      return after.decides({ caseNumber, outcome: "grant", reason: "Neue Werte." });
    };
    expect(deployed(563_00).leadsTo().view).to.deep.include({
      status: "decided",
      tasks: [],
    });
    expect(() => deployed(553_00)).to.throw("vorher ist anzuhören");
    const raised = deployed(573_00).leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
    // 10 euros more of the need, and 17 % of them for the mark G; four of the six months are in 2027.
    expect(raised.said(CaseDecided)).to.include({ outcome: "granted", amountCents: 520_41 });
    expect(raised.said(PaymentRequested).claims.map(({ cents }) => cents)).to.deep.equal(Array(4).fill(-11_70));
    expect(raised.said(NoticeRequested).content).to.include("Ab dem 01.01.2027 beträgt Ihre Hilfe");
  });

  it("asks for the proofs that are missing", () => {
    const { items } = apply({ enclosed: [] }, known, 0).leadsTo(InformationRequested).said(InformationRequested);
    expect(items.map(({ code }) => code)).to.deep.equal([
      "rent-contract-missing",
      "income-missing",
      "bank-statements-missing",
      "disability-missing",
    ]);
    const all = { persons: member({ merkzeichenG: false, pregnantSinceWeek13: true }), insuranceCents: 20_000 };
    const { items: more } = apply({ ...all, enclosed: ["rent-contract", "income", "bank-statements"] }, known, 3).said(
      InformationRequested,
    );
    expect(more.map(({ code }) => code)).to.deep.equal(["pregnancy-missing", "insurance-missing"]);
  });

  it("is granted by a person with the sum of the rules, and refused in their own words", () => {
    const granted = apply({}, unknown).decides({ caseNumber, outcome: "grant", reason: "Miete ist angemessen." });
    expect(granted.said(CaseDecided)).to.include({ decidedBy: "person", amountCents: 508_71 });
    const refused = apply({ ableToWork: true }).decides({
      caseNumber,
      outcome: "refuse",
      reason: "Jobcenter zuständig.",
    });
    refused.leadsTo(CaseDecided, NoticeRequested);
    expect(refused.said(NoticeRequested).content).to.include("Jobcenter zuständig.").and.to.include("Widerspruch");
  });

  describe("an objection that is right", () => {
    const objected = () => objects(apply(), applicant, "2026-12-08");
    const remedy = (scene: Scene<CaseFile>, instead: object) =>
      scene.decides({ caseNumber, outcome: "grant", reason: "Die Rente ist niedriger.", instead });

    it("raises it from the day of knowledge on by the corrected income, the first month in part", () => {
      const scene = remedy(objected(), { facts: { persons: member({ pensionCents: 500_00 }) } });
      scene.leadsTo(CaseDecided, PaymentRequested, NoticeRequested, ObjectionAnswered);
      expect(scene.said(CaseDecided)).to.deep.include({ outcome: "granted", amountCents: 608_71 });
      const { claims, totalCents } = scene.said(PaymentRequested);
      // 15 of 30 days: 304.355 less 254.355, half cents up.
      expect(claims.map(({ cents }) => cents)).to.deep.equal([-50_00, ...Array(5).fill(-100_00)]);
      expect(claims.map(({ dueOn }) => dueOn).slice(0, 3)).to.deep.equal(["2026-12-08", "2026-12-08", "2026-12-31"]);
      expect(booked(scene.events, "2026-12-08")).to.deep.include({ assessed: totalCents, payout: 550_00 });
      expect(scene.said(NoticeRequested).content)
        .to.include("Abhilfebescheid über Hilfe zum Lebensunterhalt")
        .and.include("Ab dem 16.11.2026 sind 608,71 € im Monat bewilligt statt 508,71 €.")
        .and.include("§ 85 Abs. 1 SGG")
        .and.include("§ 63 SGB X");
    });

    it("takes the sum that a person states, up to the need and not below what was granted", () => {
      const scene = objected();
      expect(() => remedy(scene, { amountCents: 508_71 })).to.throw("derselbe Betrag");
      expect(() => remedy(scene, { amountCents: 0 })).to.throw("ungünstiger");
      expect(() => remedy(scene, { amountCents: 1_108_72 })).to.throw("im Monat sind möglich: instead.amountCents");
      remedy(scene, { amountCents: 520_00 });
      expect(() => remedy(scene, { amountCents: 530_00 })).to.throw("not-waiting");
      objects(scene, applicant, "2026-12-15");
      expect(remedy(scene, { amountCents: 530_00 }).said(PaymentRequested).claims.at(-1)?.cents).to.equal(-10_00);
    });
  });

  it("takes a hint that somebody is in need: known from that day, to a person, no notice to who gave it", () => {
    const data = { person: "Herr Muster, Beispielweg 7", situation: "Er hat nichts zu essen." };
    const scene = open("subsistence-need.v1", data, { receivedAt: "2026-11-16T10:00:00Z", attachments: 0 }).leadsTo(
      NeedBecameKnown,
    );
    expect(scene.said(NeedBecameKnown)).to.deep.equal({ knownOn: "2026-11-16", by: "hint" });
    expect(codes(confirm(scene).leadsTo(CaseReferred))).to.deep.equal(["need-became-known"]);
    const decide = (outcome: "grant" | "refuse") => scene.decides({ caseNumber, outcome, reason: "Besucht." });
    const aid = { caseNumber, outcome: "grant", reason: "Besucht.", monthlyCents: 1, basis: "§ 27" };
    expect(() => scene.decides(aid), "aid is for the person, under a case of their own").to.throw(Fault, "im eigenen");
    decide("grant").leadsTo(CaseDecided);
    expect(scene.said(CaseDecided).sentence).to.equal("Ihrem Hinweis sind wir nachgegangen. Vielen Dank.");
  });
});
