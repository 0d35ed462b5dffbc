import { expect } from "chai";
import { aidFor, alone, child, partner } from "./household.ts";

describe("subsistence aid: standard needs", () => {
  const need = (date: string, ...persons: Parameters<typeof aidFor>[0]) => aidFor(persons, { date }).needCents;

  it("are step 1 alone, and step 2 each for a couple", () => {
    expect(need("2026-11-22", alone)).to.equal(563_00);
    expect(need("2026-11-22", alone, partner)).to.equal(2 * 506_00);
    expect(need("2026-11-22", alone, alone), "two who share a dwelling").to.equal(2 * 563_00);
  });

  it("follow a child's birthdays, with a supplement until it is 18", () => {
    const of = (birthDate: string) => aidFor([child(birthDate)]).needCents;
    expect([of("2026-11-22"), of("2020-11-23"), of("2020-11-22")]).to.deep.equal([382_00, 382_00, 415_00]);
    expect([of("2012-11-23"), of("2012-11-22"), of("2008-11-23")]).to.deep.equal([415_00, 496_00, 496_00]);
    expect([of("2008-11-22"), of("1990-01-01")]).to.deep.equal([451_00, 451_00]);
  });

  it("let a child of 29 February be six on 1 March", () => {
    const leap = (date: string) => aidFor([child("2020-02-29")], { date }).needCents;
    expect([leap("2026-02-28"), leap("2026-03-01")]).to.deep.equal([382_00, 415_00]);
  });

  it("are those of the year: other steps in 2023, a supplement of 20 euros before 2025", () => {
    const kid = child("2020-05-01");
    expect([need("2023-12-31", alone, kid), need("2024-01-01", alone, kid)]).to.deep.equal([840_00, 940_00]);
    expect([need("2024-12-31", alone, kid), need("2025-01-01", alone, kid)]).to.deep.equal([940_00, 945_00]);
  });

  it("are missed with a sentence on a day without figures", () => {
    for (const date of ["2022-12-31", "2027-01-01"])
      expect(() => aidFor([alone], { date })).to.throw(`no figures of the subsistence aid for ${date}`);
  });
});

describe("subsistence aid: additional needs", () => {
  const more = (person: object) => aidFor([{ ...alone, ...person }]).needCents - 563_00;

  it("are 17 per cent of the own step for the mark G and from the 13th week of pregnancy, each to the cent", () => {
    expect(more({ merkzeichenG: true })).to.equal(95_71);
    expect(more({ pregnantSinceWeek13: true, merkzeichenG: true })).to.equal(2 * 95_71);
    expect(aidFor([{ ...alone, pregnantSinceWeek13: true }, partner]).needCents).to.equal(2 * 506_00 + 86_02);
  });

  it("are by the children's number and age for a single parent, at most 60 per cent", () => {
    const birthDates = { baby: "2025-01-01", eight: "2018-01-01", sixteen: "2010-01-01", grown: "2000-01-01" };
    const forChildren = (...kids: (keyof typeof birthDates)[]) => {
      const children = kids.map((kid) => child(birthDates[kid]));
      const parent = { ...alone, singleParent: true };
      return aidFor([parent, ...children]).needCents - aidFor([alone, ...children]).needCents;
    };
    expect(forChildren("baby"), "one below 7").to.equal(202_68);
    expect(forChildren("eight"), "one of 7 or more").to.equal(67_56);
    expect(forChildren("eight", "eight"), "two below 16").to.equal(202_68);
    expect(forChildren("sixteen", "sixteen"), "two of 16 or more").to.equal(135_12);
    expect(forChildren("eight", "sixteen")).to.equal(135_12);
    expect(forChildren("eight", "eight", "sixteen"), "two below 16 and one more").to.equal(202_68);
    expect(forChildren("baby", "eight", "eight", "eight"), "four").to.equal(270_24);
    expect(forChildren("eight", "eight", "eight", "eight", "eight", "eight"), "six").to.equal(337_80);
    expect(forChildren("grown"), "nobody below 18").to.equal(0);
  });

  it("are the costly diet as it was found, and together at most the own step", () => {
    expect(more({ costlyDietCents: 56_30 })).to.equal(56_30);
    expect(more({ costlyDietCents: 500_00, merkzeichenG: true })).to.equal(563_00);
    const { steps } = aidFor([{ ...alone, costlyDietCents: 600_00 }]);
    expect(steps.get("1. Person: Mehrbedarfe über der Regelbedarfsstufe, nicht anzuerkennen")).to.equal("-37.00");
  });

  it("are hot water that is made in the dwelling, for each person by step, beside that limit", () => {
    const ages = ["2000-01-01", "2010-01-01", "2018-01-01", "2025-01-01"].map((day) => child(day));
    const household = [alone, ...ages];
    const found = aidFor(household, { decentralHotWater: true }).needCents - aidFor(household).needCents;
    expect(found).to.equal(12_95 + 10_37 + 6_59 + 4_68 + 2_86);
    const diet = aidFor([{ ...alone, costlyDietCents: 600_00 }], { decentralHotWater: true });
    expect(diet.needCents).to.equal(2 * 563_00 + 12_95);
  });
});
