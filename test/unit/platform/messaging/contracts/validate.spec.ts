import { expect } from "chai";
import { isReached } from "../../../../../platform/messaging/contracts/sepa.ts";
import { compileSchema } from "../../../../../platform/messaging/contracts/validate.ts";

describe("a day in a form", () => {
  const check = compileSchema({ type: "string", format: "date" });

  for (const day of ["1900-01-01", "2024-02-29", "2100-12-31"])
    it(`may be ${day}`, () => expect(check(day)).to.deep.equal([]));

  for (const day of ["1899-12-31", "2101-01-01", "2026-02-29", "2026-1-1", "20260101", "0026-01-01", "12026-01-01", ""])
    it(`is refused as "${day}", with what would fit`, () =>
      expect(check(day)).to.deep.equal([
        { path: "", rule: "format", expected: "must be a day from 1900-01-01 to 2100-12-31" },
      ]));
});

describe("a format of which nothing may be longer", () => {
  const formats: Record<string, (length: number) => string> = {
    email: (length) => `a@${"b".repeat(length - 5)}.de`,
    uri: (length) => `https://a.de/${"b".repeat(length - 13)}`,
    "date-time": (length) => `2026-01-01T00:00:00.${"0".repeat(length - 21)}Z`,
    iban: (length) => `DE89370400440532013000${" ".repeat(length - 22)}`,
  };
  for (const [format, max] of Object.entries({ email: 254, uri: 2_048, "date-time": 64, iban: 64 }))
    it(`is ${format}: ${max} characters are taken, one more is not looked at`, () => {
      const check = compileSchema({ type: "string", format });
      const text = formats[format] ?? String;
      expect(check(text(max))).to.deep.equal([]);
      expect(check(text(max + 1)).map(({ rule }) => rule)).to.deep.equal(["format"]);
    });
});

describe("an account in a form", () => {
  const check = compileSchema({ type: "string", format: "iban" });

  // The registry's own examples of IBANs.
  const members = ["DE89 3704 0044 0532 0130 00", "FR1420041010050500013M02606", "CH9300762011623852957"];
  const newer = [
    ...["AL47212110090000000235698741", "ME25505000012345678951", "MD24AG000225100013104168"],
    ...["MK07250120000058984", "RS35260005601001611379"],
  ];
  for (const iban of [...members, ...newer]) it(`may be ${iban}`, () => expect(check(iban)).to.deep.equal([]));

  const checkDebtor = compileSchema({ type: "string", format: "iban-of-debtor" });
  for (const iban of members) it(`may be collected from: ${iban}`, () => expect(checkDebtor(iban)).to.deep.equal([]));
  for (const iban of newer)
    it(`is not collected from: ${iban}, which no bank's direct debits reach yet`, () =>
      expect(checkDebtor(iban)[0]?.expected).to.equal(
        "must be a valid IBAN of an account that SEPA direct debits reach",
      ));

  it("is reached from the day on which its country's banks joined", () => {
    const reached = (day: string) => isReached("RS35260005601001611379", "creditTransfer", day);
    expect([reached("2026-05-03"), reached("2026-05-04")]).to.deep.equal([false, true]);
  });

  for (const [what, iban] of [
    ["with a wrong check digit", "DE88370400440532013000"],
    ["outside of SEPA", "BR1800360305000010009795493C1"],
    ["cut off", "DE8937040044"],
  ])
    it(`is refused ${what}`, () =>
      expect(check(iban)).to.deep.equal([
        { path: "", rule: "format", expected: "must be a valid IBAN of the SEPA area" },
      ]));
});
