import { expect } from "chai";
import fc from "fast-check";
import { decimal, divide, textOf, times, wholeEuros } from "../calculation/decimal.ts";
import file from "../calculation/parameters.json" with { type: "json" };
import { onDay, parametersOf, readParameters } from "../calculation/parameters.ts";
import { housingBenefit } from "../calculation/rules.ts";
import dryRun from "../dry-run.ts";
import { benefitOf, single } from "./household.ts";

describe("housing benefit: decimals with ten places", () => {
  it("are read without the error of binary numbers, and written as they are", () => {
    for (const [value, text] of [
      [1.005, "1.005"],
      ["0.0000408", "0.0000408"],
      [0.1 + 0.2, "0.30"],
      [-500, "-500.00"],
    ] as const)
      expect(textOf(decimal(value))).to.equal(text);
    for (const bad of ["1e3", "1,5", "", "0.00000000001", "12."]) expect(() => decimal(bad)).to.throw("not a decimal");
  });

  it("are cut half up at the tenth place, on both sides of zero", () => {
    expect(times(decimal("0.0000000001"), decimal("0.5"))).to.equal(1n);
    expect([5n, 4n, -5n, -4n].map((value) => divide(value, 10n))).to.deep.equal([1n, 0n, -1n, 0n]);
  });

  it("become whole euros: from 0.50 upwards up, never below zero (Annex 3 No. 3)", () => {
    const found = ["0.4999999999", "0.5", "12.4999999999", "12.5", "-0.5", "-3"].map((text) =>
      wholeEuros(decimal(text)),
    );
    expect(found).to.deep.equal([0, 1, 12, 13, 0, 0]);
  });
});

describe("housing benefit: the law's figures by date", () => {
  const { amounts, incomes } = readParameters();

  it("change with 2025, and end with 2026", () => {
    const days = ["2022-12-31", "2023-01-01", "2024-12-31", "2025-01-01", "2026-12-31", "2027-01-01"];
    expect(days.map((day) => onDay(amounts, day)?.surcharge)).to.deep.equal([undefined, 57, 57, 65, 65, undefined]);
    expect(days.map((day) => onDay(incomes, day) !== undefined)).to.deep.equal([false, true, true, true, true, false]);
    expect(benefitOf({ ...single, date: "2024-12-31" }).M).to.equal(521.6);
  });

  it("are missed with a sentence on a day that has none", () => {
    for (const date of ["2022-12-31", "2027-01-01"])
      expect(() => dryRun.calculate({ ...single, date })).to.throw(
        `there are no figures of the housing benefit act for ${date}`,
      );
  });

  it("are refused when one is missing, too many, or no decimal", () => {
    const [set] = file.amounts;
    const without = (change: object) => () => parametersOf({ ...file, amounts: [{ ...set, ...change }] });
    for (const change of [{ factor: "1,15" }, { surcharge: 57.5 }, { leastRent: [52] }, { cap: true }, { source: "" }])
      expect(without(change)).to.throw("parameters of the housing benefit");
  });

  it("say when the benefit is at most the rent, and from when it is paid: data, not program", () => {
    const [set] = parametersOf({
      ...file,
      amounts: [{ ...file.amounts[1], cappedAtRent: "always", leastPayment: 500 }],
    }).amounts;
    if (!set) throw new Error("no figures");
    const dwelling = { rentLevel: 1, rent: 0n, members: 12, allMembers: 12 };
    expect(housingBenefit(dwelling, 0n, set)).to.include({ benefit: 418, capped: true, payment: 0 });
  });
});

describe("housing benefit: every household", () => {
  const households = fc.record({
    id: fc.constant("any"),
    date: fc.constantFrom("2023-05-01", "2026-11-22"),
    mietstufe: fc.integer({ min: 1, max: 7 }),
    bruttokaltmiete: fc.integer({ min: 0, max: 300_000 }).map((cents) => cents / 100),
    personen: fc.integer({ min: 1, max: 16 }),
    gesamteinkommen: fc.integer({ min: 0, max: 900_000 }).map((cents) => cents / 100),
  });

  it("gets no less for a higher rent and no more for a higher income", () => {
    fc.assert(
      fc.property(households, fc.integer({ min: 1, max: 50_000 }), (household, cents) => {
        const { benefit } = benefitOf(household);
        const { bruttokaltmiete, gesamteinkommen } = household;
        const dearer = benefitOf({ ...household, bruttokaltmiete: bruttokaltmiete + cents / 100 });
        const richer = benefitOf({ ...household, gesamteinkommen: gesamteinkommen + cents / 100 });
        expect(dearer.benefit).to.be.at.least(benefit);
        expect(richer.benefit).to.be.at.most(benefit);
      }),
      { numRuns: 500 },
    );
  });

  it("gets whole euros that the formula in binary numbers comes to as well, save at the edge of a euro", () => {
    fc.assert(
      fc.property(households, (household) => {
        const { benefit, payment, M, Y } = benefitOf(household);
        const { personen, date } = household;
        const set = file.amounts[date < "2025" ? 0 : 1];
        const { a = "", b = "", c = "" } = set?.coefficients[Math.min(personen, 12) - 1] ?? {};
        const exact = Math.max(0, 1.15 * (M - (Number(a) + Number(b) * M + Number(c) * Y) * Y));
        const further = exact < 0.5 ? 0 : Math.max(0, personen - 12) * (set?.surcharge ?? 0);
        const most = personen > 12 ? M : Number.POSITIVE_INFINITY;
        expect(benefit).to.be.closeTo(Math.min(exact + further, most), personen > 12 ? 1.01 : 0.5001);
        expect(payment === 0 || payment >= 10).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });
});
