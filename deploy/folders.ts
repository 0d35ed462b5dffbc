import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Folders with a Moleculer service in them, as paths from the root: "services/intake", "connectors/x". */
export function serviceFolders(root: string): string[] {
  return ["services", "connectors"].flatMap((parent) =>
    foldersIn(root, parent).filter((folder) =>
      readdirSync(join(root, folder)).some((file) => file.endsWith(".service.ts")),
    ),
  );
}

/** Names of the connectors that bring a sandbox of their portal along. */
export function sandboxPortals(root: string): string[] {
  return foldersIn(root, "connectors")
    .filter((folder) => existsSync(join(root, folder, "sandbox")))
    .map((folder) => folder.replace("connectors/", ""));
}

function foldersIn(root: string, parent: string): string[] {
  if (!existsSync(join(root, parent))) return [];
  return readdirSync(join(root, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`)
    .sort();
}
