import { expect } from "chai";
import fc from "fast-check";
import { addDays } from "../../../platform/casework/law/calendar.ts";
import { readTownFiles } from "../../../platform/casework/towns/towns.ts";
import { type Application, subjectOf } from "../application.ts";
import dryRun from "../dry-run.ts";
import { feeOf, periodsOf } from "../fee/fee.ts";
import type { Tariff } from "../fee/tariff.ts";
import { zoneOf } from "../fee/tariff.ts";
import schema from "../tariff.schema.json" with { type: "json" };

const [tariff] = readTownFiles<{ tariffs: Tariff[] }>("street-use", schema).get("055620014014")?.tariffs ?? [];
if (!tariff) throw new Error("no tariff");
const form = (use: Application["use"], from: string, until: string, street = "Musterweg"): Application => ({
  ...{ use, from, until, place: { street, postcode: "45966", surface: "pavement" } },
});
const skip = { skip: { count: 1, lengthCm: 400, widthCm: 200 } };

describe("street use: the fee", () => {
  it("is area × started weeks × rate by zone, and the administrative fee", () => {
    const fee = (from: string, until: string, street?: string) =>
      feeOf(form(skip, from, until, street), tariff)?.totalCents;
    expect(fee("2026-12-01", "2026-12-14")).to.equal(8 * 2 * 1_30 + 35_00);
    expect(fee("2026-12-01", "2026-12-15")).to.equal(8 * 3 * 1_30 + 35_00);
    expect(fee("2026-12-01", "2026-12-15", "Hochstraße")).to.equal(8 * 3 * 2_10 + 35_00);
    expect(fee("2026-12-01", "2026-12-01"), "never less than the minimum").to.equal(15_00 + 35_00);
  });

  it("counts each started square metre of all pieces together, each started metre, each piece", () => {
    const [from, until] = ["2026-12-01", "2026-12-01"];
    const quantity = (use: Application["use"]) => feeOf(form(use, from, until), tariff)?.quantity;
    expect(quantity({ skip: { count: 3, lengthCm: 150, widthCm: 150 } })).to.equal(7); // 6.75 m²
    expect(quantity({ movingZone: { lengthCm: 1_501, beginsAt: "08:00", endsAt: "18:00" } })).to.equal(16);
    expect(quantity({ poster: { count: 7, format: "A1", occasion: "Markt" } })).to.equal(7);
  });

  it("counts started months from date to date, also over the end of February", () => {
    const months = (from: string, until: string) => periodsOf("month", from, until);
    expect(months("2026-04-01", "2026-04-30")).to.equal(1);
    expect(months("2026-04-01", "2026-05-01")).to.equal(2);
    expect(months("2026-04-15", "2026-05-14")).to.equal(1);
    expect(months("2027-01-31", "2027-02-27")).to.equal(1);
    expect(months("2027-01-31", "2027-02-28")).to.equal(2);
    expect(months("2026-11-15", "2027-02-14")).to.equal(3);
    expect(periodsOf("once", "2026-01-01", "2026-12-31")).to.equal(1);
  });

  it("is none for a period that ends before it begins, or for what the tariff does not name", () => {
    expect(feeOf(form(skip, "2026-12-02", "2026-12-01"), tariff)).to.equal(undefined);
    expect(feeOf(form(skip, "2026-12-01", "2026-12-01"), { ...tariff, rates: [] })).to.equal(undefined);
  });

  it("never falls when it lasts longer or takes up more, and never has parts of a cent", () => {
    const some = fc.record({
      start: fc.integer({ min: 0, max: 3_000 }),
      days: fc.integer({ min: 0, max: 400 }),
      more: fc.integer({ min: 0, max: 400 }),
      lengthCm: fc.integer({ min: 1, max: 40_000 }),
      longerCm: fc.integer({ min: 0, max: 10_000 }),
      kind: fc.constantFrom("cafeTables", "infoStand", "skip", "goods"),
    });
    fc.assert(
      fc.property(some, ({ start, days, more, lengthCm, longerCm, kind }) => {
        const use = (length: number) =>
          ({ [kind]: { lengthCm: length, widthCm: 333, count: 1 } }) as unknown as Application["use"];
        const from = addDays("2024-01-01", start);
        const cents = (length: number, span: number) =>
          feeOf(form(use(length), from, addDays(from, span)), tariff)?.totalCents ?? Number.NaN;
        const smaller = cents(lengthCm, days);
        expect(Number.isSafeInteger(smaller)).to.equal(true);
        expect(cents(lengthCm, days + more)).to.be.at.least(smaller);
        expect(cents(lengthCm + longerCm, days)).to.be.at.least(smaller);
      }),
    );
  });

  it("finds a street's zone however its name is written", () => {
    for (const street of ["Hochstraße", "hochstrasse", "Hochstr.", " HOCHSTRASSE "])
      expect(zoneOf(tariff, street), street).to.equal("1");
    expect(zoneOf(tariff, "Horster Str.")).to.equal("1");
    expect(zoneOf(tariff, "Hochstraßenweg")).to.equal("2");
  });
});

describe("street use: the dry run", () => {
  const input = { id: 1, municipality: "055620014014", form: form(skip, "2026-12-01", "2026-12-14") };

  it("says what a use costs, step by step", () => {
    const { steps, totalCents } = dryRun.explain(input, dryRun.calculate(input));
    expect(totalCents).to.equal(55_80);
    expect(steps.map(({ value }) => value)).to.deep.equal(["20.80", "35.00", "55.80"]);
    expect(subjectOf(input.form)).to.equal("Container, 1 Stück, 8 m²");
  });

  it("says what cannot be calculated", () => {
    const refused = (changes: Partial<typeof input>) => () => dryRun.calculate({ ...input, ...changes });
    expect(refused({ municipality: "000000000000" })).to.throw("town");
    expect(refused({ form: { ...input.form, from: "1900-01-01" } })).to.throw("tariff");
    expect(refused({ form: { ...input.form, until: "2026-11-30" } })).to.throw("before");
  });
});
