import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { circlesIn, importedBy } from "../support/circles.ts";
import { beginsWithVerb, DocComments } from "../support/doc-comments.ts";
import { isFunction, lineAt, placeOf, Syntax, within } from "../support/syntax.ts";

const files = globSync("platform/messaging/**/*.ts");
const linesOfFileMax = 300;
const linesOfFunctionMax = 70;
const parametersMax = 4;

/** Functions that are longer, and functions that take more by position. */
function oversized(syntax: Syntax, path: string): string[] {
  const file = syntax.file(path);
  return [...within(file)].filter(isFunction).flatMap((node) => {
    const { parameters, body, end } = node;
    const lines = body ? lineAt(file, end) - lineAt(file, node.getStart(file)) + 1 : 0;
    return [
      ...(lines > linesOfFunctionMax ? [`${placeOf(syntax, node)}: ${lines} lines`] : []),
      ...(parameters.length > parametersMax ? [`${placeOf(syntax, node)}: ${parameters.length} parameters`] : []),
    ];
  });
}

describe("the messaging room is in order", () => {
  let syntax: Syntax;
  before(() => {
    syntax = new Syntax();
  });
  after(() => syntax.close());

  it("imports in no circle, types included", () => {
    const edges = new Map(files.map((path) => [path, importedBy(syntax, path)]));
    expect([...edges.values()].flat()).to.include("platform/messaging/engine/engine.ts");
    expect(circlesIn(edges).map((circle) => circle.join(" → "))).to.deep.equal([]);
  });

  it(`has functions of at most ${linesOfFunctionMax} lines with at most ${parametersMax} parameters by position`, () => {
    expect(files.flatMap((path) => oversized(syntax, path))).to.deep.equal([]);
  });

  it(`has no file above ${linesOfFileMax} lines`, () => {
    const lines = (path: string) => readFileSync(path, "utf8").split("\n").length - 1;
    expect(files.filter((path) => lines(path) > linesOfFileMax)).to.deep.equal([]);
  });

  it("says of each symbol that others may use what it does, is or guarantees", () => {
    expect(new DocComments(syntax).lacking("platform/messaging/index.ts")).to.deep.equal([]);
  });
});

describe("the check of a room's order", () => {
  const long = `export function long() {\n${"  void 0;\n".repeat(69)}}\n`;
  const written = new Syntax({
    "platform/messaging/index.ts": 'export { a, type Some, Of, one, type Named } from "./a.ts";',
    "platform/messaging/a.ts": [
      'import type { B } from "./b.ts";',
      "export function a(one: B, two: B) { return [one, two]; }",
      "/** Something. */\nexport interface Some extends Base { f(): void; /** @returns nothing */ g(): void; h: () => void; i: 1 }",
      "interface Base { /** Looks of others. */ f(): void }",
      "/** Makes one. */\nexport class Of { private x() {} y() {} /** Reads. */ z = () => {}; #w() {} }",
      "/** The one. */\nexport const one = () => 1;",
      "/** What is named. */\nexport type Named = Base;",
    ].join("\n"),
    "platform/messaging/b.ts": 'export type B = import("./c.ts").C;',
    "platform/messaging/c.ts": 'export type C = 1; void import("./a.ts");',
    "platform/messaging/long.ts": `${long}class X { constructor(a: 1, b: 1, c: 1, d: 1, e: 1) {} }`,
  });
  after(() => written.close());

  it("sees circles by types, by types of values and at run time", () => {
    const paths = ["a.ts", "b.ts", "c.ts", "long.ts"].map((name) => `platform/messaging/${name}`);
    const edges = new Map(paths.map((path) => [path, importedBy(written, path)]));
    const names = circlesIn(edges).map((circle) => circle.map((path) => path.split("/").at(-1)).join(" "));
    expect(names).to.deep.equal(["a.ts b.ts c.ts a.ts"]);
    expect(
      circlesIn(
        new Map([
          ["a", ["b", "c"]],
          ["b", ["c"]],
          ["c", []],
        ] as [string, string[]][]),
      ),
    ).to.deep.equal([]);
    expect(circlesIn(new Map([["a", ["a"]]]))).to.deep.equal([["a", "a"]]);
  });

  it("sees long functions and long lists of parameters", () => {
    expect(oversized(written, "platform/messaging/long.ts").map((one) => one.split(": ")[1])).to.deep.equal([
      "71 lines",
      "5 parameters",
    ]);
  });

  it("sees what has no comment, and comments that say nothing of what is done", () => {
    const found = new DocComments(written).lacking("platform/messaging/index.ts");
    const names = found.map((one) => one.replace(/^\S+ /, ""));
    expect(names.sort()).to.deep.equal([
      "Base: has no comment",
      "a: has no comment",
      'f: "Looks of others. …"',
      "f: has no comment",
      "g: has no comment",
      "h: has no comment",
      'one: "The one. …"',
      "y: has no comment",
    ]);
    expect(beginsWithVerb("Notes that it is there.")).to.equal(true);
    for (const noun of ["Notes of a partition.", "States as they are stored.", "The state.", "Whether it is.", ""])
      expect(beginsWithVerb(noun), noun).to.equal(false);
  });
});
