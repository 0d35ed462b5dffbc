import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { reasonOf, UserError } from "./say.ts";

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

const usage = "npm start -- [--samples N] [--exit] [--split] [--data FOLDER]";
const mostSamples = 1_000_000;

export function startArguments(args: string[], root: string): StartArguments {
  const { samples, exit, split, data } = parse(args);
  const count = Number(samples);
  if (!/^\d+$/.test(samples) || count > mostSamples) {
    throw new UserError(`--samples takes a number from 0 to ${mostSamples}, not "${samples}". ${usage}`);
  }
  return { samples: count, exit, split, dataDir: resolve(data ?? `${root}/.antragsbus`) };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        samples: { type: "string", default: "40" },
        exit: { type: "boolean", default: false },
        split: { type: "boolean", default: false },
        data: { type: "string" },
      },
    }).values;
  } catch (problem) {
    throw new UserError(`${reasonOf(problem).split(". ")[0]}. ${usage}`);
  }
}

const galleryUsage = "npm run -s letters -- gallery --to FOLDER";

/** @returns the folder to which one letter of each kind is written. @throws UserError with how the command is used */
export function galleryArguments(args: string[]): string {
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { to: { type: "string" } } });
    if (positionals.join() === "gallery" && values.to) return values.to;
  } catch (problem) {
    throw new UserError(`${reasonOf(problem).split(". ")[0]}. ${galleryUsage}`);
  }
  throw new UserError(galleryUsage);
}
