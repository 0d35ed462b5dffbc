import { expect } from "chai";
import { startArguments } from "../../../cli/arguments.ts";
import { UserError } from "../../../deploy/say.ts";

describe("npm start takes arguments", () => {
  it("pushes 40 samples, stays, in one process, on the clone's own data when nothing is said", () => {
    expect(startArguments([], "/clone")).to.deep.equal({
      samples: 40,
      exit: false,
      split: false,
      dataDir: "/clone/.antragsbus",
    });
  });

  it("takes what is said", () => {
    const args = ["--samples", "200", "--exit", "--split", "--data", "/elsewhere"];
    expect(startArguments(args, "/clone")).to.deep.equal({
      samples: 200,
      exit: true,
      split: true,
      dataDir: "/elsewhere",
    });
  });

  for (const samples of ["-1", "many", "1.5", "1000001", ""]) {
    it(`refuses --samples=${samples} with how it is written`, () => {
      expect(() => startArguments([`--samples=${samples}`], "/clone")).to.throw(
        UserError,
        /--samples <N>.* from 0 to 1000000/,
      );
    });
  }

  it("refuses a word it does not know, and names it", () => {
    expect(() => startArguments(["--sample", "3"], "/clone")).to.throw(UserError, /'--sample'.*Did you mean --samples/);
    expect(() => startArguments(["now"], "/clone")).to.throw(UserError, /too many|now/i);
  });
});
