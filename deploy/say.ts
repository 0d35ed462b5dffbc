/** Something the person who typed the command can repair: shown as this one sentence, without a stack. */
export class UserError extends Error {
  override name = "UserError";
}

/** A command line that is none of ours. */
export class UsageError extends UserError {}

export type Say = (line: string) => void;

export function sayToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

export function reasonOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}

/** "a", "a and b", "a, b and c" */
export function list(words: string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
