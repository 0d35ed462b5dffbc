import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { aligned, table } from "../../../deploy/table.ts";

describe("a table for people", () => {
  it("has columns as wide as their widest cell, figures below each other, and nothing behind the last one", () => {
    const rows = [
      ["dog-tax", "7", "waits"],
      ["housing-benefit", "1200", ""],
    ];
    expect(table(["service", "cases", "state"], rows, { right: [1], indent: "  " }).split("\n")).to.deep.equal([
      "  service          cases  state",
      "  dog-tax              7  waits",
      "  housing-benefit   1200",
    ]);
  });

  it("lets a cell of several lines go on below itself, and takes rows of different lengths", () => {
    expect(aligned([["data", '{\n "a": 1\n}'], ["version", "3"], ["x"], []]).split("\n")).to.deep.equal([
      "data     {",
      '          "a": 1',
      "         }",
      "version  3",
      "x",
    ]);
    expect(aligned([])).to.equal("");
  });

  it("is the only place that fills up with blanks", () => {
    const files = globSync("{cli,bench,sandbox,deploy,test/simulation}/**/*.{ts,cjs}");
    const pads = /\.pad(Start|End)\((?![^()]*(\([^()]*\))?[^()]*, "0"\))|" "\.repeat\(/;
    const found = files.filter((file) => pads.test(readFileSync(file, "utf8")));
    expect(found).to.deep.equal(["deploy/table.ts"]);
    expect(files.length).to.be.greaterThan(100);
  });
});
