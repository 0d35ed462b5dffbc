import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";

/** Words of the first form that needed a dictionary, and words that nobody uses of computers. */
const sentAway =
  /\b(?:Surface|caseSurface|Rounds|Handling|mayI|orEnd|saysMore|reckon(?:s|ed|ing)?|Reckon(?:s|ed|ing)?)\b/;
const own = import.meta.filename;

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
});
