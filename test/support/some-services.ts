import { mkdtempSync } from "node:fs";
import { basename, join } from "node:path";
import { Supervised } from "../../deploy/processes/supervise.ts";
import { nodeFlags, root } from "../../deploy/system.ts";
import { stopWithRun } from "./servers.ts";

/** Some services in one process, as the launcher starts them. */
export async function startServices(
  folders: readonly string[],
  { folder, env }: { folder: string; env: Record<string, string> },
): Promise<Supervised> {
  const runner = join(root, "node_modules/moleculer/bin/moleculer-runner.mjs");
  const process = new Supervised({
    name: folders.map((one) => basename(one)).join("-and-"),
    file: globalThis.process.execPath,
    args: [...nodeFlags, runner, "-c", "moleculer.config.ts", "--mask", "**/*.service.ts", ...folders],
    env,
    cwd: root,
    dataDir: mkdtempSync(join(folder, "some-")),
    say: () => {},
    readiness: () => {
      const missing = new Set(folders.map((one) => basename(one)));
      return ({ event, service }) => event === "ready" && missing.delete(String(service)) && missing.size === 0;
    },
  });
  stopWithRun(() => process.stop());
  await process.start();
  return process;
}
