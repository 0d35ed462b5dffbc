import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { list, reasonOf, UserError } from "../deploy/say.ts";
import { type DryRun, InputProblem } from "../platform/casework/towns/dry-run.ts";
import type { Check } from "../platform/messaging/contracts/validate.ts";

const root = join(import.meta.dirname, "..");

export type AnyDryRun = DryRun<unknown, unknown>;

/** The rules of one service, found by its folder. */
export async function dryRunOf(service: string): Promise<AnyDryRun> {
  const files = globSync("services/*/dry-run.ts", { cwd: root }).sort();
  const names = files.map((file) => basename(dirname(file)));
  const file = files[names.indexOf(service)];
  if (!file) throw new UserError(`There are no rules of "${service}", only of ${list(names)}.`);
  const { default: found } = (await import(pathToFileURL(join(root, file)).href)) as { default: AnyDryRun };
  return found;
}

/** A file's array of inputs. */
export function readInputs(file: string): unknown[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (problem) {
    throw new UserError(`${file} cannot be read: ${reasonOf(problem)}.`);
  }
  let inputs: unknown;
  try {
    inputs = JSON.parse(text.replace(/^\uFEFF/, "")); // Some editors begin a file with a byte order mark.
  } catch (problem) {
    throw new UserError(`${file} is not JSON: ${reasonOf(problem)}.`);
  }
  if (!Array.isArray(inputs)) throw new UserError(`${file} holds no JSON array of inputs.`);
  return inputs;
}

interface Failure {
  id: string | number | null;
  /** the place of the first problem as a JSON pointer, and all of them in words */
  error: { path: string; sentence: string };
}

function failure(input: unknown, path: string, sentence: string): Failure {
  const { id } = (input ?? {}) as { id?: unknown };
  return { id: typeof id === "string" || typeof id === "number" ? id : null, error: { path, sentence } };
}

const inWords = (path: string, expected: string) => `${path || "the input"} ${expected}`;

/** What the rules come to for one input, or why they cannot: an input that does not fit costs the others nothing. */
export function resultOf(input: unknown, rules: AnyDryRun, check: Check): { result: object; ok: boolean } {
  const problems = check(input);
  const [first] = problems;
  if (first) {
    const sentence = problems.map(({ path, expected }) => inWords(path, expected)).join("; ");
    return { result: failure(input, first.path, sentence), ok: false };
  }
  try {
    return { result: rules.explain(input, rules.calculate(input)), ok: true };
  } catch (problem) {
    const path = problem instanceof InputProblem ? problem.path : "";
    return { result: failure(input, path, inWords(path, reasonOf(problem))), ok: false };
  }
}
