import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";

export interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Set when the program could not be started at all. */
  problem?: string;
}

/** How the process ended, once it has and everything it said has arrived. */
export function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once("error", (problem) => resolve({ code: null, signal: null, problem: problem.message }));
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
}

export function endInWords(end: End): string {
  if (end.problem) return end.problem;
  return end.signal ? `ended by ${end.signal}` : `ended with exit code ${end.code}`;
}

/** The last line of a log that says something, at most 300 characters of it. */
export function lastLogLine(file: string, matching = /\S/): string | undefined {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines
    .findLast((line) => matching.test(line))
    ?.trim()
    .slice(0, 300);
}
