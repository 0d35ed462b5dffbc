import { expect } from "chai";
import { dog, type Pushing, pushing } from "../support/pushing.ts";
import { type RunningSystem, runSystem } from "../support/run-system.ts";
import { until } from "../support/until.ts";

/** What the domain service says of an application once it has dealt with it. */
const answers = ["case.decided.v1", "case.referred.v1", "application.refused.v1"];

describe("one applicant with thousands of applications", function () {
  this.timeout(300_000);
  const count = 5_000;
  const run = Date.now().toString(36);
  let system: RunningSystem;
  let portal: Pushing;

  before(async () => {
    system = await runSystem();
    portal = await pushing(system, "serviceportal-emscher-lippe");
  });
  after(async () => {
    await portal?.close();
    await system?.stop();
  });

  it("holds up nobody else, and every application of theirs has an answer", async () => {
    const ids = Array.from({ length: count }, (_, i) => `many-${run}-${i}`);
    const other = `other-${run}`;
    await portal.push(ids.map((id) => ({ id, value: dog(id, 3_001) })));
    await portal.push([{ id: other, value: dog(other, 3_004) }]);
    const received = await portal.recorded("intake", other, ["application.accepted.v1"]);
    const decided = await portal.recorded("dog-tax", other, ["case.decided.v1"]);
    const answered = () => portal.count("dog-tax", `many-${run}-`, answers);
    // The other one was pushed last and does not wait for those before: seconds and not the half minute that these take.
    expect(await answered()).to.be.lessThan(count);
    console.log("after receipt", decided - received, "answered then", await answered());
    await until("all of them answered", async () => (await answered()) === count, 240_000);
    const refused = await portal.count("dog-tax", `many-${run}-`, ["application.refused.v1"]);
    expect(refused).to.equal(count - 2_050); // Fifty dogs registered by rule, two thousand wait for a person.
  });
});
