import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";

const parents = ["services", "connectors/portals", "connectors/channels"];

/** Lists folders with a Moleculer service in them, as paths from the root: "services/intake", "connectors/portals/x". */
export function serviceFolders(root: string): string[] {
  return parents.flatMap((parent) =>
    foldersIn(root, parent).filter((folder) =>
      readdirSync(join(root, folder)).some((file) => file.endsWith(".service.ts")),
    ),
  );
}

/** Names the portals that bring a sandbox of theirs along. */
export function sandboxPortals(root: string): string[] {
  return foldersIn(root, "connectors/portals")
    .filter((folder) => existsSync(join(root, folder, "sandbox")))
    .map((folder) => basename(folder));
}

function foldersIn(root: string, parent: string): string[] {
  if (!existsSync(join(root, parent))) return [];
  return readdirSync(join(root, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`)
    .sort();
}
