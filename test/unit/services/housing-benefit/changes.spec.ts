import { expect } from "chai";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  InformationRequested,
  NoticeRequested,
  PaymentRequested,
} from "../../../../platform/contracts/events.ts";
import { compileSchema, readSchema } from "../../../../platform/contracts/validate.ts";
import type { CaseFile } from "../../../../platform/service/case-file.ts";
import { readTownFiles, readTowns } from "../../../../platform/towns.ts";
import type { Application } from "../../../../services/housing-benefit/application.ts";
import { type Grant, monthAfter } from "../../../../services/housing-benefit/change.ts";
import type { RentLevel } from "../../../../services/housing-benefit/decision.ts";
import { housingBenefitService } from "../../../../services/housing-benefit/housing-benefit.ts";
import { readParameters } from "../../../../services/housing-benefit/parameters.ts";
import schema from "../../../../services/housing-benefit/tariff.schema.json" with { type: "json" };
import { Scene } from "../../../support/given.ts";

const levels = readTownFiles<{ rentLevels: RentLevel[] }>("housing-benefit", schema);
const applicant = {
  ...{ familyName: "Beispiel", givenNames: "Änne", birthDate: "1984-02-29" },
  address: { street: "Musterweg", houseNumber: "1", supplement: "", postcode: "45966", city: "Gladbeck" },
};
const now: Application = {
  members: [
    {
      ...{ relation: "applicant", birthDate: "1984-02-29", wagesCents: 1_400_00 },
      ...{ paysTax: true, paysHealthInsurance: true, paysPensionInsurance: true },
    },
  ],
  ...{ rentCents: 350_00, wealthCents: 0, enclosed: ["rent-contract", "income"] },
  account: { iban: "DE46000000000000000014", holder: "Änne Beispiel" },
};
const [me] = now.members;
const file = (name: string) => ({ name, mediaType: "application/pdf", sha256: "a".repeat(64), bytes: 1 });

/** A household in Gladbeck that was granted a benefit from January to December 2026. */
class Household extends Scene<CaseFile> {
  constructor() {
    super(housingBenefitService({ towns: readTowns(), levels, law: readParameters() }), {
      ...{ municipality: "055620014014", account: "grant" },
    });
    this.applies("2026-01-15", "grant", now);
  }

  applies(day: string, caseId: string, form: Application, files = 2, who = applicant): this {
    this.on(day).for({ caseId, caseNumber: `GLA-${caseId}`, receivedAt: `${day}T10:00:00Z` });
    this.when(ApplicationAccepted, {
      ...{ applicant: who, form: "housing-benefit.v1", data: JSON.stringify(form) },
      ...{ trustLevel: "substantiell", demandedTrustLevel: "substantiell" },
      attachments: Array.from({ length: files }, (_, i) => file(`${i}.pdf`)),
    });
    return this.when(IdentityConfirmed, {
      ...{ trustLevel: "substantiell", registered: applicant, residentSince: "2011-04-01" },
    });
  }

  changes(day: string, what: Partial<Application>, changedOn = day, caseId = "change"): this {
    return this.applies(day, caseId, { ...now, ...what, change: { application: "A-1", changedOn } });
  }
  get grant(): Grant {
    return this.state.own as Grant;
  }
  get granted(): number {
    return this.grant.amounts[0]?.monthlyCents ?? 0;
  }
  get codes() {
    return this.said(CaseReferred).reasons.map(({ code }) => code);
  }
  /** What the latest decision pays (negative) or asks back, by month. */
  get months() {
    return this.said(PaymentRequested).claims.map(({ label, cents }) => [label.slice(-7), cents]);
  }
}

