// The forms of all services and how portals write them, read from their folders: for documents, where nothing runs.
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type PortalForm, readPortalForms } from "../../platform/casework/towns/forms.ts";

const root = join(import.meta.dirname, "../..");
const found = (pattern: string): string[] => globSync(pattern, { cwd: root }).map((path) => join(root, path));

/** Reads how a portal writes forms, those of all services and its own, by its own names. */
export function formsOfPortal(portal: string): Map<string, PortalForm> {
  const folders = [...found(`services/*/portals/${portal}`), ...found(`connectors/portals/${portal}/forms`)];
  const named = folders.flatMap(readPortalForms).map((form) => [form.service, form] as const);
  return new Map(named.sort(([a], [b]) => (`${a}.json` < `${b}.json` ? -1 : 1))); // As their files are listed.
}

/** Reads all forms that there are, of services and of all, by their names with versions. */
export function formSchemas(): Map<string, object> {
  const paths = [...found("schemas/forms/*.json"), ...found("services/*/forms/*.json")];
  const named = paths.map(
    (path) => [basename(path, ".json"), JSON.parse(readFileSync(path, "utf8")) as object] as const,
  );
  return new Map(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}
