import { expect } from "chai";
import { addressKey, cityKey, splitAddress } from "../../../../platform/casework/texts/address.ts";
import { isSamePerson } from "../../../../platform/casework/texts/same-person.ts";

type Written = [street: string, houseNumber: string];
const keyOf = ([street, houseNumber]: Written, postcode = "45966") => addressKey({ street, houseNumber, postcode });

/** Each line is one address in all its spellings. */
const spellings: Written[][] = [
  [
    ["Musterstraße", "12 a"],
    ["Musterstraße", "12a"],
    ["Musterstraße", "12A"],
    ["Musterstraße", " 12  A "],
    ["Musterstraße 12 a", ""],
    ["Musterstraße 12a", "12 a"],
    ["Musterstr. 12", "a"],
    ["Musterstraße", "12-a"],
    ["Musterstraße", "12a."],
    ["Musterstraße", "12 a (Hinterhaus)"],
    ["Musterstraße", "12A, 2. OG"],
    ["musterstrasse", "12a"],
    ["MUSTERSTRASSE", "12 A"],
    ["Musterstr.", "12a"],
    ["Musterstr", "12a"],
    ["Muster-Straße", "12a"],
    ["Muster Str.", "12a"],
    ["Musterstr. 12a", ""],
    ["Musterstraße", "Nr. 12a"],
    ["Musterstraße", "012a"],
    ["Musterstraße".normalize("NFD"), "12a"],
  ],
  [
    ["Musterweg", "12a-14b"],
    ["Musterweg 12 A - 14 B", ""],
    ["Musterweg", "12a – 14b"],
    ["Musterweg", "12a bis 14b"],
  ],
  [
    ["Musterweg", "12a-c"],
    ["Musterweg 12a-c", ""],
    ["Musterweg", "12 a - c"],
    ["Musterweg", "12a-12c"],
  ],
  [
    ["Musterweg", "3 1/2"],
    ["Musterweg 3 1/2", ""],
    ["Musterweg", "3½"],
    ["Musterweg 3½", ""],
  ],
  [
    ["Platz der Freiheit", ""],
    ["Platz der Freiheit ", ""],
    ["Platz-der-Freiheit", ""],
  ],
  [
    ["Jägerhofstraße", "7"],
    ["Jaegerhofstr.", "7"],
    ["JÄGERHOFSTRASSE", "7"],
  ],
  [
    ["St.-Anna-Platz", "1"],
    ["Sankt-Anna-Pl.", "1"],
  ],
  [
    ["Straße des 17. Juni", "3"],
    ["Strasse des 17.Juni 3", ""],
  ],
  [["Musterweg", "3"]],
  [["Musterweg", "31/2"]],
  [["Musterweg", "12"]],
  [["Musterweg", "12-14"]],
  [["Musterweg", "14"]],
  [["Musterweg", ""]],
  [["Neuestraße", "7"]],
  [["Am Markt", "1"]],
];

describe("addresses", () => {
  for (const line of spellings)
    for (const written of line.slice(1))
      it(`"${written.join('", "')}" is "${line[0]?.join('", "')}"`, () => {
        expect(keyOf(written)).to.equal(keyOf(line[0] as Written));
      });

  it("of two places are never one", () => {
    const keys = spellings.map(([first]) => keyOf(first as Written));
    expect(new Set(keys).size).to.equal(keys.length);
    expect(keyOf(["Musterweg", "3"], "45964")).not.to.equal(keyOf(["Musterweg", "3"]));
  });

  const lines: Record<string, Written> = {
    "Musterstraße 12 a": ["Musterstraße", "12 a"],
    "Musterweg 12 A - 14 B": ["Musterweg", "12 A - 14 B"],
    "Musterweg 12a-c": ["Musterweg", "12a-c"],
    "Musterweg 3 1/2": ["Musterweg", "3 1/2"],
    "Platz der Freiheit": ["Platz der Freiheit", ""],
    "Straße des 17. Juni": ["Straße des 17. Juni", ""],
    "12": ["12", ""],
  };
  for (const [line, [street, houseNumber]] of Object.entries(lines))
    it(`"${line}" is parted as it was written`, () => {
      expect(splitAddress(line)).to.deep.equal({ street, houseNumber });
    });

  it("are looked at in a time that does not grow with what somebody writes", () => {
    const long = `${"Muster ".repeat(20_000)}${"1 ".repeat(20_000)}`;
    const begin = performance.now();
    splitAddress(long);
    expect(performance.now() - begin).to.be.below(1_000);
  });

  it("are of one person under one name and birth date alone", () => {
    const person = (change: object = {}, address: object = {}) => ({
      ...{ familyName: "Beispiel", givenNames: "Änne", birthDate: "1984-02-29", ...change },
      address: {
        street: "Musterstr. 12 a",
        houseNumber: "",
        supplement: "",
        postcode: "45966",
        city: "Gladbeck",
        ...address,
      },
    });
    expect(
      isSamePerson(person(), person({}, { street: "Musterstraße", houseNumber: "12a", city: "GLADBECK" })),
    ).to.equal(true);
    expect(isSamePerson(person(), person({ birthDate: "1984-02-28" }))).to.equal(false);
    expect(isSamePerson(person(), person({}, { houseNumber: "13" }))).to.equal(false);
    expect(isSamePerson(person(), undefined)).to.equal(false);
    expect(cityKey("Castrop Rauxel")).to.equal(cityKey("CASTROP-RAUXEL"));
  });
});
