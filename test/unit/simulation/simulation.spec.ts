import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Bug, find, planted, readBugs } from "../../simulation/bugs.ts";
import { learnContracts } from "../../simulation/contracts.ts";
import { run } from "../../simulation/run.ts";
import { spread } from "../../simulation/spread.ts";

/** With everything else that runs at the same time: on two cores it is the longest part of all. */
const minutes = 60_000;

describe("the simulator", function () {
  this.timeout(10 * minutes);
  const bugs = readBugs();
  const cache = mkdtempSync(join(tmpdir(), "antragsbus-compiled-"));
  after(() => rmSync(cache, { recursive: true }));

  it("runs a seed twice in the same way", async () => {
    await learnContracts();
    for (let seed = 1; seed <= 100; seed += 1) {
      const [first, second] = [await run(seed), await run(seed)];
      expect([second.trace, second.virtualMs, second.faults], `seed ${seed}`).to.deep.equal([
        first.trace,
        first.virtualMs,
        first.faults,
      ]);
    }
  });

  it("finds nothing wrong in 2,000 seeds", async () => {
    expect(await spread({ from: 1, count: 2_000, cache })).to.deep.equal({ seeds: 2_000, failed: [] });
  });

  it("has 25 bugs at least, a third of them hard at most, which all still apply", async () => {
    expect(bugs.length).to.be.at.least(25);
    expect(bugs.filter(({ isHard }) => isHard).length).to.be.at.most(bugs.length / 3);
    for (const bug of bugs) rmSync(await planted(bug), { recursive: true });
  });

  it("finds each of them by its recorded seed", async () => {
    const left = [...bugs];
    const missed: string[] = [];
    const look = async (): Promise<void> => {
      for (let bug: Bug | undefined = left.pop(); bug; bug = left.pop())
        if ((await find(bug, { cache })) === undefined) missed.push(bug.name);
    };
    await Promise.all(Array.from({ length: availableParallelism() }, look));
    expect(missed).to.deep.equal([]);
  });
});
