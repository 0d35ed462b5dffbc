import { Command, type CommanderError } from "commander";
import { reasonOf, sayToStderr, UsageError, UserError } from "../deploy/say.ts";

/**
 * Makes the command line of an npm script: --help prints what it takes and ends with 0; what it does not know is a
 * UserError that names the nearest word it knows.
 * @param name as somebody types it
 */
export function commandLine(name: string, description: string): Command {
  return strict(new Command(name).description(description));
}

/** The same for a command below another one. */
export function subcommand(parent: Command, usage: string, description: string): Command {
  return strict(parent.command(usage).description(description));
}

function strict(command: Command): Command {
  return command
    .helpCommand(false)
    .allowExcessArguments(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeErr: () => {} }) // It is in the error.
    .exitOverride((error) => {
      if (!error.exitCode) process.exit(0); // The help is printed.
      throw new UsageError(`${sentenceOf(error)} ${nameOf(command)} --help says what there is.`);
    });
}

function sentenceOf({ code, message }: CommanderError): string {
  if (code === "commander.help") return "Which command?";
  const sentence = message.replace(/^error: /, "").replace(/\n/g, " ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.)]$/.test(sentence) ? "" : "."}`;
}

/** How somebody typed the command, with those above it. */
function nameOf(command: Command): string {
  const above = command.parent ? `${nameOf(command.parent)} ` : "";
  return `${above}${command.name()}`;
}

/** Runs a command line's action, and ends with 2 for what the person who typed it can repair, with `failed` for the rest. */
export async function runCommandLine(program: Command, failed = 1, say = sayToStderr): Promise<void> {
  try {
    await program.parseAsync();
  } catch (problem) {
    say(reasonOf(problem));
    process.exitCode = problem instanceof UserError ? 2 : failed;
  }
}
