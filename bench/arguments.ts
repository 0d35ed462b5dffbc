import { InvalidArgumentError } from "commander";
import { commandLine } from "../cli/command-line.ts";

export interface BenchArguments {
  /** records of one round */
  records: number;
  /** a part of a plain sample's name, or "all" for the mixture of npm start */
  kind: string;
  rounds: number;
  /** a former state of the project to alternate with, as git names it */
  baseline?: string;
}

const whole = (most: number) => (text: string) => {
  if (!/^[1-9]\d*$/.test(text) || Number(text) > most)
    throw new InvalidArgumentError(`It takes a whole number from 1 to ${most}.`);
  return Number(text);
};

/** Reads the command line. @throws UserError for what it does not take */
export function benchArguments(args: string[]): BenchArguments {
  const program = commandLine("npm run -s bench --", "Measures how fast the whole way is on this machine.")
    .argument("[records]", "records of one round", whole(999_999), 2000)
    .argument("[kind]", "a part of a sample's name, or all for the mixture of npm start", "dog")
    .option("--rounds <N>", "rounds; 1 unless told otherwise, 5 beside a baseline", whole(99))
    .option("--baseline <REF>", "a former state of the project to alternate with, as git names it");
  program.parse(args, { from: "user" });
  const [records, kind] = program.processedArgs as [number, string];
  const { baseline, rounds = baseline ? 5 : 1 } = program.opts<{ baseline?: string; rounds?: number }>();
  const known = { records, kind, rounds };
  return baseline ? { ...known, baseline } : known;
}
