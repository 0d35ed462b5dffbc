import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect } from "chai";
import type { Command } from "commander";
import { decideCommand, ownOptions } from "../../../cli/ops/cases/decision-options.ts";
import { opsCommandLine } from "../../../cli/ops/command-line.ts";
import { commands } from "../../../cli/ops/commands.ts";
import { UsageError } from "../../../deploy/say.ts";
import { bareEnvironment } from "../../support/bare-environment.ts";
import { commandsIn, doubled, optionsIn } from "./helps.ts";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
const run = promisify(execFile);

/** Where no server is: whoever asked one before printing its help would fail. */
const nothingRuns = {
  ...bareEnvironment,
  ...{ MONGODB_URL: "mongodb://127.0.0.1:9", NATS_URL: "nats://127.0.0.1:9", KAFKA_BROKERS: "127.0.0.1:9" },
  SCHEMA_REGISTRY_URL: "http://127.0.0.1:9",
};

interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

async function said(...args: string[]): Promise<Said> {
  try {
    return { code: 0, ...(await run(process.execPath, ["antragsbus.cjs", ...args], { env: nothingRuns })) };
  } catch (error) {
    return error as Said;
  }
}

/** The arguments of antragsbus.cjs behind each script that is a command of ours. */
const ours = Object.entries(scripts).flatMap(([name, script]) => {
  const [, args] = /^node antragsbus\.cjs (.*)$/.exec(script) ?? [];
  return args ? [{ name, args: args.split(" ") }] : [];
});

/** Options by the words before them, such as "letters gallery", as each help that was asked for says. */
const optionsOf = new Map<string, string[]>();

function expectHelp({ code, stdout, stderr }: Said, words: string[]): void {
  expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
  expect(stdout).to.match(/^Usage: npm (run )?(-s )?\S+ -- [^\n]+\n\n[A-Z]/);
  expect(optionsIn(stdout)).to.include("--help");
  expect(optionsIn(stdout).length).to.equal([...stdout.matchAll(/^ {2}(-\w, )?--/gm)].length);
  optionsOf.set(words.join(" "), optionsIn(stdout));
}

describe("every npm script says what it takes, where nothing runs", function () {
  this.timeout(60_000);
  it("each but the one that is npm's own", () => {
    const others = Object.keys(scripts).filter((name) => !ours.some((one) => one.name === name));
    expect(others).to.deep.equal(["sbom"]);
    expect(scripts.sbom).to.match(/^npm sbom /);
  });

  for (const { name, args } of ours) {
    it(name, async () => {
      const [help, unknown] = await Promise.all([said(...args, "--help"), said(...args, "--helpp")]);
      expectHelp(help, [name]);
      const [command = ""] = args;
      expect(help.stdout).to.match(new RegExp(`^Usage: npm (run )?(-s )?${command} -- `));
      expect(unknown).to.include({ code: 2, stdout: "" });
      expect(unknown.stderr).to.match(/'--helpp'.*Did you mean --help\?/);
      if (name === "ops") return; // What is below it is asked in this process.
      for (const below of commandsIn(help.stdout)) {
        const [its, wrong] = await Promise.all([said(...args, below, "--help"), said(...args, `${below}s`)]);
        expectHelp(its, [name, below]);
        expect(wrong).to.include({ code: 2, stdout: "" });
        expect(wrong.stderr).to.include(`Did you mean ${below}?`);
      }
    });
  }
});

/** What an operator's words come to, without a system. */
async function asked(...args: string[]): Promise<unknown[]> {
  const found: unknown[] = [];
  await opsCommandLine(async (...one) => void found.push(...one)).parseAsync(args, { from: "user" });
  return found;
}

class Ended extends Error {
  readonly code: unknown;
  constructor(code: unknown) {
    super();
    this.code = code;
  }
}

/** A command and all below it, each with the words before it. */
const tree = (command: Command, words: string[] = []): { command: Command; words: string[] }[] => [
  { command, words },
  ...command.commands.flatMap((one) => tree(one, [...words, one.name()])),
];

/** A command with what it takes. */
const whole = (command: Command) => (command.name() === "decide" ? decideCommand() : command);

/** The same as a process of its own would say, in a hundredth of the time. */
async function opsHelp(words: string[]): Promise<Said> {
  const program = opsCommandLine(async () => expect.fail("it ran"));
  let stdout = "";
  const writeOut = (text: string) => {
    stdout += text;
  };
  for (const { command } of tree(program)) command.configureOutput({ writeOut });
  const { exit } = process;
  process.exit = (code) => {
    throw new Ended(code);
  };
  const ended = await program.parseAsync([...words, "--help"], { from: "user" }).catch((problem: unknown) => problem);
  process.exit = exit;
  if (ended !== program && !(ended instanceof Ended)) throw ended;
  return { code: ended instanceof Ended ? (ended.code as number) : 0, stdout, stderr: "" };
}

