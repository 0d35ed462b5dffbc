import { expect } from "chai";
import { wrongWith } from "../../../test/support/many-statements.ts";

/** Of each five statements four follow one another, and one holds all of them once more. 10,000 are in test/long. */
const banks = 60;

describe("payments: whatever a bank writes", () => {
  it("each cent of a statement ends on an account or in suspense, once", async function () {
    this.timeout(60_000);
    const wrong: string[] = [];
    for (let seed = 1; seed <= banks; seed += 1) wrong.push(...(await wrongWith(seed)).wrong);
    expect(wrong).to.deep.equal([]);
  });
});
