import type { Started } from "./backing/index.ts";
import type { Application, PortalReport } from "./portals.ts";
import { list, seconds } from "./say.ts";

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

/** Services down, states across; columns as wide as their longest entry. */
export function stateTable(reports: PortalReport[]): string {
  const counts = new Map<string, Map<string, number>>();
  for (const { table } of reports) {
    for (const [service, states] of Object.entries(table)) {
      const row = counts.get(service) ?? new Map<string, number>();
      for (const [state, count] of Object.entries(states)) row.set(state, (row.get(state) ?? 0) + count);
      counts.set(service, row);
    }
  }
  const states = [...new Set([...counts.values()].flatMap((row) => [...row.keys()]))].sort();
  const rows = [...counts].sort(([a], [b]) => a.localeCompare(b));
  const cells = [
    ["service", ...states],
    ...rows.map(([service, row]) => [service, ...states.map((state) => String(row.get(state) ?? "·"))]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  return cells
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
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
  const { started, reports } = parts;
  const lines = [`Antragsbus runs, ${seconds(parts.startMs)} after the start.`, ""];
  const width = Math.max(0, ...started.map((one) => one.name.length));
  for (const one of started) lines.push(`  ${one.name.padEnd(width)}  ${one.version.padEnd(12)}  ${one.address}`);
  const viewerIsOurs = parts.zipkinUrl && !parts.given.includes("ZIPKIN_URL");
  if (viewerIsOurs && !started.some((one) => one.name === "zipkin")) {
    lines.push(`  ${"zipkin".padEnd(width)}  ${"(starting)".padEnd(12)}  ${parts.zipkinUrl}`);
  }
  if (parts.given.length > 0) lines.push(`  from the environment: ${list(parts.given)}`);
  if (parts.services.length > 0) lines.push(`  services: ${parts.services.join(", ")}`);
  lines.push(`  logs: ${parts.dataDir}/logs`, "");
  if (reports.length > 0) lines.push(...portalLines(reports), "");
  const shown = reports.flatMap((report) => report.applications).find((one) => one.caseNumber);
  if (shown) lines.push(...oneApplication(shown, parts.zipkinUrl), "");
  lines.push("Ctrl-C stops everything.");
  return lines.join("\n");
}

function portalLines(reports: PortalReport[]): string[] {
  const lines = reports.map(
    (one) => `${one.portal} pushed ${one.pushed}; ${one.answered} answered, ${one.unanswered} not.`,
  );
  return [
    ...lines,
    ...problemLines(reports),
    "",
    ...stateTable(reports)
      .split("\n")
      .map((line) => `  ${line}`),
  ];
}

function oneApplication(one: Application, zipkinUrl: string | undefined): string[] {
  const lines = [`One application's whole way: npm run -s ops -- case ${one.caseNumber}`];
  if (zipkinUrl && one.traceId) lines.push(`and as a trace: ${zipkinUrl}/zipkin/traces/${one.traceId}`);
  return lines;
}
