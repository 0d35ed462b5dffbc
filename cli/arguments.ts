import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { commandLine } from "./command-line.ts";

export interface StartArguments {
  /** Records that the sandbox portals push, together. */
  samples: number;
  /** Stop when every sample is answered, or given up. */
  exit: boolean;
  /** One process for each service, instead of one for all. */
  split: boolean;
  /** Where data, logs, ports and secrets lie. */
  dataDir: string;
}

const mostSamples = 1_000_000;

function samplesOf(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count > mostSamples)
    throw new InvalidArgumentError(`It takes a number from 0 to ${mostSamples}.`);
  return count;
}

/** Reads what follows `npm start --`. @throws UserError for what it does not take */
export function startArguments(args: string[], root: string): StartArguments {
  const program = commandLine("npm start --", "Starts servers, services and sandbox portals, until Ctrl-C.")
    .option("--samples <N>", "records that the sandbox portals push, together", samplesOf, 40)
    .option("--exit", "stop when every record is answered or given up; the last line is JSON", false)
    .option("--split", "a process for each service and connector", false)
    .option("--data <FOLDER>", "where data, logs, ports and secrets lie", `${root}/.antragsbus`);
  const { samples, exit, split, data } = program.parse(args, { from: "user" }).opts<{
    samples: number;
    exit: boolean;
    split: boolean;
    data: string;
  }>();
  return { samples, exit, split, dataDir: resolve(data) };
}
