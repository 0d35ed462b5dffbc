import { expect } from "chai";
import { wrongWith } from "../support/many-statements.ts";

const statementsMin = 10_000;

describe("ten thousand statements of invented banks", function () {
  this.timeout(600_000);

  it("lose no cent, and book none twice", async () => {
    const wrong: string[] = [];
    let taken = 0;
    for (let seed = 1_000; taken < statementsMin; seed += 1) {
      const found = await wrongWith(seed);
      wrong.push(...found.wrong);
      taken += found.statements;
    }
    expect(wrong).to.deep.equal([]);
  });
});
