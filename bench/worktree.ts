import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../deploy/say.ts";
import { nodeFlags, root } from "../deploy/system.ts";

const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe" }).trim();

/** A former state of the project, ready to run, in a folder that `remove` takes away again. */
export interface Worktree {
  folder: string;
  commit: string;
  remove(): void;
}

/** Checks a former state out beside this one, with its packages. Throws UserError where git knows no such state. */
export function worktreeOf(ref: string): Worktree {
  let commit: string;
  try {
    commit = git("rev-parse", "--verify", "--short", `${ref}^{commit}`);
  } catch (problem) {
    throw new UserError(`git knows no state of the project called "${ref}".`, { cause: problem });
  }
  const folder = mkdtempSync(join(tmpdir(), "antragsbus-baseline-"));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
    git("worktree", "prune");
  };
  try {
    git("worktree", "add", "--detach", "--force", folder, commit);
    const lockOf = (where: string) => readFileSync(join(where, "package-lock.json"), "utf8");
    // The same packages need not be fetched once more.
    if (lockOf(folder) === lockOf(root)) symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const { setUp } = createRequire(import.meta.url)(join(folder, "deploy/setup.cjs")) as {
      setUp(root: string, nodeFlags: string[]): void;
    };
    setUp(folder, nodeFlags);
  } catch (problem) {
    remove();
    throw problem;
  }
  return { folder, commit, remove };
}
