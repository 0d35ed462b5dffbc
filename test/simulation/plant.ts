import { existsSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../../deploy/system.ts";

/** Lets this process load some files of the project from a folder that has them otherwise. */
export function plant(folder: string): void {
  registerHooks({
    load: (url, context, next) => {
      const path = url.startsWith("file:") ? relative(root, fileURLToPath(url)) : "";
      const changed = join(folder, path);
      if (!path || path.startsWith("..") || !existsSync(changed)) return next(url, context);
      return { format: "module-typescript", source: readFileSync(changed, "utf8"), shortCircuit: true };
    },
  });
}
