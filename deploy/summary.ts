import type { Started } from "./backing/index.ts";
import type { Application, PortalReport } from "./portals.ts";
import { list, seconds } from "./say.ts";
import { aligned, table } from "./table.ts";
import { clerkOf } from "./who-works.ts";

export interface Totals {
  pushed: number;
  answered: number;
  unanswered: number;
  doubled: number;
  repeated: number;
  refused: number;
  seconds: number;
}

const counted = ["pushed", "answered", "unanswered", "doubled", "repeated", "refused"] as const;

/** Sums over the portals, which push at the same time: of their seconds the longest counts. */
export function totalsOf(reports: PortalReport[]): Totals {
  const totals: Totals = { pushed: 0, answered: 0, unanswered: 0, doubled: 0, repeated: 0, refused: 0, seconds: 0 };
  for (const report of reports) {
    for (const name of counted) totals[name] += report[name];
    totals.seconds = Math.max(totals.seconds, report.seconds);
  }
  totals.seconds = Math.round(totals.seconds * 10) / 10;
  return totals;
}

/** Whether every portal got one answer, and the right one, for everything it pushed. */
export function allWell(reports: PortalReport[]): boolean {
  return reports.every((report) => report.unanswered + report.doubled + report.wrong === 0);
}

const problemsMax = 20;

/** What was not as the samples say, a line each; nothing when all is well. */
export function problemLines(reports: PortalReport[]): string[] {
  const lines = reports.flatMap(({ portal, problems }) =>
    problems.map(({ sample, applicationId, what }) => `${portal}, sample ${sample} (${applicationId}): ${what}.`),
  );
  const more = lines.length - problemsMax;
  return more > 0 ? [...lines.slice(0, problemsMax), `and ${more} more.`] : lines;
}

/** Services down, states across. */
export function stateTable(reports: PortalReport[], indent = ""): string {
  const counts = new Map<string, Map<string, number>>();
  for (const { table } of reports) {
    for (const [service, states] of Object.entries(table)) {
      const row = counts.get(service) ?? new Map<string, number>();
      for (const [state, count] of Object.entries(states)) row.set(state, (row.get(state) ?? 0) + count);
      counts.set(service, row);
    }
  }
  const states = [...new Set([...counts.values()].flatMap((row) => [...row.keys()]))].sort();
  const rows = [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([service, row]) => [service, ...states.map((state) => String(row.get(state) ?? "·"))]);
  return table(["service", ...states], rows, { right: states.map((_, i) => i + 1), indent });
}

export function runningSummary(parts: {
  started: Started[];
  given: string[];
  services: string[];
  reports: PortalReport[];
  startMs: number;
  dataDir: string;
  zipkinUrl: string | undefined;
}): string {
  const { reports } = parts;
  const lines = [`Antragsbus runs, ${seconds(parts.startMs)} after the start.`, ""];
  const servers = serverRows(parts);
  if (servers.length > 0) lines.push(aligned(servers, { indent: "  " }));
  if (parts.given.length > 0) lines.push(`  from the environment: ${list(parts.given)}`);
  if (parts.services.length > 0) lines.push(`  services: ${parts.services.join(", ")}`);
  lines.push(`  logs: ${parts.dataDir}/logs`, "");
  if (reports.length > 0) lines.push(...portalLines(reports), "");
  const shown = reports.flatMap((report) => report.applications).filter((one) => one.caseNumber);
  if (shown.length > 0) lines.push(...caseLines(shown), "", ...wholeWay(shown, parts.zipkinUrl), "");
  lines.push("Ctrl-C stops everything.");
  return lines.join("\n");
}

function serverRows({ started, given, zipkinUrl }: Parameters<typeof runningSummary>[0]): string[][] {
  const rows = started.map(({ name, version, address }) => [name, version, address]);
  const viewerIsOurs = zipkinUrl && !given.includes("ZIPKIN_URL");
  if (viewerIsOurs && !started.some(({ name }) => name === "zipkin")) rows.push(["zipkin", "(starting)", zipkinUrl]);
  return rows;
}

function portalLines(reports: PortalReport[]): string[] {
  const lines = reports.map(
    (one) => `${one.portal} pushed ${one.pushed}; ${one.answered} answered, ${one.unanswered} not.`,
  );
  return [...lines, ...problemLines(reports), "", stateTable(reports, "  ")];
}

/** A case of each service, one that waits for a person where there is one: a line that can be pasted into a terminal. */
function caseLines(applications: Application[]): string[] {
  const services = [...new Set(applications.map(({ service }) => service))].sort();
  const rows = services.flatMap((service) => {
    const ofService = applications.filter((one) => one.service === service);
    const one = ofService.find(({ state }) => state === "in-review") ?? ofService[0];
    return one
      ? [[`npm run -s ops -- file ${one.caseNumber} --as ${clerkOf(service)}`, `# ${service}, ${one.state}`]]
      : [];
  });
  return ["A case of each service, as who works on it sees it:", aligned(rows, { indent: "  " })];
}

function wholeWay(applications: Application[], zipkinUrl: string | undefined): string[] {
  // What a service decided has gone all the way; the first one was pushed before others were waited for.
  const one = applications.find(({ state }) => state === "assessed" || state === "granted") ?? applications[0];
  const lines = [`One application's whole way: npm run -s ops -- case ${one?.caseNumber}`];
  if (zipkinUrl && one?.traceId) lines.push(`and as a trace: ${zipkinUrl}/zipkin/traces/${one.traceId}`);
  return lines;
}
