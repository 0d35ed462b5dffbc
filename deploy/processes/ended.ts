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

/** The last line of a log that says something, in words, at most 300 characters of them. */
export function lastLogLine(file: string, matching = /\S/): string | undefined {
  const line = readFileSync(file, "utf8")
    .split("\n")
    .findLast((line) => matching.test(line));
  return line && inWords(line).slice(0, 300);
}

/** What a line of a log says to a person: of a JSON line its message, with the error that it names. */
export function inWords(line: string): string {
  const text = line.trim();
  const { msg, error, attr } = objectIn(text) as { msg?: unknown; error?: unknown; attr?: { error?: unknown } };
  if (typeof msg !== "string" || !msg) return text;
  // As MongoDB names it, and as we do.
  const problem = [attr?.error, error].map(nameOf).find(Boolean);
  return problem ? `${msg} (${problem})` : msg;
}

function objectIn(text: string): object {
  if (!text.startsWith("{")) return {};
  try {
    return JSON.parse(text) as object;
  } catch {
    return {}; // A line that only looks like JSON, or was cut off, is text.
  }
}

function nameOf(error: unknown): string {
  if (typeof error === "string") return error;
  if (typeof error !== "object" || error === null) return "";
  const { name, message, errmsg } = error as Record<string, unknown>;
  return ([message, errmsg, name].find((one) => typeof one === "string" && one !== "") as string | undefined) ?? "";
}
