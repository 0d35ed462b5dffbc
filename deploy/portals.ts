// The sandbox portals: processes of their own that know nothing but Kafka and the schema registry, as real ones do.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { givenServers } from "./backing/given.ts";
import { cleanEnvironment } from "./backing/servers/server.ts";
import { sandboxPortals } from "./folders.ts";
import { endInWords, endOf } from "./processes/ended.ts";
import { forget, remember } from "./processes/leftovers.ts";
import { type Line, LogFile } from "./processes/log-file.ts";
import type { Say } from "./say.ts";
import { nodeFlags, root } from "./system.ts";

export interface Application {
  applicationId: string;
  caseNumber?: string;
  traceId?: string;
  service: string;
  state: string;
}

export interface Problem {
  sample: string;
  applicationId: string;
  what: string;
}

/** What a portal says at the end. */
export interface PortalReport {
  portal: string;
  pushed: number;
  answered: number;
  unanswered: number;
  doubled: number;
  repeated: number;
  refused: number;
  wrong: number;
  seconds: number;
  /** service → state → number of applications */
  table: Record<string, Record<string, number>>;
  applications: Application[];
  /** what came back differently from what a sample says, or never */
  problems: Problem[];
  /** receipts, decisions and documents a second, from the first push to the last of them */
  perSecond: Record<string, number>;
  /** first push, last decision: ms since 1970 */
  startedAt: number;
  lastDecisionAt: number;
  /** milliseconds from a record's push, to its receipt and to its decision */
  msFromPush: Record<string, { p50: number; p95: number } | undefined>;
}

export interface Portals {
  names: string[];
  /** When every portal has had its answers, or given up waiting. Rejects when one of them broke off. */
  done: Promise<PortalReport[]>;
  stop(): Promise<void>;
}

const stopWithinMs = 500; // They have nothing to save.
const progressEveryMs = 2_000;

export function startPortals(options: {
  dataDir: string;
  samples: number;
  exit: boolean;
  /** only plain records of the kinds whose name has this */
  only?: string;
  env: Record<string, string>;
  environment: Record<string, string | undefined>;
  say: Say;
}): Portals {
  const names = options.samples > 0 ? sandboxPortals(root) : [];
  const running = names.map((portal, index) => startPortal(portal, `${index + 1}/${names.length}`, options));
  const done = Promise.all(running.map((one) => one.report));
  done.catch(() => undefined); // Awaited later; a portal may break off before.
  return {
    names,
    done,
    async stop() {
      await Promise.all(running.map((one) => one.stop()));
    },
  };
}

function startPortal(portal: string, share: string, options: Parameters<typeof startPortals>[0]) {
  const { dataDir, samples, env, say, exit, only } = options;
  const log = new LogFile(join(dataDir, "logs", `portal-${portal}.log`));
  const args = ["--portal", portal, "--samples", String(samples), "--share", share, "--only", only ?? ""];
  const script = join(root, "sandbox", "portal", "portal.ts");
  const since = Date.now();
  const child = spawn(process.execPath, [...nodeFlags, script, ...args, ...(exit ? ["--exit"] : [])], {
    cwd: root,
    env: {
      ...cleanEnvironment(options.environment),
      ...givenServers(["KAFKA_BROKERS", "SCHEMA_REGISTRY_URL"], env).env,
    },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (child.pid) remember(dataDir, `portal ${portal}`, child.pid);
  const report = Promise.withResolvers<PortalReport>();
  const progress = progressOf(portal, say);
  log.follow(child, (line) => {
    if (line.event === "progress") progress(line);
    if (line.event === "done") report.resolve(reportFrom(portal, line, (Date.now() - since) / 1000));
  });
  const ended = endOf(child).then((end) => {
    if (child.pid) forget(dataDir, child.pid);
    const reason = `${endInWords(end)}${log.lastWords && `: ${log.lastWords}`}`;
    report.reject(new Error(`The sandbox portal ${portal} broke off, ${reason} (${log.path})`));
  });
  return {
    report: report.promise,
    async stop() {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), stopWithinMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Says from time to time how far the portal is. */
function progressOf(portal: string, say: Say): (line: Line) => void {
  let saidAt = Date.now();
  let saidLast = "";
  return (line) => {
    const text = `${portal}: ${number(line.pushed)} pushed, ${number(line.answered)} answered`;
    if (text === saidLast || Date.now() - saidAt < progressEveryMs) return;
    saidAt = Date.now();
    saidLast = text;
    say(text);
  };
}

function reportFrom(portal: string, line: Line, secondsSinceStart: number): PortalReport {
  return {
    portal,
    pushed: number(line.pushed),
    answered: number(line.answered),
    unanswered: number(line.unanswered),
    doubled: number(line.doubled),
    repeated: number(line.repeated),
    refused: number(line.refused),
    wrong: number(line.wrong),
    seconds: typeof line.seconds === "number" ? line.seconds : secondsSinceStart,
    table: (line.table ?? {}) as PortalReport["table"],
    applications: (line.applications ?? []) as Application[],
    problems: (line.problems ?? []) as Problem[],
    perSecond: (line.perSecond ?? {}) as PortalReport["perSecond"],
    startedAt: number(line.startedAt),
    lastDecisionAt: number(line.lastDecisionAt),
    msFromPush: (line.msFromPush ?? {}) as PortalReport["msFromPush"],
  };
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
