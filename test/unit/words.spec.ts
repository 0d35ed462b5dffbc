import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { SyntaxKind } from "typescript/unstable/ast";
import { isTest } from "../support/is-test.ts";
import { declaredBy, placeOf, Syntax, within } from "../support/syntax.ts";

/** Words of the first form that needed a dictionary, and words that nobody uses of computers. */
const sentAway =
  /\b(?:Surface|caseSurface|Rounds|Handling|mayI|orEnd|saysMore|reckon(?:s|ed|ing)?|Reckon(?:s|ed|ing)?)\b/;
const own = import.meta.filename;
/** Names of the first form, for which the field has its own. */
const undeclared = [
  "Surface",
  "Draft",
  "draft",
  "Parts",
  "Rounds",
  "Where",
  "about",
  "foundBy",
  "kept",
  "look",
  "missed",
  "of",
  "own",
  "takes",
  "tells",
  "telling",
  "told",
  "Item",
  "Matter",
  "Note",
  "Remedy",
  "remedied",
  "mayI",
  "orEnd",
  "saysMore",
];

describe("words", () => {
  const files = globSync([
    "{services,connectors,platform,deploy,cli,sandbox,test,bench}/**/*.ts",
    "*.{ts,cjs,md}",
    "docs/**/*.md",
  ]).filter((path) => !own.endsWith(path));

  it("that were sent away are in no code, comment or document", () => {
    const found = files.flatMap((path) =>
      readFileSync(path, "utf8")
        .split("\n")
        .flatMap((line, i) => (sentAway.test(line) ? [`${path}:${i + 1} ${line.trim()}`] : [])),
    );
    expect(files.length).to.be.greaterThan(500);
    expect(found).to.deep.equal([]);
    expect(sentAway.test("what the rules reckon")).to.equal(true);
  });

  /** A property that a schema names, or a portal's record: those stay. */
  const ofSchemas = ["services/payments/ledger/settlement.ts about", "services/payments/statements/queue.ts kept"];

  it("are declared nowhere: not as a type, a function, a variable, a parameter, a property or another name of an import or export", () => {
    const syntax = new Syntax();
    try {
      const code = files.filter((path) => path.endsWith(".ts") && !isTest(path) && !path.startsWith("types/"));
      const found = code.flatMap((path) =>
        [...within(syntax.file(path))].flatMap((node) => {
          // What is assigned to a property is declared where the property is.
          const name = node.kind === SyntaxKind.PropertyAssignment ? "" : declaredBy(node);
          const isOfSchema = ofSchemas.includes(`${syntax.pathOf(node)} ${name}`);
          return undeclared.includes(name) && !isOfSchema ? [`${placeOf(syntax, node)} ${name}`] : [];
        }),
      );
      expect(found).to.deep.equal([]);
    } finally {
      syntax.close();
    }
  });
});
