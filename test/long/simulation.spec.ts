import { expect } from "chai";
import { findBugs } from "../simulation/bugs.ts";
import { spread } from "../simulation/spread.ts";

const minutes = 60_000;

describe("the simulator, at length", function () {
  this.timeout(60 * minutes);

  it("finds nothing wrong in 10,000 other seeds", async () => {
    expect(await spread({ from: 10_001, count: 10_000 })).to.deep.equal({ seeds: 10_000, failed: [] });
  });

  it("finds every planted bug without its seed", async () => {
    const said: string[] = [];
    const { planted, found } = await findBugs((line) => said.push(line));
    expect(found, said.join("\n")).to.equal(planted);
  });
});
