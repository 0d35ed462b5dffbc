import { expect } from "chai";
import { schedule } from "../assessment/schedule.ts";
import { monthlyCents, type Relief, type Tariff } from "../assessment/tariff.ts";
import { type TownName, tariffsOfTown } from "./household.ts";

const dog = (relief: Relief | null, more: { listed?: boolean; yearlyCents?: number } = {}) => ({
  ...{ name: "Bello", breed: "Dackel", chipNumber: "", from: "2026-01-01", to: null },
  ...{ id: `${relief}`, listed: false, yearlyCents: null, relief, ...more },
  reliefs: relief ? [{ kind: relief, from: "2026-01" }] : [],
});

/** What a household of a town owes in 2026, in cents. */
function year(town: TownName, dogs: ReturnType<typeof dog>[], change: Partial<Tariff> = {}) {
  const owed = schedule(
    dogs.map((one, index) => ({ ...one, id: String(index) })),
    tariffsOfTown(town).map((tariff) => ({ ...tariff, ...change })),
    2026,
  );
  return typeof owed === "string" ? owed : Object.values(owed).reduce((sum, { cents }) => sum + cents, 0);
}

describe("dog tax: reliefs", () => {
  it("halve the dog's rate, or take it all", () => {
    expect(year("Gladbeck", [dog("half")])).to.equal(66_00);
    expect(year("Gladbeck", [dog("exempt")])).to.equal(0);
    expect(year("Dorsten", [dog("half", { listed: true })])).to.equal(216_00);
  });

  it("leave the dog in the number by which the others are charged", () => {
    expect(year("Gladbeck", [dog(null), dog("half")])).to.equal(150_00 + 75_00);
    expect(year("Gladbeck", [dog(null), dog("exempt")])).to.equal(150_00);
  });

  it("take an exempt dog out of that number where the statute says so", () => {
    const reliefs = { exemptDogsCount: false, remark: "" };
    expect(year("Gladbeck", [dog(null), dog("exempt")], { reliefs })).to.equal(132_00);
    expect(year("Gladbeck", [dog(null), dog("half")], { reliefs })).to.equal(150_00 + 75_00);
    expect(year("Gladbeck", [dog("exempt")], { reliefs })).to.equal(0);
  });

  it("add up over a year to half of the rate, also where twelve months do not divide it", () => {
    expect(year("Gelsenkirchen", [dog("half")])).to.equal(64_50);
    const [tariff] = tariffsOfTown("Gelsenkirchen");
    if (!tariff) throw new Error("no tariff");
    const months = [1, 2, 3].map((month) => monthlyCents(tariff, `2026-0${month}`, 1, dog("half")));
    expect(months).to.deep.equal([5_37, 5_38, 5_37]);
  });

  it("leave half a cent to the holder", () => {
    expect(year("Gladbeck", [dog("half", { yearlyCents: 500_05 })])).to.equal(250_02);
  });

  it("do not hide that a listed breed has no rate", () => {
    expect(year("Gladbeck", [dog("exempt", { listed: true })])).to.equal("rate");
  });
});
