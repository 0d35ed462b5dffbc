import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type AnyCoverage,
  type Gap,
  gapsOf,
  type Known,
  platformCoverage,
} from "../../platform/casework/towns/coverage.ts";
import { readTownFiles, readTowns } from "../../platform/casework/towns/towns.ts";

const root = join(import.meta.dirname, "../..");

/** A row that some towns have in common. */
type Shared<Row> = Row & { towns: string[] };

export interface ServiceCoverage {
  service: string;
  everywhere: readonly Known[];
  known: Shared<Known>[];
  gaps: Shared<Gap>[];
}

/** Rows of towns; towns with the same row stand in it together. */
function shared<Row extends { from: string }>(rows: readonly (readonly [town: string, row: Row])[]): Shared<Row>[] {
  const alike = Map.groupBy(rows, ([, row]) => JSON.stringify(row));
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    return first ? [{ ...first[1], towns: same.map(([town]) => town) }] : [];
  });
}

function coverageOf(service: string, coverage: AnyCoverage): ServiceCoverage {
  const towns = readTowns();
  const files = [...readTownFiles<never>(service, coverage.schema)].map(
    ([municipality, file]) => [towns.get(municipality)?.name ?? municipality, file] as const,
  );
  return {
    service,
    everywhere: coverage.everywhere,
    known: shared(files.flatMap(([town, file]) => coverage.known(file).map((row) => [town, row] as const))),
    gaps: shared(files.flatMap(([town, file]) => gapsOf(coverage, file).map((gap) => [town, gap] as const))),
  };
}

/** What each service's data cover, by their own say: services/<service>/coverage.ts. */
export async function readCoverage(): Promise<ServiceCoverage[]> {
  const files = globSync("services/*/coverage.ts", { cwd: root }).sort();
  return Promise.all(
    files.map(async (file) => {
      const { default: found } = (await import(pathToFileURL(join(root, file)).href)) as { default: AnyCoverage };
      return coverageOf(basename(dirname(file)), found);
    }),
  );
}

const townsOf = (towns: readonly string[]) => (towns.length === readTowns().size ? "all" : towns.join(", "));
const period = ({ from, until }: { from: string; until: string | null }) =>
  from ? `${from} – ${until ?? ""}`.trim() : "not dated";

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ") || "–";
const table = (titles: readonly string[], rows: readonly (readonly string[])[]) =>
  [titles, titles.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

const knownTitles = ["town", "known", "from – until", "source", "unverified, remarks"];
const knownRow = (towns: string, row: Known) => [towns, row.what, period(row), row.source, row.remark];

function section({ service, everywhere, known, gaps }: ServiceCoverage): string {
  const rows = [
    ...everywhere.map((row) => knownRow("all", row)),
    ...known.map((row) => knownRow(townsOf(row.towns), row)),
  ];
  const open = gaps.map((gap) => [townsOf(gap.towns), gap.what, period(gap), `\`${gap.code}\``]);
  const person = open.length
    ? table(["town", "a person decides", "from – until", "work list"], open)
    : "Nothing goes to a person for lack of a figure.";
  return `## ${service}\n\n${person}\n\n${table(knownTitles, rows)}`;
}

/** docs/coverage.md: what is known by town and service, and what goes to a person for lack of a figure. */
export async function coverageDocument(): Promise<string> {
  const services = await readCoverage();
  return `# What the data cover

Written by \`npm run -s towns -- coverage --md\` from \`towns/\` and the services' own dated data; change those, not this
page. The rules decide with what is known; what is not goes to a case worker with the reason that the work list shows.
[P], "unverified" and "to be confirmed" mark what nobody has checked yet.

## all services

${table(
  knownTitles,
  platformCoverage().map((row) => knownRow("all", row)),
)}

${services.map(section).join("\n\n")}
`;
}
