import { expect } from "chai";
import { CaseDecided, PaymentRequested } from "../../../platform/casework/case/events.ts";
import { House, household, type TownName } from "./household.ts";

/** Yearly euros a dog with one, two, three and four dogs in the household, from the towns' own pages. */
const published: Record<TownName, number[]> = {
  Gladbeck: [132, 150, 162, 162],
  Dorsten: [108, 120, 132, 132],
  Gelsenkirchen: [129, 147, 168, 168],
};

describe("dog tax: rates", () => {
  for (const [town, rates] of Object.entries(published))
    it(`${town} charges one, two, three and four dogs ${rates.join(", ")} € each`, () => {
      rates.forEach((rate, i) => {
        const house = household(town as TownName, "2026-01-07");
        for (let dog = 0; dog <= i; dog += 1) house.registers(`Hund ${dog}`, "2026-01-02");
        expect(house.claimed).to.equal((i + 1) * rate * 100);
      });
    });

  it("charges from the first day of the month in which the dog comes", () => {
    const months = [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    months.forEach((count, i) => {
      const month = String(i + 1).padStart(2, "0");
      for (const day of ["01", "28"])
        expect(household("Gladbeck", "2026-12-28").registers("Bello", `2026-${month}-${day}`).cents).to.equal(
          count * 11_00,
        );
    });
  });

  it("charges February from the 29th for the whole month", () => {
    expect(household("Gladbeck", "2024-03-01").registers("Bello", "2024-02-29").cents).to.equal(121_00);
  });

  it("charges both dogs the two-dog rate from the month in which the second one moves in", () => {
    const house = household("Gladbeck", "2026-05-20").registers("Erste", "2026-01-01");
    expect(house.cents).to.equal(132_00);
    house.registers("Zweite", "2026-05-20");
    expect(house.cents, "44 € + 200 € less the 132 € of the first case").to.equal(112_00);
    expect(house.claimed).to.equal(244_00);
  });

  it("comes to the same sum whichever of two dogs of one moment is registered first", () => {
    const house = household("Gladbeck", "2026-05-20").registers("Max", "2026-05-20");
    expect(house.cents).to.equal(88_00);
    expect(house.registers("Moritz", "2026-01-10").cents).to.equal(156_00);
    expect(house.claimed).to.equal(244_00);
  });

  it("keeps the one-dog rate where one dog left before another came in the same month", () => {
    const house = household("Gladbeck", "2026-05-20").registers("Alt", "2026-01-01").deregisters("Alt", "2026-05-10");
    house.registers("Neu", "2026-05-20");
    expect(house.claimed, "5 months for the old dog and 8 for the new one").to.equal(13 * 11_00);
  });

  it("charges the two-dog rate where both were there on one day", () => {
    const house = household("Gladbeck", "2026-05-20").registers("Alt", "2026-01-01").deregisters("Alt", "2026-05-10");
    house.registers("Neu", "2026-05-10");
    expect(house.claimed).to.equal(4 * 11_00 + 2 * 12_50 + 7 * 11_00);
  });

  it("charges a listed breed four times the rate in Dorsten, and 627 € in Gelsenkirchen", () => {
    expect(household("Dorsten").registers("Samson", "2026-01-01", { breed: "Rottweiler" }).cents).to.equal(432_00);
    expect(household("Gelsenkirchen").registers("Samson", "2026-01-01", { breed: "Bullmastiff" }).cents).to.equal(
      627_00,
    );
  });

  it("counts a listed dog for the rate of the other ones, and four times the two-dog rate for it in Dorsten", () => {
    const house = household("Dorsten").registers("Samson", "2026-01-01", { breed: "Rottweiler" });
    house.registers("Mops", "2026-01-01");
    expect(house.claimed).to.equal(4 * 120_00 + 120_00);
  });

  it("charges last year's months by last year's tariff", () => {
    const common = { listedBreed: null, dueDays: ["07-01"], registrationDays: 14, source: "invented" };
    const tariffs = [
      { ...common, from: "2026-01-01", yearlyCents: [240_00], statute: "Satzung 2026" },
      { ...common, from: "2020-01-01", until: "2025-12-31", yearlyCents: [120_00], statute: "Satzung 2020" },
    ];
    const house = new House("Gladbeck", { tariffs: new Map([["055620014014", { tariffs }]]) }).on("2026-03-01");
    house.registers("Bello", "2025-11-30");
    expect(house.cents).to.equal(2 * 10_00 + 12 * 20_00);
    expect(house.parts).to.deep.equal([
      ["2025-07-01", 20_00],
      ["2026-07-01", 240_00],
    ]);
    expect(house.isArranged("2026-03-01").text).to.include("Satzung 2020; Satzung 2026");
  });

  it("sends a dog to a person whose period no tariff covers", () => {
    const house = household("Dorsten", "2023-01-10").registers("Bello", "2021-12-31");
    expect(house.reasons).to.deep.equal(["no-tariff"]);
    expect(() => house.person("grant")).to.throw("kein Tarif hinterlegt. Bitte nennen: yearlyCents und basis");
  });

  it("asks for the parts of the year on the town's due days", () => {
    const quarters = ["2026-02-15", "2026-05-15", "2026-08-15", "2026-11-15"];
    const house = household("Gladbeck", "2026-01-05").registers("Bello", "2026-01-01");
    expect(house.parts).to.deep.equal(quarters.map((day) => [day, 33_00]));
    expect(household("Gladbeck", "2026-05-25").registers("Bello", "2026-05-20").parts).to.deep.equal([
      ["2026-05-15", 22_00],
      ["2026-08-15", 33_00],
      ["2026-11-15", 33_00],
    ]);
    expect(household("Gelsenkirchen", "2026-06-25").registers("Bello", "2026-06-20").parts).to.deep.equal([
      ["2026-02-15", 10_75],
      ["2026-08-15", 64_50],
    ]);
  });

  it("asks in December for next year's tax of a dog that comes in January", () => {
    const house = household("Gladbeck", "2026-12-20").registers("Bello", "2027-01-05");
    expect(house.cents).to.equal(132_00);
    expect(house.parts[0]).to.deep.equal(["2027-02-15", 33_00]);
    expect(house.said(CaseDecided).decidedOn).to.equal("2026-12-20");
    expect(house.isArranged("2026-12-20").text).to.include(
      "Für das Jahr 2027 beträgt die Hundesteuer Ihres Haushalts damit 132,00 €.",
    );
  });

  it("asks in the new year for what was left open: a second dog in January brings the whole household's year", () => {
    const house = household("Gladbeck", "2026-12-01").registers("Erste", "2026-12-01");
    expect(house.cents).to.equal(11_00);
    house.on("2027-01-04").registers("Zweite", "2027-01-02");
    expect(house.cents).to.equal(300_00);
  });

  it("adds a case worker's rate up to the cent, also where twelve months do not divide it", () => {
    const house = household().registers("Kira", "2026-01-01", { breed: "Bullterrier" });
    house.person("grant", { yearlyCents: 500_05 });
    expect(house.cents).to.equal(500_05);
    expect(house.said(PaymentRequested).claims.map(({ cents }) => cents)).to.deep.equal([
      125_01, 125_01, 125_01, 125_02,
    ]);
  });
});
