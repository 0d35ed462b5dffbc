import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect } from "chai";
import { opsCommandLine } from "../../../cli/ops/command-line.ts";
import { commands } from "../../../cli/ops/commands.ts";
import { UsageError } from "../../../deploy/say.ts";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
const run = promisify(execFile);

async function said(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await run(process.execPath, ["antragsbus.cjs", ...args])) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

/** What an operator's words come to, without a system. */
async function asked(...args: string[]): Promise<unknown[]> {
  const found: unknown[] = [];
  await opsCommandLine(async (...one) => void found.push(...one)).parseAsync(args, { from: "user" });
  return found;
}

describe("every npm script says what it takes", function () {
  this.timeout(60_000);
  for (const [name, script] of Object.entries(scripts)) {
    const [, args] = /^node antragsbus\.cjs (.*)$/.exec(script) ?? [];
    if (!args) continue;
    it(name, async () => {
      const { code, stdout, stderr } = await said(...args.split(" "), "--help");
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      expect(stdout)
        .to.match(/^Usage: npm /)
        .and.match(/--help/);
      const unknown = await said(...args.split(" "), "--helpp");
      expect(unknown).to.include({ code: 2, stdout: "" });
      expect(unknown.stderr).to.match(/--helpp/);
    });
  }
});

describe("an operator's commands", () => {
  it("are those that there are, each with its own arguments and options", async () => {
    const names = opsCommandLine(async () => {}).commands.map((command) => command.name());
    expect(names).to.have.members(Object.keys(commands));
    expect(
      await asked("decide", "GLA-1", "grant", "is", "well", "--version", "3", "--condition", "a", "--condition", "b"),
    ).to.deep.equal(["decide", ["GLA-1", "grant", "is", "well"], { version: "3", condition: ["a", "b"] }]);
    expect(await asked("--json", "dead", "replay", "dog-tax", "--id", "a", "--go")).to.deep.equal([
      "dead",
      ["replay", "dog-tax"],
      { json: true, id: ["a"], go: true },
    ]);
    expect(await asked("payments", "ledger", "--town", "055620014014", "--as", "kasse")).to.deep.equal([
      "payments",
      ["ledger"],
      { town: "055620014014", as: "kasse" },
    ]);
  });

  it("name the nearest to what there is not", async () => {
    const wrong: [string[], RegExp][] = [
      [["decid"], /decid.*Did you mean decide/],
      [["dead", "lst"], /lst.*Did you mean list.*ops -- dead --help/],
      [["file", "GLA-1", "--upto", "3"], /--upto.*Did you mean --up-to/],
      [["file"], /Missing required argument 'number'/],
      [[], /Which command/],
    ];
    for (const [args, sentence] of wrong) {
      const error = await asked(...args).catch((problem: unknown) => problem);
      expect(error).to.be.instanceOf(UsageError).with.property("message").which.matches(sentence);
    }
  });
});
