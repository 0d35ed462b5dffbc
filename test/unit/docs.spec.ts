import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { commands } from "../../cli/ops/commands.ts";

const pages = globSync(["*.md", "docs/**/*.md"]).sort();
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
const opsCommands = new Set(Object.keys(commands));

/** What is there only while something runs, or in a folder of whoever reads. */
const elsewhere = /NNNN|[<>*{}]/;
const isPath = (text: string) => /^[\w.@-]+(\/[\w.@-]+)+\/?$/.test(text) || /^[\w-]+\.(md|ts|json|cjs|yml)$/.test(text);
/** Media types, subjects and other words with a slash in them begin with no folder of the project. */
const folders = new Set(globSync("*/").map((path) => path.replace(/\/$/, "")));

interface Named {
  page: string;
  line: number;
  text: string;
}

/** All that stands in backticks outside of blocks, and the targets of links and pictures. */
function namedIn(page: string, source: string): { code: Named[]; links: Named[] } {
  const prose = source.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, ""));
  const lines = prose.split("\n");
  const all = (pattern: RegExp) =>
    lines.flatMap((line, i) => [...line.matchAll(pattern)].map(([, text = ""]) => ({ page, line: i + 1, text })));
  return { code: all(/`([^`]+)`/g), links: all(/(?:\]\(|\b(?:src|href)=")([^)"\s]+)/g) };
}

const missingPath = ({ text }: Named): boolean => {
  if (!isPath(text) || elsewhere.test(text)) return false;
  return folders.has(text.split("/")[0] ?? "") && !existsSync(text);
};
const missingCommand = ({ text }: Named): boolean => {
  const [, script] = /^npm (?:run )?(?:-s )?(start|test|[\w:]+)/.exec(text) ?? [];
  if (script && !["ci", "install", "sbom"].includes(script)) return !Object.hasOwn(scripts, script);
  const [, command] = /^ops ([a-z-]+)/.exec(text) ?? [];
  return command !== undefined && !opsCommands.has(command);
};
const missingLink = ({ page, text }: Named): boolean =>
  !/^(https?:|mailto:|#)/.test(text) && !existsSync(join(dirname(page), text.split("#")[0] ?? ""));
const told = ({ page, line, text }: Named) => `${page}:${line} ${text}`;

describe("what README and docs name is there", () => {
  const named = pages.map((page) => namedIn(page, readFileSync(page, "utf8")));
  const code = named.flatMap((one) => one.code);

  it("each path in backticks", () => {
    expect(code.filter(missingPath).map(told)).to.deep.equal([]);
    expect(code.filter(({ text }) => isPath(text) && existsSync(text)).length).to.be.greaterThan(50);
  });

  it("each command in backticks", () => {
    expect(code.filter(missingCommand).map(told)).to.deep.equal([]);
    expect(opsCommands.size).to.be.greaterThan(5);
  });

  it("each link's target", () => {
    expect(named.flatMap(({ links }) => links.filter(missingLink)).map(told)).to.deep.equal([]);
  });

  it("which this check would see missing", () => {
    const { code: one, links } = namedIn(
      "docs/x.md",
      '`platform/nowhere.ts` `npm run nothing` `ops nothing` [a](b.md) <img src="c.png">',
    );
    expect(one.filter(missingPath)).to.have.length(1);
    expect(one.filter(missingCommand)).to.have.length(2);
    expect(links.filter(missingLink)).to.have.length(2);
  });
});