describe("housing benefit: changes of what was granted (§§ 27, 28 WoGG)", () => {
  it("raises from the month of the application when the rent rises by more than 10 %", () => {
    const home = new Household().changes("2026-10-20", { rentCents: 400_00 });
    home.leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
    const { amountCents, outcome } = home.said(CaseDecided);
    expect(outcome).to.equal("granted");
    expect(home.grant.amounts.map(({ from }) => from)).to.deep.equal(["2026-01-01", "2026-10-01"]);
    const more = (amountCents ?? 0) - home.granted;
    expect(more).to.be.greaterThan(0);
    expect(home.months).to.deep.equal(["10/2026", "11/2026", "12/2026"].map((month) => [month, -more]));
    const content = JSON.parse(home.said(NoticeRequested).content);
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(content)).to.deep.equal([]);
  });

  it("leaves to a person what reaches no limit: 10 % more rent exactly", () => {
    expect(new Household().changes("2026-10-20", { rentCents: 385_00 }).codes).to.deep.equal(["change-below-limits"]);
    expect(new Household().changes("2026-10-20", { rentCents: 385_01 }).names).to.include(CaseDecided.name);
  });

  it("raises when the household grows or the income falls by more than 10 %", () => {
    const child = { relation: "child" as const, birthDate: "2026-09-30" };
    expect(new Household().changes("2026-10-20", { members: [...now.members, child] }).names).to.include(
      CaseDecided.name,
    );
    const less = me ? [{ ...me, wagesCents: 1_200_00 }] : [];
    expect(new Household().changes("2026-10-20", { members: less }).names).to.include(CaseDecided.name);
  });

  it("never lowers by rule: more than 15 % more income goes to a person, who lowers from the next month", () => {
    const home = new Household().changes(
      "2026-10-20",
      { members: me ? [{ ...me, wagesCents: 1_750_00 }] : [] },
      "2026-09-10",
    );
    expect(home.codes).to.deep.equal(["change-lowers"]);
    expect(home.surface.view(home.state).tasks.map(({ caseNumber }) => caseNumber)).to.deep.equal(["GLA-change"]);
    home.decides({ caseNumber: "GLA-change", outcome: "grant", reason: "Neu berechnet." });
    home.leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
    expect(home.months.map(([month]) => month)).to.deep.equal(["10/2026", "11/2026", "12/2026"]);
    for (const [, cents] of home.months) expect(cents).to.be.greaterThan(0);
    expect(home.draft(CaseDecided).about).to.include({ caseId: "change" });
  });

  it("ends with the month of moving out, and asks back what was paid beyond it", () => {
    const home = new Household().applies("2026-10-20", "change", {
      ...now,
      change: { application: "A-1", changedOn: "2026-10-15", movedOut: true },
    });
    home.leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
    expect(home.months).to.deep.equal([
      ["11/2026", home.granted],
      ["12/2026", home.granted],
    ]);
  });

  it("measures a second change by the first one, and pays only what differs then", () => {
    const home = new Household().changes("2026-06-20", { rentCents: 400_00 });
    const first = home.said(CaseDecided).amountCents ?? 0;
    home.changes("2026-10-20", { rentCents: 405_00 }, "2026-10-01", "second");
    expect(home.codes).to.deep.equal(["change-below-limits"]);
    home.changes("2026-11-20", { rentCents: 445_00 }, "2026-11-01", "third");
    const third = home.said(CaseDecided).amountCents ?? 0;
    expect(home.months).to.deep.equal(["11/2026", "12/2026"].map((month) => [month, first - third]));
  });

  it("asks for proofs of a change as for those of an application", () => {
    const home = new Household().applies(
      "2026-10-20",
      "change",
      {
        ...{ ...now, rentCents: 400_00, enclosed: [] },
        change: { application: "A-1", changedOn: "2026-10-01" },
      },
      0,
    );
    home.leadsTo(InformationRequested);
    expect(home.surface.view(home.state).timers).to.have.length(1);
  });

  it("goes to a person when nothing was granted, when it has ended, or when somebody else reports it", () => {
    const stranger = new Household();
    stranger.for({ account: "another" }).changes("2026-10-20", { rentCents: 400_00 });
    expect(stranger.codes).to.deep.equal(["grant-unknown"]);
    expect(new Household().changes("2027-01-20", { rentCents: 400_00 }).codes).to.include("grant-unknown");
    const other = { ...applicant, givenNames: "Zoë" };
    const form = { ...now, rentCents: 400_00, change: { application: "A-1", changedOn: "2026-10-01" } };
    expect(new Household().applies("2026-10-20", "change", form, 2, other).codes).to.deep.equal(["change-by-another"]);
  });

  it("counts from the day of a change that is a first of a month, else from the next one", () => {
    expect([monthAfter("2026-09-01"), monthAfter("2026-09-02"), monthAfter("2026-12-31")]).to.deep.equal([
      ...["2026-09-01", "2026-10-01", "2027-01-01"],
    ]);
  });
});
