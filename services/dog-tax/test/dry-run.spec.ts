import { expect } from "chai";
import { compileSchema } from "../../../platform/messaging/contracts/validate.ts";
import dryRun from "../dry-run.ts";

type Input = Parameters<typeof dryRun.calculate>[0];
type Dog = Input["dogs"][number];

const towns = { Gladbeck: "055620014014", Dorsten: "055620012012", Gelsenkirchen: "055130000000" };
const check = compileSchema(dryRun.inputSchema);

function calculate(dogs: Dog[], more: Partial<Input> = {}) {
  const input: Input = { id: "one", municipality: towns.Gladbeck, year: 2026, dogs, ...more };
  expect(check(input)).to.deep.equal([]);
  return dryRun.explain(input, dryRun.calculate(input));
}

const always: Dog = { from: "2026-01-01", to: null, breed: "Dackel", relief: null };
const nothing = Array<number>(12).fill(0);

describe("dog tax by its rules alone", () => {
  it("is the year's rate and a twelfth of it for each month", () => {
    expect(calculate([always])).to.deep.equal({
      ...{ id: "one", cents: 132_00, perMonth: Array<number>(12).fill(11_00), toPerson: null },
    });
  });

  it("counts what lies in the year: months of intake and of disposal included, other years not", () => {
    const { cents, perMonth } = calculate([{ ...always, from: "2026-03-31", to: "2026-05-01" }]);
    expect([cents, perMonth]).to.deep.equal([33_00, [0, 0, 11_00, 11_00, 11_00, ...nothing.slice(5)]]);
    expect(calculate([{ ...always, from: "2016-05-01" }]).cents, "before any tariff").to.equal(132_00);
    const others = [
      { ...always, from: "2025-01-01", to: "2025-12-31" },
      { ...always, from: "2027-01-01" },
    ];
    expect(calculate(others).cents).to.equal(0);
    expect(calculate([]).cents).to.equal(0);
  });

  it("charges by the dogs that are there at once", () => {
    const dogs = [
      { ...always, to: "2026-06-10" },
      { ...always, from: "2026-06-11" },
    ];
    expect(calculate(dogs).perMonth[5]).to.equal(22_00);
    const together = [
      { ...always, to: "2026-06-11" },
      { ...always, from: "2026-06-11" },
    ];
    expect(calculate(together).perMonth.slice(4, 7)).to.deep.equal([11_00, 25_00, 11_00]);
  });

  it("knows reliefs, and listed breeds where the town has a rate for them", () => {
    const half = calculate([{ ...always, relief: "half" }], { municipality: towns.Gelsenkirchen });
    expect([half.cents, half.perMonth[0], half.perMonth[1]]).to.deep.equal([64_50, 5_37, 5_38]);
    const listed = { ...always, breed: "Rottweiler-Mix" };
    expect(calculate([listed], { municipality: towns.Dorsten }).cents).to.equal(432_00);
    expect(calculate([listed, { ...always, relief: "exempt" }], { municipality: towns.Dorsten }).cents).to.equal(
      480_00,
    );
  });

  const persons: [string, Dog, Partial<Input>][] = [
    ["listed-breed", { ...always, breed: "Bullterrier" }, {}],
    ["breed-unclear", { ...always, breed: "Pitbull" }, { municipality: towns.Dorsten }],
    ["unknown-municipality", always, { municipality: "055620000000" }],
    ["unknown-municipality", always, { municipality: "somewhere" }],
    ["no-tariff", { ...always, from: "2010-01-01" }, { municipality: towns.Dorsten, year: 2021 }],
  ];
  for (const [reason, dog, more] of persons)
    it(`goes to a person, with no sum: ${reason} (${dog.breed})`, () => {
      expect(calculate([always, dog], more)).to.deep.equal({
        id: "one",
        cents: 0,
        perMonth: nothing,
        toPerson: reason,
      });
    });

  it("does not mind what a dog of another year was", () => {
    expect(calculate([always, { from: "2020-01-01", to: "2025-12-31", breed: "Pitbull" }]).cents).to.equal(132_00);
  });

  it("says which dog leaves before it comes", () => {
    expect(() => calculate([always, { ...always, to: "2025-12-31" }]))
      .to.throw("must not be before from")
      .with.property("path", "/dogs/1/to");
  });
});
