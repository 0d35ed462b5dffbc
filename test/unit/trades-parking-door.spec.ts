import { globSync } from "node:fs";
import { expect } from "chai";
import { namedOf } from "../support/door-symbols.ts";
import { isTest } from "../support/is-test.ts";
import { Syntax } from "../support/syntax.ts";

const symbolsMax = 25;
const doors = ["platform/casework/index.ts", "platform/messaging/index.ts"];

describe("services/trades-parking, the model of a service", () => {
  const syntax = new Syntax();
  after(() => syntax.close());

  it(`names at most ${symbolsMax} symbols of the platform's doors`, () => {
    const paths = globSync("services/trades-parking/**/*.ts").filter((path) => !isTest(path));
    const named = namedOf(syntax, doors, paths);
    expect(named).to.include.members(["caseDefinition", "timer"]);
    expect(named.length, named.join(", ")).to.be.at.most(symbolsMax);
  });
});

describe("the count of a door's symbols", () => {
  const written = new Syntax({
    "door/index.ts":
      'export { one, two, three, four, five } from "./behind.ts"; export type { A, B, C } from "./behind.ts";',
    "door/behind.ts":
      "export const one = 1, two = 2, three = 3, four = 4, five = { one: 5 }; export interface A { one: 1 } export type B = 2; export type C = 3;",
    "side/index.ts": 'export { one } from "../door/behind.ts"; export const six = 6;',
    "plain.ts": 'import { one, type A } from "./door/index.ts"; export const x: A = { one };',
    "sides.ts": 'import { one, six } from "./side/index.ts"; export const u = [one, six];',
    "renamed.ts": 'import { one as uno } from "./door/index.ts"; export const y = uno;',
    "members.ts": 'import * as all from "./door/index.ts"; export const z: all.B = all.two; export const three = 3;',
    "type.ts": 'export type D = import("./door/index.ts").C;',
    "again.ts": 'export { four } from "./door/index.ts";',
    "through.ts": 'import { four as it } from "./again.ts"; export const v = it;',
    "whole.ts": 'import * as all from "./door/index.ts"; export const { one } = all;',
    "called.ts": 'export const w = await import("./door/index.ts");',
    "none.ts": "export const one = { two: 2 }; export const five = one.two;",
  });
  after(() => written.close());
  const named = (...paths: string[]) => namedOf(written, ["door/index.ts", "side/index.ts"], paths);

  it("sees types, other names, members of a namespace and what comes through another file, each once", () => {
    expect(named("plain.ts")).to.deep.equal(["A", "one"]);
    expect(named("plain.ts", "renamed.ts")).to.deep.equal(["A", "one"]);
    expect(named("plain.ts", "sides.ts")).to.deep.equal(["A", "one", "six"]);
    expect(named("members.ts")).to.deep.equal(["B", "two"]);
    expect(named("type.ts")).to.deep.equal(["C"]);
    expect(named("again.ts")).to.deep.equal(["four"]);
    expect(named("through.ts")).to.deep.equal(["four"]);
    expect(named("none.ts")).to.deep.equal([]);
  });

  it("counts all of a door that is taken as a whole", () => {
    const all = ["A", "B", "C", "five", "four", "one", "three", "two"];
    expect(named("whole.ts")).to.deep.equal(all);
    expect(named("called.ts")).to.deep.equal(all);
  });
});
