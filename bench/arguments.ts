import { parseArgs } from "node:util";
import { reasonOf, UserError } from "../deploy/say.ts";

export interface BenchArguments {
  /** records of one round */
  records: number;
  /** a part of a plain sample's name, or "all" for the mixture of npm start */
  kind: string;
  rounds: number;
  /** a former state of the project to alternate with, as git names it */
  baseline?: string;
}

const usage = "npm run -s bench -- [records [kind]] [--rounds N] [--baseline <git ref>]";

/** Reads the command line. Throws UserError with how to use it. */
export function benchArguments(args: string[]): BenchArguments {
  const { values, positionals } = parse(args);
  const [records = "2000", kind = "dog", ...more] = positionals;
  const { baseline, rounds = baseline ? "5" : "1" } = values;
  if (more.length || !/^[1-9]\d{0,5}$/.test(records) || !/^[1-9]\d?$/.test(rounds)) throw new UserError(usage);
  const known = { records: Number(records), kind, rounds: Number(rounds) };
  return baseline ? { ...known, baseline } : known;
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { rounds: { type: "string" }, baseline: { type: "string" } },
    });
  } catch (problem) {
    throw new UserError(`${reasonOf(problem).split(". ")[0]}. ${usage}`);
  }
}
