import { expect } from "chai";
import {
  daysOf,
  isBirthDate,
  isDay,
  isWholeDate,
  isYounger,
  latestBirth,
} from "../../../../../platform/messaging/contracts/days.ts";

describe("birth dates that are known in part", () => {
  const spans: Record<string, readonly [string, string] | undefined> = {
    "1970-05-12": ["1970-05-12", "1970-05-12"],
    "1970-00-00": ["1970-01-01", "1970-12-31"],
    "1970-02-00": ["1970-02-01", "1970-02-28"],
    "1972-02-00": ["1972-02-01", "1972-02-29"],
    "1970-00-01": ["1970-01-01", "1970-12-01"],
    "1970-00-31": ["1970-01-31", "1970-12-31"],
    "1970-00-30": ["1970-01-30", "1970-12-30"],
    "0000-00-00": ["1900-01-01", "2100-12-31"],
    "1970-02-30": undefined,
    "1970-13-00": undefined,
    "1970-00-32": undefined,
    "1870-00-00": undefined,
    "1970": undefined,
    "": undefined,
  };
  for (const [text, span] of Object.entries(spans))
    it(`"${text}" may be ${span ? `${span[0]} to ${span[1]}` : "nothing"}`, () => {
      expect(daysOf(text)).to.deep.equal(span);
      expect(isBirthDate(text)).to.equal(span !== undefined);
      expect(isWholeDate(text)).to.equal(text === "1970-05-12");
    });

  it("tell an age only where every day that they may mean gives the same one", () => {
    expect(isYounger("2009-00-00", 18, "2026-11-01")).to.equal(true);
    expect(isYounger("2008-00-00", 18, "2026-11-01")).to.equal(undefined);
    expect(isYounger("2007-00-00", 18, "2026-11-01")).to.equal(false);
    expect(isYounger("2008-02-29", 18, "2026-02-28")).to.equal(false);
    expect(isYounger("2008-03-01", 18, "2026-02-28")).to.equal(true);
    expect(latestBirth("2008-00-00", "2026-11-01")).to.equal("2008-12-31");
    expect(latestBirth("2026-00-00", "2026-11-01")).to.equal("2026-11-01");
  });

  it("are no days otherwise", () => {
    expect(
      ["2026-02-28", "2026-02-29", "1899-12-31", "2100-12-31", "2101-01-01", "2026-00-01"].map(isDay),
    ).to.deep.equal([...[true, false, false, true, false, false]]);
  });
});
