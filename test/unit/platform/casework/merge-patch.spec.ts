import { expect } from "chai";
import mergePatch from "json-merge-patch";
import { withFacts } from "../../../../platform/casework/objections/granted-objection.ts";

/** RFC 7396, Appendix A: original, patch, result. */
const examples: [unknown, unknown, unknown][] = [
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [
    ["a", "b"],
    ["c", "d"],
    ["c", "d"],
  ],
  [{ a: "b" }, ["c"], ["c"]],
  [{ a: "foo" }, null, null],
  [{ a: "foo" }, "bar", "bar"],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: "b", c: null }, { a: "b" }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

describe("facts that were wrong, as a JSON Merge Patch", () => {
  it("do to a form what RFC 7396 shows", () => {
    for (const [original, patch, result] of examples)
      expect(
        mergePatch.apply(structuredClone(original) as object, patch as object),
        JSON.stringify(patch),
      ).to.deep.equal(result);
  });

  it("are refused with a name that the library would leave off at, with all that follows it", () => {
    const noForms = { schemas: new Map(), portals: new Map() };
    const file = { application: { data: "{}", form: "trades-parking.v1" } };
    for (const name of ["__proto__", "constructor", "prototype"])
      expect(() => withFacts(file as never, noForms, JSON.parse(`{"a": {"${name}": {"b": 1}}, "c": 2}`))).to.throw(
        "instead.facts",
      );
  });
});
