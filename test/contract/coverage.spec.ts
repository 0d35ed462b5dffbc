import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect } from "chai";
import { readCoverage, type ServiceCoverage } from "../../cli/docs/coverage.ts";
import { dryRunOf } from "../../cli/dry-runs.ts";
import { gapsOf } from "../../platform/casework/towns/coverage.ts";
import { readTowns } from "../../platform/casework/towns/towns.ts";
import dogTax from "../../services/dog-tax/coverage.ts";
import housingBenefit from "../../services/housing-benefit/coverage.ts";
import { isTest } from "../support/is-test.ts";

const towns = (...args: string[]) =>
  spawnSync(process.execPath, ["antragsbus.cjs", "towns", ...args], { encoding: "utf8" });

describe("docs/coverage.md", () => {
  it("is what the data say today (npm run -s towns -- coverage --md writes it)", () => {
    const { stdout, status } = towns("coverage");
    expect(status).to.equal(0);
    expect(readFileSync("docs/coverage.md", "utf8")).to.equal(stdout);
  });

  it("is written by nothing but that word", () => {
    expect(towns("covreage")).to.deep.include({ status: 2, stdout: "" });
    expect(towns("coverage", "--mb")).to.deep.include({ status: 2, stdout: "" });
  });
});

describe("coverage: every service that towns have files for", () => {
  let found: ServiceCoverage[];
  before(async () => {
    found = await readCoverage();
  });

  it("says what it knows, and names the source of each figure", () => {
    const files = globSync("towns/*/*.json").map((path) => basename(path, ".json"));
    const services = [...new Set(files)].filter((name) => !["town", "offices"].includes(name)).sort();
    expect(found.map(({ service }) => service)).to.deep.equal(services);
    for (const { service, everywhere, known } of found)
      for (const { what, source } of [...everywhere, ...known.filter((one) => !one.what.startsWith("offered"))])
        expect(source, `${service}: ${what}`).to.match(/.{10}/);
  });

  it("shows every source and every remark of its dated data", () => {
    const wordsIn = (path: string): string[] =>
      [...readFileSync(path, "utf8").matchAll(/"(?:source|remark)": ("(?:[^"\\]|\\.)*")/g)].map(([, text = ""]) =>
        JSON.parse(text),
      );
    for (const { service, everywhere, known } of found) {
      const shown = [...everywhere, ...known].map(({ source, remark }) => `${source}\n${remark}`).join("\n");
      const data = globSync([`towns/*/${service}.json`, `services/${service}/**/*.json`]).filter(
        (path) => !isTest(path),
      );
      const words = data.filter((path) => !path.endsWith(".schema.json")).flatMap(wordsIn);
      expect(words).not.to.deep.equal([]);
      expect(words.filter((one) => !shown.includes(one))).to.deep.equal([]);
    }
  });

  it("calls what goes to a person by the reason that its rules give", () => {
    expect(found.flatMap(({ gaps }) => gaps)).to.have.length.greaterThan(5);
    for (const { service, gaps } of found) {
      const rules = globSync(`services/${service}/**/*.ts`).filter(
        (path) => !path.endsWith("coverage.ts") && !isTest(path),
      );
      const code = rules.map((path) => readFileSync(path, "utf8")).join("\n");
      for (const gap of gaps) expect(code).to.include(`"${gap.code}"`);
    }
  });

  it("as the rules themselves hand it over: a dog's tax in each town", async () => {
    const rules = await dryRunOf("dog-tax");
    const { gaps = [] } = found.find(({ service }) => service === "dog-tax") ?? {};
    const without = (code: string, town: string) => gaps.some((gap) => gap.code === code && gap.towns.includes(town));
    for (const { municipality, name } of readTowns().values())
      for (const breed of ["Dackel", "Rottweiler"]) {
        const input = { id: name, municipality, year: 2026, dogs: [{ from: "2025-01-01", breed }] };
        const { toPerson } = rules.calculate(input) as { toPerson: string | null };
        const listed = breed === "Rottweiler" && without("listed-breed", name) ? "listed-breed" : null;
        expect(toPerson, `${breed} in ${name}`).to.equal(without("no-tariff", name) ? "no-tariff" : listed);
      }
  });
});

describe("coverage: what goes to a person", () => {
  const offered = [{ key: "99102013104000", from: "2022-11-01", until: null }];
  const tariff = {
    ...{ yearlyCents: [12000], listedBreed: { factor: 4 }, dueDays: ["07-01"], registrationDays: 14 },
    ...{ statute: "Hundesteuersatzung", source: "invented" },
  };

  it("ends with the day before the town names its figure, and begins again after its last day", () => {
    const tariffs = [{ ...tariff, from: "2024-01-01", until: "2025-12-31" }];
    expect(gapsOf(dogTax, { offered, tariffs })).to.deep.equal([
      {
        code: "no-tariff",
        what: "the rate of every dog, and what its holder is given back",
        from: "2022-11-01",
        until: "2023-12-31",
      },
      {
        code: "no-tariff",
        what: "the rate of every dog, and what its holder is given back",
        from: "2026-01-01",
        until: null,
      },
    ]);
  });

  it("is one figure where only that one is missing, and only of what the town offers", () => {
    const tariffs = [{ ...tariff, listedBreed: null, from: "2022-01-01", until: null }];
    expect(gapsOf(dogTax, { offered, tariffs }).map(({ code }) => code)).to.deep.equal(["listed-breed"]);
    const tag = { key: "99102013012000", from: "2026-01-01", until: null };
    const codes = gapsOf(dogTax, { offered: [...offered, tag], tariffs }).map(({ code, from }) => `${from} ${code}`);
    expect(codes).to.deep.equal(["2022-11-01 listed-breed", "2026-01-01 tag-fee-unknown"]);
  });

  it("is every grant of a year for which only a draft has figures", () => {
    const key = { key: "99107023017000", from: "2023-01-01", until: null };
    const rentLevels = [{ from: "2023-01-01", until: null, level: 3, source: "invented" }];
    const gaps = gapsOf(housingBenefit, { offered: [key], rentLevels });
    expect(gaps.map(({ code, from, until }) => [code, from, until])).to.deep.equal([
      ["no-figures", "2027-01-01", null],
    ]);
  });
});
