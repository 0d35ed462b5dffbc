import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { temporaryFolders } from "./folder.ts";

const project = resolve(import.meta.dirname, "../../..");

describe("antragsbus.cjs", () => {
  const folder = temporaryFolders();

  /** A clone with an npm that only links Node and writes down that it was called. */
  function clone(): string {
    const root = folder();
    mkdirSync(join(root, "deploy"));
    mkdirSync(join(root, "cli"));
    for (const file of ["antragsbus.cjs", "deploy/setup.cjs", "deploy/lock.cjs"]) {
      copyFileSync(join(project, file), join(root, file));
    }
    writeFileSync(join(root, "package-lock.json"), '{"packages":{}}');
    writeFileSync(join(root, "cli/ops.ts"), "process.exit(Number(process.argv[2]));");
    writeFileSync(
      join(root, "npm-cli.js"),
      `const fs = require("node:fs");
       fs.appendFileSync("calls", process.argv.slice(2).join(" ") + "\\n");
       console.log("much talk");
       if (fs.existsSync("broken")) process.exit(7);
       fs.mkdirSync("node_modules/node/bin", { recursive: true });
       fs.symlinkSync(${JSON.stringify(process.execPath)}, "node_modules/node/bin/node");`,
    );
    return root;
  }

  const environmentOf = (root: string) => ({ ...process.env, npm_execpath: join(root, "npm-cli.js") });

  function start(root: string, ...args: string[]): SpawnSyncReturns<string> {
    const env = environmentOf(root);
    return spawnSync(process.execPath, ["antragsbus.cjs", ...args], { cwd: root, env, encoding: "utf8" });
  }

  const calls = (root: string) => readFileSync(join(root, "calls"), "utf8").trim().split("\n");

  it("installs the packages first, talks on standard error only, and keeps the exit code", () => {
    const root = clone();
    const first = start(root, "ops", "5");
    expect(first.status).to.equal(5);
    expect(first.stdout).to.equal("");
    expect(first.stderr).to.match(
      /^Installing the npm packages \(npm ci\) …\nThe npm packages are there after .* s\.\n$/,
    );
  });

  it("says and does nothing when all is there", () => {
    const root = clone();
    start(root, "ops", "0");
    expect(start(root, "ops", "0")).to.include({ status: 0, stdout: "", stderr: "" });
    expect(calls(root)).to.deep.equal(["ci --include=dev"]);
  });

  it("installs again when the lock file has changed", () => {
    const root = clone();
    start(root, "ops", "0");
    writeFileSync(join(root, "package-lock.json"), '{"packages":{"node_modules/x":{"version":"1.0.0"}}}');
    rmSync(join(root, "node_modules/node"), { recursive: true });
    start(root, "ops", "0");
    expect(calls(root)).to.have.lengthOf(2);
  });

  it("shows npm's own words when it fails, and tries again next time", () => {
    const root = clone();
    writeFileSync(join(root, "broken"), "");
    const failed = start(root, "ops", "0");
    expect(failed).to.include({ status: 1, stdout: "" });
    expect(failed.stderr).to.include("much talk").and.include("npm ci failed with exit code 7");
    rmSync(join(root, "broken"));
    expect(start(root, "ops", "0").status).to.equal(0);
  });

  it("installs once when it is started twice at once", async () => {
    const root = clone();
    const both = [1, 2].map(() =>
      spawn(process.execPath, ["antragsbus.cjs", "ops", "0"], { cwd: root, env: environmentOf(root) }),
    );
    const codes = await Promise.all(both.map(async (one) => (await once(one, "exit"))[0]));
    expect(codes).to.deep.equal([0, 0]);
    expect(calls(root)).to.have.lengthOf(1);
  });

  it("makes the types when a schema is newer than they are", () => {
    const root = clone();
    writeFileSync(join(root, "deploy/types.ts"), 'require("node:fs").appendFileSync("made", "x");');
    mkdirSync(join(root, "schemas"));
    start(root, "ops", "0");
    start(root, "ops", "0");
    expect(readFileSync(join(root, "made"), "utf8")).to.equal("x");
    writeFileSync(join(root, "schemas/one.avsc"), "{}");
    const soon = Date.now() / 1000 + 5;
    utimesSync(join(root, "schemas/one.avsc"), soon, soon);
    start(root, "ops", "0");
    expect(readFileSync(join(root, "made"), "utf8")).to.equal("xx");
  });

  it("hands a signal on and ends with 128 and its number", async () => {
    const root = clone();
    writeFileSync(join(root, "cli/ops.ts"), 'console.log("up"); setInterval(() => {}, 1e6);');
    const child = spawn(process.execPath, ["antragsbus.cjs", "ops"], { cwd: root, env: environmentOf(root) });
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect((await once(child, "exit"))[0]).to.equal(143);
  });

  it("names the commands when it does not know one", () => {
    const root = clone();
    expect(start(root, "strat")).to.include({ status: 2, stdout: "" });
    expect(start(root, "strat").stderr).to.equal(
      '"strat" is not a command: node antragsbus.cjs takes start, test, ops, check, docs, letters, verify, bench, bench:rules, bench:notice, rules, simulate, xbau or towns.\n',
    );
    expect(existsSync(join(root, "calls"))).to.equal(false);
  });
});
