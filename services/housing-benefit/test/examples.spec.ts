import { expect } from "chai";
import type { HouseholdInput } from "../calculation/input.ts";
import file from "./cases.json" with { type: "json" };
import { benefitOf, withPeople } from "./household.ts";

const cent = 0.0051;

describe("housing benefit: 140 households that two other calculations agree on", () => {
  for (const row of file.cases) {
    const [id, date, mietstufe, bruttokaltmiete, members, all, gesamteinkommen, ...expected] = row;
    const people = Array.isArray(members) ? { mitglieder: members } : { personen: members, gesamteinkommen };
    const total = all === null ? {} : { haushaltsmitglieder_gesamt: all };
    it(`${id}, of ${String(date).slice(0, 4)}`, () => {
      const input = { id, date, mietstufe, bruttokaltmiete, ...people, ...total } as HouseholdInput;
      const { benefit, payment, M, Y } = benefitOf(input);
      expect([benefit, payment]).to.deep.equal(expected.slice(0, 2));
      expect(M).to.be.closeTo(Number(expected[2]), cent);
      expect(Y).to.be.closeTo(Number(expected[3]), cent);
    });
  }
});

type People = NonNullable<HouseholdInput["mitglieder"]>;
const insured = { kv: true, rv: true };

/** The ministry's examples of 1 January 2025 (BMWSB): Mietenstufe, rent, then Y, M and the benefit that it comes to. */
const ministry: [who: string, level: number, rent: number, Y: number, M: number, benefit: number, people: People][] = [
  ["a pensioner", 1, 335, 1162.35, 445.4, 110, [{ rente: 1300, kv: true }]],
  ["one on unemployment benefit", 4, 470, 1350, 580.4, 88, [{ alg: 1350 }]],
  [
    ...(["two pensioners, one severely disabled", 2, 480, 1589.7, 622.6, 166] as const),
    [
      { rente: 1410, kv: true, gdb: 100 },
      { rente: 540, kv: true },
    ],
  ],
  ["a couple with a child", 1, 750, 1638, 720.8, 320, [{ lohn: 2150, ...insured }, {}, {}]],
  [
    ...(["a single parent with advance maintenance", 6, 700, 1728, 870.2, 372] as const),
    [{ lohn: 1530, ...insured, alleinerziehend: true }, { unterhalt: 696 }, {}],
  ],
  [
    ...(["a wage and a mini-job taxed at a flat rate", 7, 1225, 2227.25, 1371.2, 691] as const),
    [{ lohn: 2490, steuern: true, ...insured }, { lohn: 556, pauschal: true }, {}, {}],
  ],
  ["four people on one wage", 3, 580, 1710, 777.8, 485, [{ lohn: 2240, ...insured }, {}, {}, {}]],
  [
    ...(["a daughter with a paper round", 5, 870, 1853.25, 1095.4, 747] as const),
    [{ lohn: 2750, steuern: true, ...insured }, {}, { lohn: 60, pauschal: true, kind: true }, {}, {}],
  ],
  [
    ...(["six people, a wage and a pension", 2, 780, 3301.1, 1033, 343] as const),
    [{ lohn: 4000, steuern: true, ...insured }, { rente: 645, kv: true }, {}, {}, {}, {}],
  ],
  ["a pensioner with 33 years", 2, 345, 561.35, 455.4, 342, [{ rente: 945, kv: true, grundrente33: true }]],
];

describe("housing benefit: the ministry's examples of 2025", () => {
  const date = "2025-01-01";

  for (const [who, mietstufe, bruttokaltmiete, Y, M, benefit, people] of ministry)
    it(`${who}: ${benefit} euros`, () => {
      expect(benefitOf(withPeople(people, { date, mietstufe, bruttokaltmiete }))).to.include({ Y, M, benefit });
    });

  it("a father whose son is excluded: 191 euros", () => {
    const dwelling = { date, mietstufe: 4, bruttokaltmiete: 570, haushaltsmitglieder_gesamt: 2 };
    const found = benefitOf(withPeople([{ rente: 880, kv: true }], dwelling));
    expect(found).to.include({ Y: 784.35, M: 356.3, benefit: 191 });
  });
});
