import { expect } from "chai";
import { writtenNumber } from "../../../connectors/portals/common/notifying/numbers.ts";

/** What a reader takes it for, in cents; null: nobody can tell, or it is no amount. */
const amounts: Record<string, number | null> = {
  "650": 650_00,
  "650,00": 650_00,
  "650,5": 650_50,
  "650.00": 650_00,
  "650.5": 650_50,
  " 650,00 ": 650_00,
  "650 €": 650_00,
  "650,00€": 650_00,
  "€ 650,00": 650_00,
  "650,00 EUR": 650_00,
  "650 Euro": 650_00,
  "650,-": 650_00,
  "650,- €": 650_00,
  "650,--": 650_00,
  "650,– €": 650_00,
  "1.250,00": 1_250_00,
  "1.250,5": 1_250_50,
  "1.250,- €": 1_250_00,
  "1 250,00": 1_250_00,
  "1\u202F250,00\u00A0€": 1_250_00,
  "1 250": 1_250_00,
  "1250": 1_250_00,
  "1.250.000": 1_250_000_00,
  "1.250.000,00": 1_250_000_00,
  "-120,00": -120_00,
  "- 120,00": -120_00,
  "−120,00": -120_00,
  "-1.120,00 €": -1_120_00,
  "€ -5": -5_00,
  "-0,00": 0,
  "+5": 5_00,
  "007": 7_00,
  "1.250": null,
  "1,250": null,
  "1.250 €": null,
  "12,345": null,
  "1,250.00": null,
  "12.50.00": null,
  "1.25,00": null,
  "12 50": null,
  "1e9": null,
  "650,": null,
  ",50": null,
  "--5": null,
  "5-": null,
  "6 5 0": null,
  "650 $": null,
  sechshundert: null,
  "€": null,
  "": null,
  "9999999999": null,
};

describe("numbers as people write them", () => {
  for (const [text, cents] of Object.entries(amounts))
    it(`"${text}" is ${cents === null ? "not clear" : `${cents} cents`}`, () => {
      const found = writtenNumber(text, true);
      const size = found && Number(found.whole + found.fraction.padEnd(2, "0"));
      expect(found ? (found.negative ? -(size ?? 0) : size) : null).to.equal(cents);
    });

  it("have no sign of the euro where they are no money", () => {
    expect(writtenNumber("12,5", false)).to.deep.equal({ negative: false, whole: "12", fraction: "5" });
    expect(writtenNumber("12 €", false)).to.equal(undefined);
  });
});
