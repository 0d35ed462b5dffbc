import { expect } from "chai";
import { readTownFiles } from "../../../platform/casework/towns/towns.ts";
import type { Application } from "../calculation/application.ts";
import { checks } from "../calculation/checks.ts";
import { type Finding, findingOf, type RentLevel } from "../calculation/decision.ts";
import { readParameters } from "../calculation/parameters.ts";
import schema from "../tariff.schema.json" with { type: "json" };

type Member = Application["members"][number];

const law = readParameters();
const gladbeck = readTownFiles<{ rentLevels: RentLevel[] }>("housing-benefit", schema).get("055620014014")?.rentLevels;
const level = (rentLevel: number): RentLevel[] => [{ from: "2023-01-01", until: "2026-12-31", level: rentLevel }];

const applicant: Member = {
  ...{ relation: "applicant", birthDate: "1984-02-29", wagesCents: 140_000 },
  ...{ paysTax: true, paysHealthInsurance: true, paysPensionInsurance: true },
};
const partner: Member = { relation: "partner", birthDate: "1985-01-01", wagesCents: 60_000 };
const child: Member = { relation: "child", birthDate: "2016-03-01" };

function found(changes: Partial<Application>, levels = gladbeck ?? [], from = "2026-05-01"): Finding {
  const application: Application = {
    ...{ members: [applicant], rentCents: 45_000, wealthCents: 0, enclosed: ["rent-contract", "income"] },
    ...{ account: { iban: "DE46000000000000000014", holder: "Änne Beispiel" }, ...changes },
  };
  return findingOf(application, { from, until: "2027-04-30", levels, law, files: { first: [true, true], later: 2 } });
}
const household = (...members: Member[]) => found({ members });
const codesOf = ({ reasons, missing }: Finding) => [...reasons, ...missing].map(({ code }) => code);
const cents = ({ result }: Finding) => result?.monthlyCents;

describe("housing benefit: the allowance for single parents (WoGG § 17 No. 3)", () => {
  const parent = { ...applicant, wagesCents: 190_000 };
  const grandfather: Member = {
    relation: "other",
    birthDate: "1955-01-01",
    pensionCents: 30_000,
    paysHealthInsurance: true,
  };
  const benefitOf = (...members: Member[]) => cents(found({ members, rentCents: 75_000 }, level(3)));

  it("is for who lives only with children: with a grandfather of 71 it is 448 euros, not 491", () => {
    expect(benefitOf(parent, { ...child, birthDate: "2016-01-15" }, grandfather)).to.equal(448_00);
  });

  const kinds = (...members: Member[]) =>
    household(...members).result?.income.allowances.filter(({ kind }) => kind === "singleParent").length;

  it("is there with a child, with a grown-up child beside a minor, and once", () => {
    expect(kinds(parent, child)).to.equal(1);
    expect(kinds(parent, child, { ...child, birthDate: "2004-01-01" })).to.equal(1);
  });

  it("is not there without a minor, with a partner, or with anybody else, also one who does not count", () => {
    expect(kinds(parent, { ...child, birthDate: "2004-01-01" })).to.equal(0);
    expect(kinds(parent, child, { relation: "partner", birthDate: "1985-01-01" })).to.equal(0);
    expect(kinds(parent, child, { ...grandfather, transferBenefit: true })).to.equal(0);
    expect(kinds(parent, child, parent)).to.equal(0);
  });
});

describe("housing benefit: what keeps a rule from granting", () => {
  it("is nothing where all is plausible", () => {
    expect(codesOf(found({}))).to.deep.equal([]);
    expect(codesOf(found({ livingAreaSqm: 52.5 }))).to.deep.equal([]);
  });

  const table: Record<string, [code: string, finding: () => Finding][]> = {
    "a rent of 0: a Mietzuschuss needs one (WoGG §§ 3, 9)": [
      ["no-rent", () => found({ rentCents: 0, members: [{ ...applicant, wagesCents: 0, pensionCents: 80_000 }] })],
    ],
    "a household with two applicants, none, or two partners": [
      ["household-unclear", () => household(applicant, { ...applicant, wagesCents: 0 })],
      ["household-unclear", () => household({ ...applicant, relation: "other" })],
      ["household-unclear", () => household(applicant, partner, partner)],
    ],
    "somebody who gets a benefit that covers housing (§ 7)": [
      ["excluded-benefit", () => household(applicant, { ...applicant, relation: "other", transferBenefit: true })],
      ["excluded-benefit", () => household({ ...applicant, transferBenefit: true })],
    ],
    "a child who may be a minor or not": [
      [
        "birth-date-incomplete",
        () => household({ ...applicant, wagesCents: 200_000 }, { ...child, birthDate: "2008-00-00" }),
      ],
    ],
    "somebody who is not born yet": [
      [
        "birth-date-implausible",
        () => household({ ...applicant, wagesCents: 200_000 }, { ...child, birthDate: "2026-05-02" }),
      ],
    ],
    "wages of a child of 9": [["wages-of-child", () => household(applicant, { ...child, wagesCents: 30_000 })]],
    "unemployment benefit of a child, or in old age": [
      ["unemployment-benefit-age", () => household(applicant, { ...child, unemploymentBenefitCents: 50_000 })],
      [
        "unemployment-benefit-age",
        () => household({ ...applicant, birthDate: "1957-01-01", wagesCents: 0, unemploymentBenefitCents: 120_000 }),
      ],
    ],
    "33 years of work of somebody of 42": [
      ["basic-pension-years-age", () => household({ ...applicant, basicPensionYears: true })],
    ],
    "wealth above the guideline": [["wealth", () => found({ wealthCents: 6_000_001 })]],
    "a rent that does not fit the dwelling": [
      ["rent-implausible", () => found({ livingAreaSqm: 8 })],
      ["rent-implausible", () => found({ livingAreaSqm: 400 })],
    ],
    "an income from which nobody lives": [
      ["income-implausible", () => found({ members: [{ ...applicant, wagesCents: 20_000 }], rentCents: 90_000 })],
    ],
    "no claim": [["no-claim", () => household({ ...applicant, wagesCents: 400_000 })]],
  };
  for (const [what, cases] of Object.entries(table))
    it(`is ${what}`, () => {
      for (const [code, finding] of cases) expect(codesOf(finding())).to.deep.equal([code]);
    });

  it("is a table without a check that no test fires, each with its paragraph and a German sentence", () => {
    const tested = new Set(Object.values(table).flatMap((cases) => cases.map(([code]) => code)));
    expect(checks.map(({ code }) => code).filter((code) => !tested.has(code))).to.deep.equal([]);
    for (const { code, paragraph } of checks) expect(paragraph, code).to.match(/§/);
  });

  it("is no birth date that is known in part where no age depends on it", () => {
    for (const birthDate of ["1970-00-00", "2001-00-00", "0000-00-00"])
      expect(codesOf(household({ ...applicant, birthDate })), birthDate).to.deep.equal([]);
  });

  it("counts child benefit and what is left of wages, so that a family that lives modestly is not asked", () => {
    expect(
      codesOf(found({ members: [{ ...applicant, wagesCents: 190_000 }, child, child], rentCents: 60_000 })),
    ).to.deep.equal([]);
  });
});

describe("housing benefit: losses (WoGG § 14(1))", () => {
  it("count as 0, of whatever kind", () => {
    const without = cents(found({}));
    for (const loss of [{ selfEmploymentCents: -12_000 }, { capitalCents: -2_000 }, { otherIncomeCents: -50_000 }])
      expect(cents(household({ ...applicant, ...loss }))).to.equal(without);
  });
});
