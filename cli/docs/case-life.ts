import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { caseLife, type Life } from "../../platform/casework/case/life.ts";

const root = join(import.meta.dirname, "../..");
const written = "Written by `npm run docs`.";

/** What something of a service goes through beside the life of every case: `stages` in a file of its folder. */
async function ownLife(service: string): Promise<Life | undefined> {
  for (const path of globSync(`services/${service}/{stages,state}.ts`, { cwd: root })) {
    const { stages } = (await import(pathToFileURL(join(root, path)).href)) as { stages?: Life };
    if (stages) return stages;
  }
  return undefined;
}

const idOf = (state: string): string => state.replaceAll("-", "_");

/** A life as a Mermaid diagram: moves of one pair of states share an arrow. */
function diagramOf({ first, states, moves }: Life): string {
  const arrows = Object.entries(moves).flatMap(([name, { from, to }]) =>
    from.map((state) => ({ pair: `${idOf(state)} --> ${idOf(to)}`, name })),
  );
  const lines = [...Map.groupBy(arrows, ({ pair }) => pair)].map(
    ([pair, all]) => `  ${pair}: ${all.map(({ name }) => name).join(", ")}`,
  );
  const names = Object.keys(states).map((state) => `  state "${state}" as ${idOf(state)}`);
  return ["```mermaid", "stateDiagram-v2", ...names, `  [*] --> ${idOf(first)}`, ...lines, "```"].join("\n");
}

function tablesOf({ states, moves }: Life): string {
  return [
    "| state | waits |",
    "|---|---|",
    ...Object.entries(states).map(([state, waits]) => `| ${state} | ${waits} |`),
    "",
    "| move | from | to | when |",
    "|---|---|---|---|",
    ...Object.entries(moves).map(([name, { from, to, when }]) => `| ${name} | ${from.join(", ")} | ${to} | ${when} |`),
  ].join("\n");
}

const page = (...parts: string[]): string => `${parts.join("\n\n")}\n`;

/** docs/case-life.md: the states of every case. */
export const caseLifePage = (): string =>
  page(
    "# The life of a case",
    `${written} The table is in \`platform/casework/case/life.ts\`; a move that it does not allow fails the message that wanted it.`,
    diagramOf(caseLife),
    tablesOf(caseLife),
    "Single cases, those of a household and follow-ups go through it by one implementation " +
      "(`platform/casework/service/case-step.ts`). What a service adds: [services](services/).",
  );

interface DecisionSchema {
  properties: Record<string, { type: string; description: string }>;
}

function decisionOf(service: string): string {
  const path = `services/${service}/decision.schema.json`;
  const { properties } = JSON.parse(readFileSync(join(root, path), "utf8")) as DecisionSchema;
  const rows = Object.entries(properties).map(
    ([name, { type, description }]) => `| ${name} | ${type} | ${description} |`,
  );
  return ["| property | type | what it says |", "|---|---|---|", ...rows].join("\n");
}

/** docs/services/<service>.md: what a service adds to the life and the decision of every case. */
export async function servicePage(service: string): Promise<string> {
  const serviceLife = await ownLife(service);
  return page(
    `# ${service}`,
    written,
    "## States of its own",
    ...(serviceLife
      ? [
          `Of ${serviceLife.subject}, beside [the life of every case](../case-life.md).`,
          diagramOf(serviceLife),
          tablesOf(serviceLife),
        ]
      : ["None beside [the life of every case](../case-life.md)."]),
    "## What a person may say of a decision",
    `Beside outcome and reason (\`services/${service}/decision.schema.json\`); \`ops decide <number> --help\` shows it as options.`,
    decisionOf(service),
  );
}

/** The services in which cases are decided. */
export const decidingServices = (): string[] =>
  globSync("services/*/decision.schema.json", { cwd: root })
    .map((path) => path.split("/")[1] ?? "")
    .sort();

/** All pages, by their paths from the project's folder. */
export async function lifePages(): Promise<[path: string, text: string][]> {
  const ofServices = decidingServices().map(
    async (service): Promise<[string, string]> => [`docs/services/${service}.md`, await servicePage(service)],
  );
  return [["docs/case-life.md", caseLifePage()], ...(await Promise.all(ofServices))];
}
