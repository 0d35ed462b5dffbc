import { expect } from "chai";
import { startPortal } from "../support/portal.ts";
import { type RunningSystem, runSystem } from "../support/run-system.ts";
import { until } from "../support/until.ts";

describe("a process that dies, and a bus that loses everything", function () {
  this.timeout(400_000);
  let system: RunningSystem;
  before(async () => {
    system = await runSystem();
  });
  after(() => system?.stop());

  it("answers 500 records although the process is killed five times and JetStream loses its store once", async () => {
    const all = system.processes.get("all-in-one");
    if (!all) throw new Error("there is no all-in-one process");
    const portals = ["serviceportal-emscher-lippe", "sozialplattform-nrw"].map((portal, i) =>
      startPortal(system.env, portal, 500, `${i + 1}/2` as const),
    );
    const open = () => portals.reduce((sum, { totals }) => sum + totals.pushed - totals.answered, 0);
    const unansweredAtKill: number[] = [];
    for (let kill = 1; kill <= 5; kill += 1) {
      unansweredAtKill.push(await until(`50 unanswered before kill ${kill}`, () => open() >= 50 && open(), 120_000));
      const { pid } = all;
      all.kill("SIGKILL");
      if (kill === 3) await system.backing.wipe("nats");
      await until("the supervisor made a new process", () => all.pid !== undefined && all.pid !== pid, 60_000);
      await all.ready;
    }
    expect(unansweredAtKill.every((count) => count >= 50)).to.equal(true);
    const reports = await Promise.all(portals.map(({ done }) => done));
    for (const { pushed, answered, unanswered, doubled, problems } of reports) {
      expect(problems).to.deep.equal([]);
      expect({ pushed, answered, unanswered, doubled }).to.deep.equal({
        pushed: 250,
        answered: 250,
        unanswered: 0,
        doubled: 0,
      });
    }
  });
});
