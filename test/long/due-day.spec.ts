import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { heapFlags, nodeFlags, root } from "../../deploy/system.ts";
import { readTownFiles, readTowns } from "../../platform/casework/towns/towns.ts";
import { call, type Params } from "../../platform/messaging/contracts/action.ts";
import { emptyEnvelope } from "../../platform/messaging/contracts/envelope.ts";
import type { Delivery } from "../../platform/messaging/engine/delivery.ts";
import { payments } from "../../services/payments/payments.ts";
import { creditorReference } from "../../services/payments/reference.ts";
import { statementPieceBytes } from "../../services/payments/statements/statement-files.ts";
import { payer } from "../../services/payments/test/account.ts";
import { type EntrySaid, statement } from "../../services/payments/test/statements.ts";
import schema from "../../services/payments/town.schema.json" with { type: "json" };
import type { TownPayments } from "../../services/payments/town.ts";
import type { Runtime } from "../support/opened.ts";
import { servers, stopWithRun } from "../support/servers.ts";
import { node, watched } from "../support/system.ts";
import { until } from "../support/until.ts";

const municipality = "055620014014";
const namespace = "due-day";
const accounts = 40_000;
const [entries, laterEntries] = [50_000, 10_000];

/** A service asks for two rates of 33 euros of an account. */
function asking(i: number): Delivery {
  const metadata = { caseId: `case ${i}`, caseNumber: `N-${i}`, account: `account-${i}`, municipality };
  const envelope = { ...emptyEnvelope, ...metadata, id: `request ${i}`, type: "payment.requested.v1" };
  const claims = ["2027-02-15", "2027-05-17"].map((dueOn) => ({ cents: 33_00, dueOn, label: "Hundesteuer" }));
  const asked = { payer, purpose: "Hundesteuer", claims, totalCents: 66_00, mandate: null, payTo: null, charge: "tax" };
  return { origin: "bus", envelope, content: { value: asked }, attempts: 0 };
}

/** What so many accounts pay, and what nobody knows the sender of, in the order in which a bank books it. */
const dayOf = (day: string, count: number): EntrySaid[] =>
  Array.from({ length: count }, (_, i) => {
    const metadata = { ref: `${day} ${i}`, cents: 33_00, text: "Hundesteuer 2026, 1. Rate, für unseren Hund" };
    if (i % 5 === 0) return { ...metadata, cents: 12_34, text: `Überweisung ${i}` };
    return { ...metadata, structured: creditorReference("GLA", `request ${i % accounts}`) };
  });

const memoryOf = (pid: number, field: "VmRSS" | "VmHWM"): number =>
  Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

describe("payments on a due day", function () {
  this.timeout(600_000);
  let child: ChildProcess | undefined;
  let caller: ServiceBroker | undefined;
  let token = "";
  let environment: Record<string, string>;

  const stop = async () => {
    if (!child || child.exitCode !== null || child.signalCode) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  /** Payments as a process of its own, with the memory that it has in a town. */
  const start = async (): Promise<number> => {
    const runner = join(root, "node_modules/moleculer/bin/moleculer-runner.mjs");
    const args = [
      ...heapFlags.alone,
      runner,
      "-c",
      "moleculer.config.ts",
      "--mask",
      "**/*.service.ts",
      "services/payments",
    ];
    child = spawn(process.execPath, [...nodeFlags, ...args], {
      ...{ cwd: root, env: { ...process.env, ...environment }, stdio: ["ignore", "ignore", "inherit"] },
    });
    await caller?.stop(); // One that has known the last process would still send calls to it.
    caller = node((await servers()).config(namespace));
    await caller.start();
    await caller.waitForServices("payments", 60_000);
    return child.pid ?? 0;
  };
  const asked = <N extends "payments.put" | "payments.statement" | "payments.ledger">(name: N, params: Params<N>) =>
    call(caller as ServiceBroker, name, params, { meta: { token }, timeout: 300_000 });
  const put = async (bytes: Buffer) => {
    const file = { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
    for (let piece = 0; piece * statementPieceBytes < bytes.length; piece += 1) {
      const data = bytes.subarray(piece * statementPieceBytes, (piece + 1) * statementPieceBytes).toString("base64");
      await asked("payments.put", { municipality, ...file, piece, data });
    }
    return file;
  };
  const bank = async () => (await asked("payments.ledger", { municipality })).balances.bank;

  before(async () => {
    const made = await servers();
    const config = made.config(namespace);
    environment = made.environment(namespace);
    token = await made.token(["operator", "caseworker"], ["*"]);
    stopWithRun(stop);
    const [towns, says] = [readTowns(), readTownFiles<TownPayments>("payments", schema)];
    let runtime: () => Runtime;
    const found = watched({ name: "payments", define: () => payments({ towns, accounts: says }) }, config);
    runtime = found.runtime;
    const filler = node(config, found.service);
    await filler.start();
    for (let i = 0; i < accounts; i += 500)
      await runtime().engine.handle(Array.from({ length: 500 }, (_, k) => asking(i + k)));
    await filler.stop();
  });
  after(async () => {
    await stop();
    await caller?.stop();
  });

  it(`takes ${entries} movements in within a minute and 250 MB`, async () => {
    const bytes = statement(
      dayOf("2026-11-16", entries).map((one) => ({ ...one, on: "2026-03-02" })),
      {
        ...{ number: 1, openingCents: 0 },
      },
    );
    const pid = await start();
    const before = memoryOf(pid, "VmRSS");
    const began = performance.now();
    const file = await put(bytes);
    const taken = await asked("payments.statement", { municipality, file });
    const seconds = (performance.now() - began) / 1_000;
    const grownMb = memoryOf(pid, "VmHWM") - before;
    console.log(JSON.stringify({ megabytes: bytes.length / 1024 / 1024, seconds, beforeMb: before, grownMb, taken }));
    expect(taken).to.include({ lines: entries, known: 0, matched: entries * 0.8, suspense: entries * 0.2, kept: 0 });
    expect(await bank()).to.equal(taken.closingCents);
    expect(seconds).to.be.below(60);
    expect(grownMb).to.be.below(250);
  });

  it("takes one that broke off in again from its beginning, and books nothing twice", async () => {
    const openingCents = await bank();
    const bytes = statement(
      dayOf("2026-11-17", laterEntries).map((one) => ({ ...one, on: "2026-03-03" })),
      {
        ...{ number: 2, openingCents },
      },
    );
    const file = await put(bytes);
    // Nobody answers any more: who asked has given up by then.
    const options = { meta: { token }, timeout: 20_000 };
    const broken = call(caller as ServiceBroker, "payments.statement", { municipality, file }, options).then(
      () => "taken in",
      () => "broke off",
    );
    await until("some of it is booked", async () => (await bank()) > openingCents, 60_000);
    await stop();
    const half = await start().then(bank);
    expect(half).to.be.above(openingCents);
    await put(bytes);
    const taken = await asked("payments.statement", { municipality, file });
    expect(half).to.be.below(taken.closingCents);
    expect(taken.known).to.be.above(0);
    expect(await bank()).to.equal(taken.closingCents);
    await put(bytes);
    expect(await asked("payments.statement", { municipality, file })).to.include({ known: laterEntries, matched: 0 });
    expect(await bank()).to.equal(taken.closingCents);
    expect(await broken).to.equal("broke off");
  });
});
