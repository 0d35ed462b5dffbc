import { expect } from "chai";
import { formsAreKnown } from "../support/forms-known.ts";
import { expectAllWell, startPortal } from "../support/portal.ts";
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
    await formsAreKnown(system.env); // What was never announced cannot be receipted.
    await dogTax.stop();
    const portal = startPortal(system.env, "serviceportal-emscher-lippe", 60, "1/2");
    const before = await until(
      "all that can be answered without dog-tax is",
      () => {
        const { pushed, answered } = portal.totals;
        return pushed > 0 && answered >= pushed && { pushed, answered };
      },
      180_000,
    );
    expect(before.answered).to.be.at.least(before.pushed);
    await dogTax.start();
    expectAllWell(await portal.done, 30);
  });
});
