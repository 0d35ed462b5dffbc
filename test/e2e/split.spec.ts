import { expect } from "chai";
import { startPortal } from "../support/portal.ts";
import { type RunningSystem, runSystem } from "../support/run-system.ts";
import { until } from "../support/until.ts";

describe("services as processes of their own", function () {
  this.timeout(300_000);
  let system: RunningSystem;
  before(async () => {
    system = await runSystem({ split: true });
  });
  after(() => system?.stop());

  it("receipts everything while dog-tax is away, lets the others go on, and decides all when it is back", async () => {
    const dogTax = system.processes.get("dog-tax");
    if (!dogTax) throw new Error("dog-tax has no process of its own");
    await dogTax.stop();
    const portal = startPortal(system.env, "serviceportal-emscher-lippe", 30);
    const before = await until(
      "all that can be answered without dog-tax is",
      () => {
        const { pushed, answered } = portal.totals;
        return pushed > 0 && answered >= pushed && { pushed, answered };
      },
      60_000,
    );
    expect(before.answered).to.be.at.least(before.pushed);
    await dogTax.start();
    const { pushed, answered, unanswered, doubled, wrong, problems } = await portal.done;
    expect(problems).to.deep.equal([]);
    expect({ pushed, answered, unanswered, doubled, wrong }).to.deep.equal({
      pushed: 30,
      answered: 30,
      unanswered: 0,
      doubled: 0,
      wrong: 0,
    });
  });
});