async function refusal(...args: string[]): Promise<string> {
  const error = await asked(...args).catch((problem: unknown) => problem);
  expect(error, args.join(" ")).to.be.instanceOf(UsageError);
  return (error as UsageError).message;
}

describe("an operator's commands", () => {
  const all = tree(opsCommandLine(async () => {}));

  it("are those that there are, each with its own arguments and options", async () => {
    const names = opsCommandLine(async () => {}).commands.map((command) => command.name());
    expect(names).to.have.members(Object.keys(commands));
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

  it("each say all that they take", async () => {
    for (const { command, words } of all) {
      const help = await opsHelp(words);
      expectHelp(help, ["ops", ...words]);
      const above = all.filter((one) => one.words.every((word, i) => word === words[i])).map((one) => one.command);
      const options = above.flatMap((one) => whole(one).options);
      expect(optionsIn(help.stdout)).to.have.members(["--help", ...options.map(({ long }) => long)]);
      for (const { description, long } of options) expect(description, `${words.join(" ")} ${long}`).not.to.equal("");
      for (const argument of whole(command).registeredArguments) expect(help.stdout).to.include(argument.name());
      expect(commandsIn(help.stdout)).to.have.members(command.commands.map((one) => one.name()));
    }
    expect(all.length).to.be.greaterThan(20);
  });

  it("name the nearest to each command and option that is mistyped", async () => {
    let mistyped = 0;
    for (const { command, words } of all) {
      if (words.length) {
        const meant = words.at(-1) ?? "";
        expect(await refusal(...words.slice(0, -1), doubled(meant))).to.match(new RegExp(`Did you mean .*${meant}`));
      }
      for (const { long = "" } of command.options) {
        // What has to be there is missed before anything else is looked at.
        const needed = command.options.filter((one) => one.mandatory && one.long !== long);
        const sentence = await refusal(...words, ...needed.flatMap((one) => [one.long ?? "", "x"]), doubled(long), "x");
        expect(sentence).to.match(new RegExp(`(Did you mean .*|Required option ')${long}`));
        mistyped += 1;
      }
    }
    expect(mistyped).to.be.greaterThan(30);
    expect(await refusal("file", "GLA-1", "--upto", "3")).to.match(/--upto.*Did you mean --up-to/);
    expect(await refusal("dead", "lst")).to.match(/lst.*Did you mean list.*ops -- dead --help/);
  });

  it("say what is missing", async () => {
    expect(await refusal("file")).to.match(/Missing required argument 'number'/);
    expect(await refusal()).to.match(/Which command/);
    expect(await refusal("payments")).to.match(/Which command.*ops -- payments --help/);
  });
});

describe("what README and docs say that a command takes", () => {
  const pages = globSync(["*.md", "docs/**/*.md"]);
  const code = pages.flatMap((page) => [...readFileSync(page, "utf8").matchAll(/`((?:npm|ops) [^`\n]+)`/g)]);
  const used = code.flatMap(([, text = ""]) => {
    const [, script = "ops", rest = ""] = /^npm (?:run )?(?:-s )?([\w:]+) -- (.*)$/.exec(text) ?? [];
    const words = [script, ...(rest || text.replace(/^(ops|npm.*)\b/, "")).split(/[^\w-]+/)].filter(Boolean);
    return { text, words, options: words.filter((word) => word.startsWith("--")) };
  });
  /** What a decision takes of each service's own. */
  const own = globSync("services/*/decision.schema.json").flatMap((path) =>
    ownOptions(JSON.parse(readFileSync(path, "utf8")).properties).map(({ option }) => option.long ?? ""),
  );
  /** Of a command and of those above it. */
  const known = (words: string[]): string[] => [
    ...[1, 2, 3].flatMap((count) => optionsOf.get(words.slice(0, count).join(" ")) ?? []),
    ...(words[1] === "decide" ? own : []),
  ];

  it("it does take", () => {
    const wrong = used.filter(({ words, options }) => options.some((one) => !known(words).includes(one)));
    expect(wrong.map(({ text }) => text)).to.deep.equal([]);
    expect(used.flatMap(({ options }) => options).length).to.be.greaterThan(15);
    expect(known(["ops", "worklist"]))
      .to.include("--after")
      .and.not.include("--afterr");
    expect(known(["ops", "decide"]))
      .to.include.members(["--until", "--version"])
      .and.not.include("--after");
  });
});
