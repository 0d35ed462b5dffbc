import type { Command } from "commander";
import { clerks } from "../../deploy/clerks.ts";
import { list } from "../../deploy/say.ts";
import { commandLine } from "../command-line.ts";

/** What is said before or after every command. */
export interface Common {
  json?: boolean;
  data?: string;
  as?: string;
}

/** Makes the command line that all of an operator's commands stand below. */
export const opsProgram = (): Command =>
  commandLine("npm run -s ops --", "Operates a running system, with the rights of a person.")
    .option("--json", "print data instead of text")
    .option("--data <FOLDER>", "another data folder than .antragsbus")
    .option("--as <NAME>", `act as one of the sandbox's people: ${list(Object.keys(clerks))}`);

// What several commands take.

export const version = [
  "--version <N>",
  "the version that was looked at: worklist, file and payments waiting show it",
] as const;
export const commandId = ["--command-id <ID>", "the same command again gives the same answer"] as const;
/** Collects an option that may be repeated. */
export const many = (value: string, before: string[] = []): string[] => [...before, value];
