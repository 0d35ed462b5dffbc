import { spawnSync } from "node:child_process";
import { globSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { expect } from "chai";
import { temporaryFolders } from "./folder.ts";

const project = resolve(import.meta.dirname, "../../..");
const services = globSync("services/*/dry-run.ts", { cwd: project }).map((file) => basename(dirname(file)));

const household = {
  ...{ id: "one", date: "2026-11-01", mietstufe: 2, bruttokaltmiete: 450 },
  ...{ personen: 1, gesamteinkommen: 1000 },
};

describe("npm run rules", () => {
  const folder = temporaryFolders();

  function rules(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["antragsbus.cjs", "rules", ...args], {
      cwd: project,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  function onFile(text: string, service = "housing-benefit") {
    const file = join(folder(), "inputs.json");
    writeFileSync(file, text);
    return { file, ...rules(service, file) };
  }

  it("prints the results in the order of the inputs, and nothing else", () => {
    const { status, stdout, stderr } = onFile(`\uFEFF${JSON.stringify([household, { ...household, id: 2 }])}`);
    expect([status, stderr]).to.deep.equal([0, ""]);
    const results = JSON.parse(stdout);
    expect(results.map(({ id, wohngeld }: { id: unknown; wohngeld: number }) => [id, wohngeld])).to.deep.equal([
      ["one", 229],
      [2, 229],
    ]);
    expect(results[0]).to.have.all.keys("id", "wohngeld", "zahlbetrag", "M", "Y", "steps");
    for (const step of results[0].steps) {
      expect(step).to.have.all.keys("name", "value", "paragraph");
      expect(step.value).to.match(/^-?\d+(\.\d{2,10})?$/);
      expect(step.paragraph).to.match(/^(§|Anlage) .* WoGG$/);
    }
  });

  it("tells of an input that does not fit at its place, calculates the others, and ends with 1", () => {
    const bad = [
      { ...household, mietstufe: 8, rent: 1 },
      { ...household, date: "2027-01-01" },
      { ...household, date: "2026-02-30" },
      { ...household, id: undefined },
      { ...household, mitglieder: [] },
      { ...household, haushaltsmitglieder_gesamt: 0 },
      { ...household, personen: 3, haushaltsmitglieder_gesamt: 2 },
      { ...household, mitglieder: [{}] },
      { ...household, personen: undefined },
      null,
      7,
    ];
    const { status, stdout, stderr } = onFile(JSON.stringify([...bad, household]));
    expect([status, stderr]).to.deep.equal([1, ""]);
    const results = JSON.parse(stdout);
    expect(results).to.have.length(bad.length + 1);
    expect(results.at(-1).wohngeld).to.equal(229);
    expect(results.slice(0, -1).map(({ error }: { error: { path: string } }) => error.path)).to.deep.equal([
      ...["", "/date", "/date", "/id", "/mitglieder", "/haushaltsmitglieder_gesamt", "/haushaltsmitglieder_gesamt"],
      ...["/personen", "/personen", "", ""],
    ]);
    expect(results[0]).to.deep.include({ id: "one" });
    expect(results[0].error.sentence).to.include("/mietstufe must be <= 7");
    expect(results[1].error.sentence).to.include("there are no figures of the housing benefit act for 2027-01-01");
    expect(results[3].id).to.equal(null);
  });

  it("says in one sentence what it cannot read, and ends with 2", () => {
    const { file, ...notJson } = onFile("[1,");
    expect(notJson.stderr).to.match(/inputs\.json is not JSON: .+\.\n$/);
    const found = [
      notJson,
      onFile('{"id":"one"}'),
      onFile("[]", "no-such-service"),
      rules("housing-benefit", join(folder(), "missing.json")),
      rules("housing-benefit"),
      rules("housing-benefit", file, "more"),
      rules("../deploy", file),
    ];
    for (const { status, stdout, stderr } of found) {
      expect([status, stdout]).to.deep.equal([2, ""]);
      expect(stderr).to.match(/^[^\n]+\n$/);
    }
    expect(found[2]?.stderr).to.include(`There are no rules of "no-such-service", only of`);
  });

  for (const service of services)
    it(`takes an empty list for ${service}`, () => {
      expect(onFile("[]", service)).to.include({ status: 0, stdout: "[]\n", stderr: "" });
    });
});
