import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { circlesIn, importedBy } from "../support/circles.ts";
import { linesOfFunctionMax, oversized, parametersMax } from "../support/oversized.ts";
import { Syntax } from "../support/syntax.ts";

const linesOfFileMax = 300;

/** Rooms that are held to it, each with a file that others of the room import. */
const rooms: [room: string, imported: string][] = [
  ["platform/messaging", "platform/messaging/engine/engine.ts"],
  ["platform/casework", "platform/casework/case/case-file.ts"],
  ["services", "services/payments/ledger/book.ts"],
  ["cli", "cli/ops/command.ts"],
  ["connectors", "connectors/portals/common/portal.ts"],
  ["sandbox", "sandbox/samples/kit.ts"],
  ["deploy", "deploy/say.ts"],
  ["bench", "bench/machine.ts"],
  ["test", "test/support/syntax.ts"],
];

describe("rooms are in order", () => {
  let syntax: Syntax;
  before(() => {
    syntax = new Syntax();
  });
  after(() => syntax.close());

  it("and are all that have TypeScript, apart from what is generated", () => {
    const files = globSync("*/**/*.ts", { exclude: ["node_modules", "types"] });
    expect(files).to.include("test/unit/rooms-order.spec.ts");
    expect(files.filter((path) => !rooms.some(([room]) => path.startsWith(`${room}/`)))).to.deep.equal([]);
  });

  for (const [room, imported] of rooms) {
    const files = globSync(`${room}/**/*.ts`);

    it(`${room} imports in no circle, types included`, () => {
      const edges = new Map(files.map((path) => [path, importedBy(syntax, path)]));
      expect([...edges.values()].flat()).to.include(imported);
      expect(circlesIn(edges).map((circle) => circle.join(" → "))).to.deep.equal([]);
    });

    it(`${room} has functions of at most ${linesOfFunctionMax} lines with at most ${parametersMax} parameters by position`, () => {
      expect(files.flatMap((path) => oversized(syntax, path))).to.deep.equal([]);
    });

    it(`${room} has no file above ${linesOfFileMax} lines`, () => {
      const lines = (path: string) => readFileSync(path, "utf8").split("\n").length - 1;
      expect(files.filter((path) => lines(path) > linesOfFileMax)).to.deep.equal([]);
    });
  }
});

describe("the check of a room's order", () => {
  const lines = "  void 0;\n".repeat(69);
  const long = `export function long() {\n${lines}}\n`;
  const written = new Syntax({
    "a.ts": 'import type { B } from "./b.ts";\nexport function a(one: B, two: B) { return [one, two]; }',
    "b.ts": 'export type B = import("./c.ts").C;',
    "c.ts": 'export type C = 1; void import("./a.ts");',
    "long.ts": `${long}class X { constructor(a: 1, b: 1, c: 1, d: 1, e: 1) {} }`,
    "groups.ts": `describe("", () => {\n${lines}  it("", () => {\n${lines}});\n});\n`,
  });
  after(() => written.close());

  it("sees circles by types, by types of values and at run time", () => {
    const paths = ["a.ts", "b.ts", "c.ts", "long.ts"];
    const edges = new Map(paths.map((path) => [path, importedBy(written, path)]));
    expect(circlesIn(edges).map((circle) => circle.join(" "))).to.deep.equal(["a.ts b.ts c.ts a.ts"]);
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
    const found = oversized(written, "long.ts").map((one) => one.split(": ")[1]);
    expect(found).to.deep.equal(["71 lines", "5 parameters"]);
    expect(oversized(written, "groups.ts"), "a test, not the group that it is in").to.deep.equal([
      "groups.ts:71: 71 lines",
    ]);
  });
});
