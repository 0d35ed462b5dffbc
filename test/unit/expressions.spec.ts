import { globSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { type Token as AcornToken, parse } from "acorn";
import { expect } from "chai";
import { check } from "recheck";
import { isTest } from "../support/is-test.ts";

/** A regular expression with the place where it stands. */
interface Found {
  source: string;
  flags: string;
  place: string;
}

/** acorn's types leave out what a token says. */
type Token = AcornToken & { value?: string | { pattern: string; flags: string } };

/** Everything but the specs, whose expressions read what the specs have made themselves. */
const programs = globSync([
  "{services,connectors,platform,deploy,cli,sandbox,bench,types}/**/*.{ts,cjs}",
  "*.{ts,cjs}",
]).filter((path) => !path.startsWith("types/generated/") && !isTest(path));
const schemas = globSync("{schemas,services,towns,connectors}/**/*.json");

function tokensOf(path: string): Token[] {
  const text = readFileSync(path, "utf8");
  const tokens: Token[] = [];
  const sourceType = path.endsWith(".cjs") ? "commonjs" : "module";
  const code = path.endsWith(".ts") ? stripTypeScriptTypes(text) : text;
  parse(code, { ecmaVersion: "latest", sourceType, onToken: tokens, locations: true });
  return tokens;
}

/** What one program has: its literals, patterns in schemas of its own, and expressions whose text no reader sees. */
function expressionsIn(tokens: readonly Token[], path: string): { found: Found[]; computed: string[] } {
  const found: Found[] = [];
  const computed: string[] = [];
  for (const [i, { value, loc }] of tokens.entries()) {
    const place = `${path}:${loc?.start.line}`;
    const [next, after] = [tokens[i + 1]?.type.label, tokens[i + 2]];
    const isText = after?.type.label === "string" || after?.type.label === "`";
    if (typeof value === "object") found.push({ source: value.pattern, flags: value.flags, place });
    if (value === "pattern" && next === ":" && after?.type.label === "string")
      found.push({ source: String(after.value), flags: "u", place });
    if (value === "RegExp" && next === "(") computed.push(place);
    if (["match", "matchAll", "search"].includes(String(value)) && next === "(" && isText) computed.push(place);
  }
  return { found, computed };
}

function patternsIn(schema: unknown, place: string): Found[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { pattern, patternProperties } = schema as Record<string, unknown>;
  const sources = [typeof pattern === "string" ? pattern : [], Object.keys(patternProperties ?? {})].flat();
  return [
    ...sources.map((source) => ({ source, flags: "u", place })),
    ...Object.values(schema).flatMap((part) => patternsIn(part, place)),
  ];
}

/** Why an expression may not stay: it takes more than linear time for some text, or nobody knows. */
async function worseThanLinear({ source, flags, place }: Found): Promise<string[]> {
  const result = await check(source, flags, { timeout: 60_000, randomSeed: 1 });
  if (result.status === "safe") return [];
  const why = result.status === "vulnerable" ? result.complexity.summary : result.error.kind;
  return [`${place} /${source}/${flags}: ${why}`];
}

async function allWorse(expressions: readonly Found[]): Promise<string[]> {
  const once = new Map(expressions.map((one) => [`/${one.source}/${one.flags}`, one]));
  const worse: string[] = [];
  for (const one of once.values()) worse.push(...(await worseThanLinear(one)));
  return worse;
}

describe("regular expressions: whatever somebody sends, none takes more than linear time", function () {
  this.timeout(120_000);
  const inPrograms = programs.map((path) => expressionsIn(tokensOf(path), path));

  it("in the programs", async () => {
    const found = inPrograms.flatMap((one) => one.found);
    expect(found.length).to.be.greaterThan(100);
    expect(await allWorse(found)).to.deep.equal([]);
  });

  it("in the schemas", async () => {
    const found = schemas.flatMap((path) => patternsIn(JSON.parse(readFileSync(path, "utf8")), path));
    expect(new Set(found.map(({ source }) => source)).size).to.be.greaterThan(10);
    expect(await allWorse(found)).to.deep.equal([]);
  });

  it("and all of them can be read: none is put together when the program runs", () => {
    expect(inPrograms.flatMap(({ computed }) => computed)).to.deep.equal([]);
  });

  it("which this check would see broken", async () => {
    const texts = ["a.replace(/ +$/, '')", "({ pattern: '^(a+)+$' })", "a / /(.*?)\\s+\\d$/.exec(b)", "a / b / c"];
    const broken = texts.flatMap((text) => {
      const tokens: Token[] = [];
      parse(text, { ecmaVersion: "latest", onToken: tokens });
      return expressionsIn(tokens, "").found;
    });
    expect(await allWorse(broken)).to.have.length(3);
    expect(await allWorse(patternsIn({ items: [{ patternProperties: { "x*x*$": {} } }] }, ""))).to.have.length(1);
    const tokens: Token[] = [];
    parse("new RegExp(a); b.match(`c`); RegExp('d'); e.search('f'); g instanceof RegExp", {
      ...{ ecmaVersion: "latest", onToken: tokens },
    });
    expect(expressionsIn(tokens, "").computed).to.have.length(4);
  });
});
