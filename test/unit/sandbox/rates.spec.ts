import { expect } from "chai";
import { daysSeenFrom } from "../../../sandbox/samples/days.ts";
import { householdCents } from "../../../sandbox/samples/rates.ts";

describe("what a sample says a dog must cost", () => {
  const today = "2026-11-22";

  it("is the yearly rate since 1 January, and a twelfth of it for each month otherwise", () => {
    expect(householdCents("Gladbeck", [{ since: "2026-01-01" }], today)).to.equal(132_00);
    expect(householdCents("Gladbeck", [{ since: "2026-10-31" }], today)).to.equal(33_00);
    expect(householdCents("Dorsten", [{ since: "2025-12-31" }], today)).to.equal(117_00);
  });

  it("depends on how many dogs there are in each month", () => {
    const dogs = [{ since: "2026-01-01" }, { since: "2026-12-01" }];
    expect(householdCents("Gelsenkirchen", dogs, today)).to.equal(11 * 10_75 + 2 * 12_25);
    const three = [1, 2, 3].map(() => ({ since: "2026-01-01" }));
    expect(householdCents("Dorsten", three, today)).to.equal(3 * 132_00);
  });

  it("knows listed breeds", () => {
    expect(householdCents("Dorsten", [{ since: "2026-01-01", listed: true }], today)).to.equal(432_00);
    expect(householdCents("Gelsenkirchen", [{ since: "2026-01-01", listed: true }], today)).to.equal(627_00);
  });

  it("charges by the dogs that are there at once, not by all of a month", () => {
    const one = { since: "2026-01-01", until: "2026-02-10" };
    const cents = (since: string) => householdCents("Gladbeck", [one, { since }], today);
    expect(cents("2026-02-11")).to.equal(13 * 11_00);
    expect(cents("2026-02-10")).to.equal(11 * 11_00 + 2 * 12_50);
    expect(cents("2026-02-28")).to.equal(13 * 11_00);
  });

  it("ends with the month in which the dog leaves", () => {
    expect(householdCents("Gladbeck", [{ since: "2026-01-01", until: today }], today)).to.equal(121_00);
  });
});

describe("the days that samples are about", () => {
  it("are edges of months and years", () => {
    const { yesterday, newYear, newYearsEve, monthsEnd, leapDay } = daysSeenFrom("2027-03-01");
    expect([yesterday, newYear, newYearsEve, monthsEnd, leapDay]).to.deep.equal([
      ...["2027-02-28", "2027-01-01", "2026-12-31", "2027-02-28", "2024-02-29"],
    ]);
  });

  it("exist on every day of eight years", () => {
    for (let time = Date.parse("2026-01-01"); time < Date.parse("2034-01-01"); time += 86_400_000) {
      const today = new Date(time).toISOString().slice(0, 10);
      const days = daysSeenFrom(today);
      for (const day of Object.values(days)) expect(new Date(day).toISOString().slice(0, 10), today).to.equal(day);
      expect(days.leapDay <= today && days.monthsEnd < today && days.newYear <= today, today).to.equal(true);
    }
  });
});
