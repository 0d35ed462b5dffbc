import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../deploy/system.ts";

export interface CheckResult {
  name: string;
  ok: boolean;
  output: string;
}

/** Type check and lint of the whole tree. */
export function checks({ write = false }: { write?: boolean } = {}): CheckResult[] {
  const run = (name: string, script: string, args: string[]): CheckResult => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "node_modules", script), ...args], {
      cwd: root,
      encoding: "utf8",
    });
    return { name, ok: status === 0, output: `${stdout}${stderr}` };
  };
  return [
    run("types", "typescript/bin/tsc", ["-p", "."]),
    run("lint", "@biomejs/biome/bin/biome", ["check", "--error-on-warnings", ...(write ? ["--write"] : []), "."]),
  ];
}
