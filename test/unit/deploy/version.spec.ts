import { expect } from "chai";
import { versionGiven } from "../../../cli/ops/cases/version.ts";
import { UserError } from "../../../deploy/say.ts";

describe("the version that a person decides on", () => {
  it("is the one that was looked at, and is never made up", () => {
    expect(versionGiven({ version: "7" }, "ops file X")).to.equal(7);
    expect(() => versionGiven({}, "ops file X")).to.throw(UserError, "--version N, as ops file X shows it");
    for (const version of ["", "-1", "1.5", "new", "1e3"])
      expect(() => versionGiven({ version }, "ops file X")).to.throw(UserError, "whole number");
  });
});
