// Who of the sandbox's people works on what: as the towns say it, so that a new service is somebody's without code here.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { clerks } from "./clerks.ts";

interface Office {
  name: string;
  serviceKeys: string[];
}

const root = join(import.meta.dirname, "..");
const read = <T>(file: string): T => JSON.parse(readFileSync(file, "utf8")) as T;

/** The offices that work on all that a town offers of a service. */
function officesIn(town: string, service: string): string[] {
  const { offered = [] } = read<{ offered?: { key: string }[] }>(join(town, `${service}.json`));
  const file = join(town, "offices.json");
  const { offices } = existsSync(file) ? read<{ offices: Office[] }>(file) : { offices: [] };
  return offices
    .filter(({ serviceKeys }) => offered.every(({ key }) => serviceKeys.includes(key)))
    .map(({ name }) => name);
}

/** Names somebody whose office works on a service's cases in every town that offers it, or who may see everything. */
export function clerkOf(service: string): string {
  const towns = globSync(`towns/*/${service}.json`, { cwd: root }).map((file) => join(root, dirname(file)));
  const offices = towns.map((town) => officesIn(town, service));
  const everywhere = (office: string) => offices.length > 0 && offices.every((one) => one.includes(office));
  const everywhereClerk = Object.keys(clerks).find((name) => clerks[name]?.every(({ office }) => everywhere(office)));
  return everywhereClerk ?? Object.keys(clerks)[0] ?? "";
}
