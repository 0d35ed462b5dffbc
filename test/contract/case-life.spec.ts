import { readFileSync } from "node:fs";
import { expect } from "chai";
import { decidingServices, lifePages } from "../../cli/docs/case-life.ts";

describe("docs/case-life.md and docs/services/", () => {
  it("are what the services say today (npm run docs writes them)", async () => {
    for (const [path, text] of await lifePages()) expect(readFileSync(path, "utf8"), path).to.equal(text);
  });

  it("have a page for each of the eight services that decide", async () => {
    expect(decidingServices()).to.have.length(8);
    expect(await lifePages()).to.have.length(9);
  });
});
