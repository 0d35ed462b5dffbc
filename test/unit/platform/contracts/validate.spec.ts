import { expect } from "chai";
import { compileSchema } from "../../../../platform/contracts/validate.ts";

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
