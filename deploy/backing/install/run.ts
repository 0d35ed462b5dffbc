import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Outcome {
  /** Exit code; null when a signal ended it, undefined when it could not be run at all. */
  code: number | null | undefined;
  /** Standard output and error together, as they came. */
  output: string;
}

/** Runs a program to its end. Never rejects: that a program is not there is an answer too. */
export function run(
  file: string,
  args: string[],
  options: {
    env: Record<string, string | undefined>;
    cwd?: string;
    signal?: AbortSignal | undefined;
    /** told of each line of standard output while the program runs */
    onLine?: (line: string) => void;
  },
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      ...(options.cwd && { cwd: options.cwd }),
      ...(options.signal && { signal: options.signal }),
    });
    let output = "";
    const collect = (piece: Buffer) => {
      output = (output + piece).slice(-100_000); // The end holds the reason.
    };
    child.stdout.on("data", collect);
    if (options.onLine) createInterface({ input: child.stdout }).on("line", options.onLine);
    child.stderr.on("data", collect);
    child.on("error", (problem) => resolve({ code: undefined, output: problem.message }));
    child.on("close", (code) => resolve({ code, output: output.trim() }));
  });
}

/** The last lines that are worth reading, without Maven's and pip's decoration. */
export function lastLines(output: string, count: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is to be removed.
  const plain = output.replace(/\u001b\[[0-9;]*m/g, "");
  const lines = plain.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "" && !line.startsWith("[notice]"))
    .slice(-count)
    .join("\n");
}
