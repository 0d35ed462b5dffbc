import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { givenServers } from "../../deploy/backing/given.ts";
import type { PortalReport } from "../../deploy/portals.ts";
import { nodeFlags, root } from "../../deploy/system.ts";
import { bareEnvironment } from "./bare-environment.ts";

export interface Totals {
  pushed: number;
  answered: number;
  unanswered: number;
}

/** A sandbox portal that pushes, with what it says on the way. */
export interface RunningPortal {
  readonly totals: Totals;
  /** what came back differently from what the samples say */
  readonly wrong: object[];
  done: Promise<PortalReport>;
  stop(): Promise<void>;
}

/**
 * Starts a portal as the launcher does: it gets Kafka and the registry, nothing else.
 * @param samples records that all portals push together
 * @param share which of how many portals this is: each has residents of its own
 */
export function startPortal(
  env: Record<string, string>,
  portal: string,
  samples: number,
  share: `${number}/${number}` = "1/1",
): RunningPortal {
  const script = join(root, "sandbox/portal/portal.ts");
  const child: ChildProcess = spawn(
    process.execPath,
    [...nodeFlags, script, "--portal", portal, "--samples", String(samples), "--share", share, "--exit"],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...bareEnvironment,
        ...givenServers(["KAFKA_BROKERS", "SCHEMA_REGISTRY_URL"], env).env,
      },
    },
  );
  let complaints = "";
  // Said only when it breaks off: while servers are away on purpose it complains by the hundred.
  child.stderr?.on("data", (text) => {
    complaints = `${complaints}${text}`.slice(-2_000);
  });
  const totals: Totals = { pushed: 0, answered: 0, unanswered: 0 };
  const wrong: object[] = [];
  const done = new Promise<PortalReport & { problems: object[] }>((resolve, reject) => {
    if (!child.stdout) return reject(new Error("no output"));
    createInterface({ input: child.stdout }).on("line", (text) => {
      const line = JSON.parse(text) as { event: string };
      if (line.event === "progress") Object.assign(totals, line);
      if (line.event === "wrong") wrong.push(line);
      if (line.event === "done") resolve(line as unknown as PortalReport & { problems: object[] });
    });
    // Not at its exit: what it said last may still be on the way.
    child.once("close", (code) => reject(new Error(`the portal ended with ${code} before it was done: ${complaints}`)));
  });
  done.catch(() => {}); // Whoever awaits it gets the error.
  return {
    totals,
    wrong,
    done,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Every record answered once, each as its sample says. */
export function expectAllWell(report: PortalReport, records: number): void {
  const { pushed, answered, unanswered, doubled, wrong, problems } = report;
  expect(problems.length, JSON.stringify(problems.slice(0, 5))).to.equal(0);
  expect({ pushed, answered, unanswered, doubled, wrong }).to.deep.equal({
    ...{ pushed: records, answered: records, unanswered: 0, doubled: 0, wrong: 0 },
  });
}
