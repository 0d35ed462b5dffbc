import { expect } from "chai";
import { fetchDelay, fetchMax } from "../../../connectors/portals/common/notifying/given-up.ts";

describe("connectors: a document that cannot be fetched", () => {
  it("is tried with growing delays for about an hour", () => {
    const delays = Array.from({ length: fetchMax - 1 }, (_, i) => fetchDelay(i + 1));
    expect(delays[0]).to.equal(5_000);
    expect(delays).to.deep.equal(delays.toSorted((a, b) => a - b));
    const minutes = delays.reduce((sum, delay) => sum + delay, 0) / 60_000;
    expect(minutes).to.be.within(55, 65);
  });
});
