import { expect } from "chai";
import { lettersWithMarks, singleLetters } from "../../../platform/casework/texts/din-91379.ts";
import { resident, residentsMax } from "../../../sandbox/samples/people.ts";
import { kit } from "./portals.ts";

describe("the sandbox's residents", () => {
  const all = Array.from({ length: residentsMax }, (_, i) => resident(i));

  it("are told apart by name and birth date, and live in a house of their own", () => {
    const names = all.map(({ municipality, familyName, givenNames, birthDate }) =>
      [municipality, familyName, givenNames, birthDate].join("|").toLocaleLowerCase("de"),
    );
    expect(new Set(names).size).to.equal(residentsMax);
    const houses = all.map(({ address: { street, houseNumber, postcode } }) =>
      [street, houseNumber, postcode].join("|"),
    );
    expect(new Set(houses).size).to.equal(residentsMax);
  });

  it("were born on days that exist, some of them on 29 February, 31 December and 1 January", () => {
    for (const { birthDate } of all)
      expect(new Date(`${birthDate}T00:00:00Z`).toISOString().slice(0, 10)).to.equal(birthDate);
    const days = new Set(all.map(({ birthDate }) => birthDate.slice(5)));
    expect([...days]).to.include.members(["02-29", "12-31", "01-01"]);
  });

  it("have names in letters of DIN 91379, many of them beyond German ones", () => {
    const letters = new Set([...singleLetters, ...lettersWithMarks].flatMap((letter) => [...letter.normalize("NFC")]));
    const used = new Set(
      all.flatMap(({ familyName, givenNames }) => [...`${familyName}${givenNames}`.normalize("NFC")]),
    );
    expect([...used].filter((letter) => !letters.has(letter))).to.deep.equal([]);
    expect([...used].filter((letter) => !/[A-Za-zÄÖÜäöüß -]/.test(letter)).length).to.be.greaterThan(30);
  });

  it("can be seen to be invented", () => {
    for (const { familyName, address } of all) {
      expect(familyName).to.match(/^(Muster|Beispiel)/);
      expect(address.street).to.match(/Muster|Beispiel/i);
    }
  });

  it("are shared between the portals, so that none registers another one's household", () => {
    const [one, other] = [kit({ index: 0 }), kit({ index: 1 })];
    const houses = [one, other].map((own) =>
      Array.from({ length: 500 }, () => JSON.stringify(own.household("Dorsten").address)),
    );
    expect(houses[0]?.filter((house) => houses[1]?.includes(house))).to.deep.equal([]);
  });

  it("are others when what was pushed before says that the first ones have dogs", () => {
    const before = Array.from({ length: 30 }, () => kit().household("Gladbeck").address.street);
    const first = kit();
    const taken = before.map(() => JSON.stringify(first.household("Gladbeck").address));
    const later = kit({ base: 30 });
    const next = before.map(() => JSON.stringify(later.household("Gladbeck").address));
    expect(next.filter((house) => taken.includes(house))).to.deep.equal([]);
  });

  it("say when their household may have dogs already: then nobody knows what another one costs", () => {
    const start = kit({ base: 5_000 });
    const holder = start.household("Gladbeck");
    expect(holder.fresh).to.equal(false);
    expect(start.assessed(holder, [{ since: "2026-01-01" }])).to.include({ state: "assessed", cents: undefined });
  });
});
