// A portal of the sandbox: a program that knows only Kafka, the schema registry and its own schemas, as a real one
// does. It pushes samples, waits for what the town halls say to them, and holds that against what each sample says
// must come back. On standard output it says JSON lines: "progress", "wrong", and at the end "done".
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Kit } from "../samples/kit.ts";
import type { SandboxPortal } from "../samples/sandbox-portal.ts";
import { accessFrom } from "./access.ts";
import { connect, endOffsets, listen, Outlet } from "./kafka.ts";
import { Ledger } from "./ledger.ts";
import { plan } from "./plan.ts";
import { Pusher } from "./pusher.ts";
import { reportOf } from "./report.ts";
import { Wire } from "./wire.ts";

/** Without a message for so long, what is unanswered stays so. */
const quietMs = 120_000;
/** What comes a second time comes soon after the first. */
const lingerMs = 1_000;
const progressEveryMs = 1_000;
const root = join(import.meta.dirname, "../..");

interface Options {
  portal: string;
  /** records that this portal pushes */
  records: number;
  index: number;
  portals: number;
  exit: boolean;
  /** only kinds of one record whose name has this, where it is given */
  only: string;
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      portal: { type: "string", default: "" },
      samples: { type: "string", default: "40" },
      share: { type: "string", default: "1/1" },
      exit: { type: "boolean", default: false },
      only: { type: "string", default: "" },
    },
  });
  const [number = 1, portals = 1] = values.share.split("/").map(Number);
  const samples = Number(values.samples);
  // What cannot be shared evenly goes to the first portals.
  const records = Math.floor(samples / portals) + (number <= samples % portals ? 1 : 0);
  return { portal: values.portal, records, index: number - 1, portals, exit: values.exit, only: values.only };
}

function say(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function run(options: Options): Promise<void> {
  const { portal, records, index, portals, only } = options;
  const { brokers, registry } = accessFrom(process.env);
  const { sandbox } = (await import(join(root, "connectors/portals", portal, "sandbox/index.ts"))) as {
    sandbox: SandboxPortal;
  };
  const wire = new Wire(registry);
  await wire.open(join(root, "schemas/portals", portal));
  const kafka = connect(`sandbox-${portal}`, brokers);
  const admin = kafka.admin();
  await admin.connect();
  const [from, pushedBefore] = await Promise.all([
    endOffsets(admin, `${portal}.status`),
    endOffsets(admin, `${portal}.applications`),
  ]);
  const outlet = await Outlet.open(kafka, admin, `${portal}.applications`);
  await admin.disconnect();

  const now = Date.now();
  const runId = now.toString(36) + randomBytes(2).toString("hex");
  const base = Number([...pushedBefore.values()].reduce((sum, offset) => sum + offset, 0n));
  const kit = new Kit({ run: runId, prefix: sandbox.prefix, index, portals, base, now });
  const ledger = new Ledger();
  const pusher = new Pusher({
    samples: plan(only ? plainOnly(sandbox, only) : sandbox, kit, records),
    ledger,
    wire,
    outlet,
  });
  const ears = new Ears(sandbox, wire, ledger, pusher);
  const groupId = `${portal}-sandbox-${runId}`;
  const consumer = await listen(kafka, {
    ...{ topic: `${portal}.status`, groupId, from },
    take: (bytes) => ears.take(bytes),
    failed: breakOff,
  });

  const startedAt = Date.now();
  const progress = setInterval(() => say({ event: "progress", ...ledger.totals }), progressEveryMs);
  await pusher.push();
  await ears.untilQuiet();
  clearInterval(progress);
  for (const wrong of [...ledger.wrong(), ...ledger.unanswered()]) say({ event: "wrong", ...wrong });
  say(reportOf(portal, ledger, startedAt));
  ears.aloud = true;
  if (!options.exit) return; // A real portal goes on listening: a person may still decide.
  await Promise.all([consumer.disconnect(), outlet.close()]);
  process.exit(0);
}

/** A portal that pushes nothing but plain records of one kind. */
function plainOnly(sandbox: SandboxPortal, only: string): SandboxPortal {
  const plain = sandbox.plain.filter(({ name }) => name.includes(only));
  return { ...sandbox, kinds: plain, plain };
}

/** Takes in what the portal is told. */
class Ears {
  /** says every message, since nobody counts any more */
  aloud = false;
  readonly #sandbox: SandboxPortal;
  readonly #wire: Wire;
  readonly #ledger: Ledger;
  readonly #pusher: Pusher;
  #heardAt = Date.now();

  constructor(sandbox: SandboxPortal, wire: Wire, ledger: Ledger, pusher: Pusher) {
    this.#sandbox = sandbox;
    this.#wire = wire;
    this.#ledger = ledger;
    this.#pusher = pusher;
  }

  async take(bytes: Buffer): Promise<void> {
    const { record, body } = await this.#wire.decode(bytes);
    const answer = this.#sandbox.read(record, body);
    const hash = createHash("sha256").update(bytes).digest("hex");
    const now = Date.now();
    const heard = this.#ledger.tell(answer, hash, now);
    if (!heard) return; // About an application of an earlier start.
    this.#heardAt = now;
    const { applicationId, number, content } = answer;
    if (this.aloud) say({ event: "told", applicationId, number, what: content.kind, state: heard.entry.state });
    this.#pusher.received(heard.entry);
    this.#pusher.push().catch(breakOff);
  }

  /** Resolves when all has come that must come, or nothing came for a long time. */
  async untilQuiet(): Promise<void> {
    let settledAt = 0;
    while (Date.now() - this.#heardAt < quietMs) {
      const settled = this.#pusher.done && this.#ledger.settled;
      settledAt = settled ? settledAt || Date.now() : 0;
      if (settledAt && Date.now() - settledAt >= lingerMs) return;
      await sleep(50);
    }
  }
}

function breakOff(problem: unknown): never {
  const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  process.stderr.write(`${JSON.stringify({ level: "fatal", text })}\n`);
  process.exit(1);
}

process.on("SIGTERM", () => process.exit(0));
await run(readOptions(process.argv.slice(2))).catch(breakOff);
