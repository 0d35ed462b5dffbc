import { expect } from "chai";
import fc from "fast-check";
import { aidFor, alone, child, type Person, partner } from "./household.ts";

describe("subsistence aid: households calculated by hand from the act", () => {
  it("a single person with rent and heating", () => {
    expect(aidFor([alone], { rentCents: 380_00, heatingCents: 70_00 }).payoutCents).to.equal(1013_00);
  });

  it("the same with a pension and the mark G", () => {
    const pensioner = { ...alone, merkzeichenG: true, pensionCents: 600_00 };
    const { payoutCents, steps } = aidFor([pensioner], { rentCents: 380_00, heatingCents: 70_00 });
    expect(payoutCents).to.equal(508_71);
    expect([...steps]).to.deep.equal([
      ["1. Person: Regelbedarf nach Stufe 1", "563.00"],
      ["1. Person: Mehrbedarf bei Merkzeichen G", "95.71"],
      ["Unterkunft und Heizung", "450.00"],
      ["Bedarf im Monat", "1108.71"],
      ["1. Person: Anzurechnendes Einkommen", "600.00"],
      ["Anzurechnendes Einkommen im Monat", "600.00"],
      ["Hilfe zum Lebensunterhalt im Monat", "508.71"],
    ]);
  });

  it("a couple with a pension", () => {
    const couple: Person[] = [alone, { ...partner, pensionCents: 900_00 }];
    expect(aidFor(couple, { rentCents: 520_00, heatingCents: 90_00 }).payoutCents).to.equal(722_00);
  });

  it("a single parent with a child of five and child benefit", () => {
    const family = [{ ...alone, singleParent: true }, child("2021-05-01", { childBenefitCents: 259_00 })];
    const found = aidFor(family, { rentCents: 500_00 });
    expect(found).to.include({ needCents: 1647_68, incomeCents: 259_00, payoutCents: 1388_68 });
  });

  it("a single person who earns 300 euros", () => {
    expect(aidFor([{ ...alone, earningsCents: 300_00 }], { rentCents: 400_00 }).payoutCents).to.equal(753_00);
  });
});

describe("subsistence aid: income", () => {
  it("leaves 30 per cent of earnings free, half a cent up, at most half of step 1", () => {
    const free = (earningsCents: number) =>
      earningsCents - aidFor([{ ...alone, earningsCents }], { rentCents: 9000_00 }).incomeCents;
    expect([free(1_05), free(100_00), free(938_33), free(2000_00)]).to.deep.equal([32, 30_00, 281_50, 281_50]);
    const both: Person[] = [
      { ...alone, earningsCents: 2000_00 },
      { ...partner, earningsCents: 2000_00 },
    ];
    expect(aidFor(both).incomeCents, "each of a couple").to.equal(2 * (2000_00 - 281_50));
  });

  it("above the need leaves nothing to pay, and never less than nothing", () => {
    expect(aidFor([{ ...alone, pensionCents: 563_00 }])).to.include({ incomeCents: 563_00, payoutCents: 0 });
    expect(aidFor([{ ...alone, pensionCents: 900_00 }])).to.include({ incomeCents: 900_00, payoutCents: 0 });
    expect(aidFor([{ ...alone, pensionCents: 900_00 }], { insuranceCents: 400_00 }).payoutCents).to.equal(63_00);
  });

  it("of a child beyond its need: child benefit is its parents', the rest is nobody else's", () => {
    const family = (kid: Partial<Person>) => aidFor([alone, child("2021-05-01", kid)], { rentCents: 500_00 });
    // The child needs 357 and half of the rent: 607 euros, and gets a supplement of 25.
    expect(family({ otherIncomeCents: 607_00, childBenefitCents: 259_00 }).incomeCents).to.equal(607_00 + 259_00);
    expect(family({ otherIncomeCents: 400_00, childBenefitCents: 259_00 }).incomeCents).to.equal(659_00);
    expect(family({ otherIncomeCents: 632_00 }).incomeCents).to.equal(632_00);
    const rich = family({ otherIncomeCents: 1000_00, childBenefitCents: 259_00 });
    expect(rich).to.include({ incomeCents: 632_00 + 259_00, payoutCents: 563_00 + 250_00 - 259_00 });
    expect(rich.steps.get("2. Person: Einkommen über dem eigenen Bedarf, nicht anzurechnen")).to.equal("368.00");
    expect(rich.steps.get("2. Person: Nicht benötigtes Kindergeld, Einkommen der Eltern")).to.equal("259.00");
  });

  it("of a child alone counts for it up to its need", () => {
    const orphan = child("2015-05-01", { otherIncomeCents: 500_00, childBenefitCents: 259_00 });
    expect(aidFor([orphan])).to.include({ needCents: 415_00, incomeCents: 415_00, payoutCents: 0 });
  });
});

describe("subsistence aid: what does not fit", () => {
  const cases: [string, Person[]][] = [
    ["/persons must have exactly one adult", [partner]],
    ["/persons must have exactly one adult", [alone, alone, partner]],
    ["/persons must have exactly one adult", [alone, partner, partner]],
    ["/persons/1/birthDate must be there", [alone, { role: "child" }]],
    ["/persons/0/birthDate must not be after", [child("2026-11-23")]],
  ];
  for (const [sentence, persons] of cases)
    it(`is told: ${sentence}`, () => {
      const [path = "", ...words] = sentence.split(" ");
      expect(() => aidFor(persons))
        .to.throw(words.join(" "))
        .with.property("path", path);
    });

  it("is refused by the schema: cents with a fraction, a role or a field that is not known, nobody", () => {
    const bad = [[{ role: "adult", pensionCents: 1.5 }], [{ role: "cat" }], [{ role: "adult", age: 3 }], []];
    for (const persons of bad) expect(() => aidFor(persons as Person[])).to.throw(/"path":"\/persons/);
  });
});

describe("subsistence aid: every household", () => {
  const amount = fc.integer({ min: 0, max: 2000_00 });
  const incomes = { earningsCents: amount, pensionCents: amount, childBenefitCents: amount, otherIncomeCents: amount };
  const person = (role: Person["role"]) =>
    fc.record({
      role: fc.constant(role),
      birthDate: fc.integer({ min: 2005, max: 2026 }).map((year) => `${year}-03-01`),
      ...incomes,
      costlyDietCents: amount,
      singleParent: fc.boolean(),
      merkzeichenG: fc.boolean(),
    });
  const persons = fc
    .tuple(person("adult"), fc.option(person("partner")), fc.array(person("child"), { maxLength: 5 }))
    .map(([adult, other, children]) => [adult, ...(other ? [other] : []), ...children]);

  it("gets whole cents, what it needs less what it has, and never more for having more", () => {
    fc.assert(
      fc.property(persons, amount, fc.nat(), (people, rentCents, which) => {
        const { needCents, incomeCents, payoutCents } = aidFor(people, { rentCents });
        expect(payoutCents).to.equal(Math.max(0, needCents - incomeCents));
        expect(Number.isSafeInteger(needCents) && Number.isSafeInteger(incomeCents)).to.equal(true);
        const index = which % people.length;
        const richer = people.map((one, i) => (i === index ? { ...one, pensionCents: one.pensionCents + 10_00 } : one));
        expect(aidFor(richer, { rentCents }).payoutCents).to.be.at.most(payoutCents);
        expect(aidFor(people, { rentCents: rentCents + 10_00 }).needCents).to.equal(needCents + 10_00);
      }),
      { numRuns: 300 },
    );
  });
});
