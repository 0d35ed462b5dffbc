import type { Command } from "commander";
import { list } from "../../deploy/say.ts";
import { subcommand } from "../command-line.ts";
import { namesCase, numberFirst } from "./cases/case-number.ts";
import { asksForHelp, decideHelp, decideSays } from "./cases/decision-options.ts";
import type { Options } from "./command.ts";
import { commands } from "./commands.ts";
import { connect } from "./connection.ts";
import { type Common, commandId, many, opsProgram, version } from "./program.ts";

/** Looks whether a command's arguments make sense, and runs it on a connection. */
type Run = (name: string, args: string[], options: Options & Common) => Promise<void>;

/** Says what a person needs to operate the system, as commands; each is an action of the services. */
export function opsCommandLine(run: Run): Command {
  const program = opsProgram();
  const add = (usage: string, description: string, under = program, words: string[] = []) => {
    const command = subcommand(under, usage, description);
    const [name = ""] = [...words, command.name()];
    const before = [...words, command.name()].slice(1);
    command.action(() => run(name, [...before, ...command.args], command.optsWithGlobals()));
    return command;
  };
  looking(add);
  deciding(add, run);
  const dead = subcommand(program, "dead", "What could not be handled and waits for a person.");
  deadLetters((usage, description) => add(usage, description, dead, ["dead"]));
  const payments = subcommand(program, "payments", "What a town's money is operated with.");
  money((usage, description) => add(usage, description, payments, ["payments"]));
  return program;
}

type Add = (usage: string, description: string) => Command;

function looking(add: Add): void {
  add("case <number>", "A case's way through the services.");
  add("file <number>", "All of a case, for whoever decides it.").option(
    "--up-to <N>",
    "only the first N replies, as the page before said",
  );
  add("attachment <number> <which>", "Saves an attachment, by its number or name.").requiredOption(
    "--to <PATH>",
    "file or folder",
  );
  add("worklist", "What waits for a person, by the day that the law leaves.")
    .option("--town <ARS>", "of this town only")
    .option("--limit <N>", "at most so many, 100 unless told otherwise")
    .option("--all", "without an end")
    .option("--after <CURSOR>", "goes on where the page before ended");
  add("looks <number>", "Who looked at a case, or at what a key names, such as the SHA-256 of a file.");
  add("lag", "Whether anything is stuck, by service.");
}

function deciding(add: Add, run: Run): void {
  // What it takes is its service's to say, and is known once the case is: until then these are words.
  const decide = add("decide <number> [outcome] [reason...]", decideSays).helpOption(false).allowUnknownOption();
  decide.action(() => {
    const { args } = decide;
    const isGeneral = args[0]?.startsWith("-") && !namesCase(args);
    if (isGeneral && asksForHelp(args)) return decide.configureOutput().writeOut?.(decideHelp());
    return run("decide", numberFirst(args), decide.optsWithGlobals());
  });
  for (const [usage, what] of [
    ["take <number>", "Takes a case that waits: colleagues see who has it."],
    ["give-back <number>", "Gives a case back that somebody has taken."],
    ["hand-over <number> <colleague>", "Hands a case to a colleague, by their pseudonym."],
    ["set-aside <number> <day>", "Lets a case rest until a day."],
    ["note <number> <text...>", "Writes a note for colleagues into a case."],
  ] as const)
    add(usage, what)
      .option(...version)
      .option(...commandId);
  add("act <service> <action> [params]", "Any action of a service, as schemas/actions/ says; params are JSON.")
    .option(...version)
    .option(...commandId);
}

function deadLetters(add: Add): void {
  add("list", "The largest groups of each service.");
  add("show <service> <id>", "One dead letter.");
  add("replay <service>", "Says what would come of replaying them; does it with --go.")
    .option("--id <ID>", "only this one; may be repeated", many)
    .option("--reason <CODE>", "only those of this reason")
    .option("--go", "do it");
}

function money(add: Add): void {
  const town = ["--town <ARS>", "the town"] as const;
  add("ledger", "What stands on each account, beside what services asked for.").requiredOption(...town);
  add("statement <file>", "Takes in a bank statement (camt.053).")
    .requiredOption(...town)
    .option("--anew", "begin anew after a gap that a person has looked at");
  for (const [kind, what] of [
    ["debits", "collected"],
    ["payouts", "paid out"],
  ])
    add(`${kind} <until> <to>`, `Writes a SEPA file of what is ${what} up to a day.`)
      .requiredOption(...town)
      .option(commandId[0], "the same file again");
  add("waiting <number>", "Money of a case, or in suspense, that waits for a person.");
  add(
    "online <number> <reference> <url>",
    "Begins an online payment; the url is where the payer comes back to.",
  ).option(...commandId);
  add("settle <number> <act> [reason...]", `Decides about money: ${list(acts)}.`)
    .option(...version)
    .option(...commandId)
    .option("--id <ID>", "what it is about, as payments waiting shows it", many)
    .option("--reference <RF>", "the reference that the money is for")
    .option("--until <DAY>", "the day until which it is deferred")
    .option("--iban <IBAN>", "the account that it goes to")
    .option("--holder <NAME>", "who holds that account");
}

const acts = [
  ...["keep", "refund", "assign", "defer", "acknowledge", "clear-online", "charge", "release", "approve", "decline"],
];

/** Runs a command on the system that runs here. @param say prints its result */
export async function runOps(
  folder: string,
  [name, args, options]: Parameters<Run>,
  say: (text: string) => void,
): Promise<void> {
  const { json, data, as, ...rest } = options;
  const command = commands[name];
  if (!command) throw new Error(`${name} is no command`);
  const connection = await connect(data ?? folder, process.env, as);
  try {
    const result = await command(connection, args, rest);
    say(json ? JSON.stringify(result.data, null, 2) : result.text);
  } finally {
    await connection.close();
  }
}
