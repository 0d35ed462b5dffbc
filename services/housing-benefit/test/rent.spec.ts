import { expect } from "chai";
import { explainBenefit } from "../calculation/explain.ts";
import type { HouseholdInput } from "../calculation/input.ts";
import dryRun from "../dry-run.ts";
import { benefitOf, single } from "./household.ts";

const household = (more: Partial<HouseholdInput>) => benefitOf({ ...single, ...more });

describe("housing benefit: the rent that counts", () => {
  it("ends at the town's most, with the climate component, and gets heating relief on top", () => {
    expect(household({}).M).to.equal(537.6);
    expect(household({ bruttokaltmiete: 427.2 }).M).to.equal(537.6);
    expect(household({ bruttokaltmiete: 427.19 }).M).to.equal(537.59);
    expect(household({ mietstufe: 7, bruttokaltmiete: 450 }).M).to.equal(560.4);
  });

  it("is the heating relief alone where no rent is paid, so that the least rent of Annex 3 does not matter", () => {
    expect(household({ bruttokaltmiete: 0, gesamteinkommen: 396 })).to.include({ M: 110.4, benefit: 77 });
  });

  it("is the least rent of Annex 3 where a small share of a low rent is left", () => {
    expect(household({ bruttokaltmiete: 0, haushaltsmitglieder_gesamt: 14 }).M).to.equal(54);
  });

  it("is a share of the figures of all members where some are excluded", () => {
    const mixed = { personen: 11, haushaltsmitglieder_gesamt: 14, mietstufe: 6, bruttokaltmiete: 1303.69 };
    const { M, benefit } = household({ ...mixed, gesamteinkommen: 5209.88 });
    expect(M).to.be.closeTo(1396.6, 0.005);
    expect(benefit).to.equal(579);
  });

  it("grows with every further person up to twelve, and stays there", () => {
    const rent = (personen: number) => household({ personen, mietstufe: 3, bruttokaltmiete: 9999 }).M;
    expect([5, 6, 12, 13, 14].map(rent)).to.deep.equal([1139.6, 1278, 2108.4, 2108.4, 2108.4]);
  });
});

describe("housing benefit: more than twelve members", () => {
  const large = { personen: 14, mietstufe: 3, bruttokaltmiete: 1600, gesamteinkommen: 4688.25, date: "2025-01-01" };

  it("are calculated as twelve, then raised for each further one: the example of the Länder for WoGVwV 19.31", () => {
    expect(household(large)).to.deep.equal({ benefit: 1335, payment: 1335, capped: false, M: 2018.6, Y: 4688.25 });
    const steps = new Map(
      explainBenefit(dryRun.calculate({ ...single, ...large }).benefit).map(({ name, value }) => [name, value]),
    );
    expect(steps.get("z1 = a + b · M + c · Y")).to.equal("0.207069345");
    expect(steps.get("z2 = z1 · Y")).to.equal("970.7928566963");
    expect(steps.get("Gerundet auf volle Euro, nicht unter null")).to.equal("1205");
    expect(steps.get("Erhöhung ab dem 13. Haushaltsmitglied")).to.equal("130");
  });

  it("are raised by the amount of the year", () => {
    const twelve = household({ ...large, personen: 12, date: "2024-12-31" }).benefit;
    expect(household({ ...large, date: "2024-12-31" }).benefit).to.equal(twelve + 2 * 57);
  });

  it("never get more than their rent, in whole euros; twelve may", () => {
    const free = { ...large, bruttokaltmiete: 0.2, gesamteinkommen: 0 };
    expect(household(free)).to.include({ M: 418.8, benefit: 418, capped: true });
    const twelve = household({ ...free, personen: 12 });
    expect(twelve.benefit).to.be.greaterThan(twelve.M);
    expect(twelve.capped).to.equal(false);
  });

  it("get nothing where twelve would get nothing: there is no benefit to raise", () => {
    expect(household({ ...large, gesamteinkommen: 50_000 })).to.include({ benefit: 0, payment: 0 });
  });

  it("have the figures and the share of all members where some are excluded", () => {
    const { M } = household({ ...large, haushaltsmitglieder_gesamt: 15, bruttokaltmiete: 9999 });
    expect(M).to.equal(Math.round(((875 + 10 * 106 + 39.2 + 48 + 225.4 + 276) * 14 * 100) / 15) / 100);
  });
});

describe("housing benefit: small amounts", () => {
  it("are not paid below ten euros", () => {
    const incomes = Array.from({ length: 400 }, (_, i) => 1300 + i);
    const found = incomes.map((gesamteinkommen) => household({ gesamteinkommen }));
    const small = found.filter(({ benefit }) => benefit > 0 && benefit < 10);
    expect(small).not.to.have.length(0);
    for (const { benefit, payment } of found) expect(payment).to.equal(benefit < 10 ? 0 : benefit);
  });

  it("do not come of an income below the least one of Annex 3", () => {
    const least = household({ gesamteinkommen: 396 });
    for (const gesamteinkommen of [395.99, 0, -500]) expect(household({ gesamteinkommen })).to.deep.equal(least);
    expect(household({ gesamteinkommen: 500 }).benefit).to.be.lessThan(least.benefit);
  });
});
