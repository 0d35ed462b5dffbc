import { expect } from "chai";
import { attemptsMax, delayAfter, delayOfWaiting } from "../../../../../platform/messaging/engine/retry.ts";
import { Fault } from "../../../../../platform/messaging/faults.ts";

describe("retries", () => {
  it("last about an hour, with growing pauses", () => {
    const delays = Array.from({ length: attemptsMax - 1 }, (_, i) => delayAfter(i + 1));
    const minutes = delays.reduce((sum, ms) => sum + ms, 0) / 60_000;
    expect(minutes).to.be.within(55, 70);
    expect(delays).to.deep.equal(delays.toSorted((a, b) => a - b));
    expect(delays[0]).to.equal(1_000);
  });

  it("look for what is away each minute at least, however long it is away", () => {
    expect(delayOfWaiting(1)).to.equal(1_000);
    expect(delayOfWaiting(10_000)).to.equal(60_000);
  });

  it("count no attempt for a service that is away or has not started for the first time", () => {
    expect(new Fault("unavailable").counts).to.equal(false);
    expect(new Fault("not-announced").counts).to.equal(false);
    expect(new Fault("unexpected").counts).to.equal(true);
    expect(new Fault("not-yet").counts).to.equal(true);
  });
});
