import { globSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { type AnyNode, parse } from "acorn";
import { expect } from "chai";

// What a case worker gets where a decision, an examination, a hearing or an answer is not possible: the fault's own
// sentence with its detail behind it. Both are German; an option is named as the action takes it.

/** Of these faults. What is wrong with a message or a contract is told to operators. */
const told = ["not-possible", "not-yet", "not-waiting", "not-permitted", "bad-request"];

/** What is told to nobody who decides: an archive that services fill, and what a bank or a cashier's program sends. */
const others = ["services/documents/files/files.ts"];

/** Words that are in no German sentence and that hardly any English one does without. */
const english =
  /\b(the|is|are|of|not|no|it|be|been|has|have|there|this|that|they|you|and|or|to|for|with|what|which|only|still|already|nothing|must|cannot|before|after|unknown|ca?nnot|say|given|town|notice|granted?|decision|amount|open)\b/i;
/** An option or an outcome stands as the action names it, after a colon or as a single word. */
const options = /: [\w.]+(?:(?:,| und| oder) [\w.]+)*$|\b(?:grant|refuse)\b/g;

const isEnglish = (sentence: string): boolean => english.test(sentence.replace(options, ""));

/** Whether an expression is a text that is written down here, with other values in it. */
function textOf(node: AnyNode): string[] {
  if (node.type === "Literal") return typeof node.value === "string" ? [node.value] : [];
  if (node.type === "TemplateLiteral") return [node.quasis.map(({ value }) => value.cooked ?? "").join("…")];
  if (node.type === "ConditionalExpression") return [...textOf(node.consequent), ...textOf(node.alternate)];
  return [];
}

function* nodesIn(value: unknown): Generator<AnyNode> {
  if (Array.isArray(value)) for (const one of value) yield* nodesIn(one);
  else if (typeof value === "object" && value !== null) {
    if ("type" in value) yield value as AnyNode;
    for (const one of Object.values(value)) yield* nodesIn(one);
  }
}

/** Details of faults that stand in a source, by what they are told of. */
function detailsIn(source: string): string[] {
  const program = parse(stripTypeScriptTypes(source), { ecmaVersion: "latest", sourceType: "module" });
  return [...nodesIn(program)].flatMap((node) => {
    if (node.type !== "NewExpression" || node.callee.type !== "Identifier" || node.callee.name !== "Fault") return [];
    const [code, detail] = node.arguments;
    const isTold = code?.type === "Literal" && told.includes(String(code.value));
    return isTold && detail ? textOf(detail as AnyNode) : [];
  });
}

describe("what case workers are told of what is not possible", () => {
  const files = globSync(["services/**/*.ts", "platform/casework/**/*.ts"]).filter(
    (path) => !path.endsWith(".d.ts") && !others.some((begin) => path.startsWith(begin)),
  );
  const details = files.flatMap((path) => detailsIn(readFileSync(path, "utf8")).map((text) => `${path}: ${text}`));

  it("is German", () => {
    expect(details.length).to.be.greaterThan(50);
    expect(details.filter((one) => isEnglish(one.slice(one.indexOf(": ") + 2)))).to.deep.equal([]);
  });

  it("which this check would see broken, however the text is put together", () => {
    const found = (detail: string) => detailsIn(`throw new Fault("not-possible", ${detail});`).filter(isEnglish);
    for (const bad of ['"no law for this day"', "`there are no figures yet`", 'a ? "gut" : "not at all"'])
      expect(found(bad), bad).to.have.length(1);
    expect(found('"bitte den Betrag nennen: instead.amountCents"')).to.deep.equal([]);
    expect(found('"neu berechnet wird mit grant"')).to.deep.equal([]);
    expect(detailsIn('new Fault("bad-contract", "no such thing")')).to.deep.equal([]);
  });

  it("sees every English sentence that stood there before", () => {
    for (const bad of [
      "the application is complete",
      "the formal check is open",
      "only registrations with a receipt",
      "the dog is not registered any more",
      "say whether the breed is listed",
      "nothing was assessed",
      "still to be certified: what was asked for",
      "what was granted stands; to grant calculates it anew",
      "consulted offices may still answer",
      "instead takes one of facts, amountCents and annul",
      "a notice is on its way",
    ])
      expect(isEnglish(bad), bad).to.equal(true);
  });
});
