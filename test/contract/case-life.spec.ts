import { readFileSync } from "node:fs";
import { expect } from "chai";
import { decidingServices, lifePages } from "../../cli/docs/case-life.ts";

describe("docs/case-life.md and docs/services/", () => {
  for (const [path, text] of lifePages())
    it(`${path} is what the services say today (npm run docs writes it)`, () => {
      expect(readFileSync(path, "utf8")).to.equal(text);
    });

  it("have a page for each of the eight services that decide", () => {
    expect(decidingServices()).to.have.length(8);
  });
});
