import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { nodeFlags, root } from "../../deploy/system.ts";
import { sha256 as hashOf } from "../../platform/messaging/ids.ts";
import { bareEnvironment } from "../support/bare-environment.ts";
import { expectAllWell, type RunningPortal, startPortal } from "../support/portal.ts";
import { type RunningSystem, runSystem } from "../support/run-system.ts";
import { until } from "../support/until.ts";

type Report = Awaited<RunningPortal["done"]>;

/** Every invented person, street and account of the sandbox carries one of these. */
const personal = /muster|beispiel|DE\d{2}0{8}/i;

describe("the whole way of an application", function () {
  this.timeout(240_000);
  let system: RunningSystem;
  let reports: Report[] = [];
  const portals = ["serviceportal-emscher-lippe", "sozialplattform-nrw"];

  before(async () => {
    system = await runSystem();
    const running = portals.map((portal, i) => startPortal(system.env, portal, 100, `${i + 1}/2`));
    reports = await Promise.all(running.map(({ done }) => done));
  });
  after(() => system?.stop());

  const ops = (...args: string[]) => {
    const script = join(root, "cli/ops.ts");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...nodeFlags, script, ...args, "--data", system.dataDir],
      {
        encoding: "utf8",
        env: bareEnvironment,
      },
    );
    return { status, stdout, stderr };
  };
  const json = (...args: string[]) => {
    const { stdout, stderr } = ops(...args, "--json");
    expect(stderr).to.equal("");
    return JSON.parse(stdout);
  };
  type Task = { caseNumber: string; municipality: string; version: number; service: string; reasons: string[] };
  const worklist = (...args: string[]) => (json("worklist", "--all", ...args) as { tasks: Task[] }).tasks;
  const decided = () =>
    reports
      .flatMap(({ applications }) => applications)
      .find(({ service, state }) => service === "dog-tax" && state === "assessed");

  it("answers every record of both portals, each as its sample says", () => {
    for (const report of reports) expectAllWell(report, 50);
  });

  it("shows one application as one trace with every hop", async () => {
    const application = decided();
    const hops = [
      "serviceportal-emscher-lippe|sozialplattform-nrw",
      "intake",
      "identity",
      "dog-tax",
      "payments",
      "documents",
    ];
    const spans = await until("the whole trace", async () => {
      const answer = await fetch(`${system.env.ZIPKIN_URL}/api/v2/trace/${application?.traceId}`);
      if (!answer.ok) return false;
      const found = (await answer.json()) as {
        name: string;
        kind?: string;
        localEndpoint: { serviceName: string };
        tags: Record<string, string>;
        parentId?: string;
      }[];
      const services = found.map(({ localEndpoint }) => localEndpoint.serviceName);
      const complete = hops.every((hop) => services.some((name) => new RegExp(`^(${hop})$`).test(name)));
      return complete && found.filter(({ kind }) => kind === "PRODUCER").length >= 4 && found;
    });
    const names = spans.map(({ name }) => name).join("\n");
    expect(names)
      .to.match(/process (serviceportal-emscher-lippe|sozialplattform-nrw)\.applications/)
      .and.match(/process record\.application/)
      .and.match(/process application\.accepted\.v1/);
    expect(names)
      .to.match(/payment\.requested\.v1/)
      .and.match(/notice\.requested\.v1/)
      .and.match(/send (serviceportal-emscher-lippe|sozialplattform-nrw)\.status/);
    expect(spans.every(({ parentId }) => parentId)).to.equal(true);
    expect(spans.some(({ tags }) => tags["antragsbus.case.number"] === application?.caseNumber)).to.equal(true);
  });

  it("has nothing personal in any trace", async () => {
    const answer = await fetch(`${system.env.ZIPKIN_URL}/api/v2/traces?limit=500&lookback=3600000`);
    const text = await answer.text();
    expect(text.length).to.be.greaterThan(50_000);
    expect(personal.exec(text)?.[0]).to.equal(undefined);
  });

  it("has nothing personal in any log, and JSON on every line", () => {
    const log = readFileSync(join(system.dataDir, "logs/all-in-one.log"), "utf8").trim();
    expect(
      log
        .split("\n")
        .map((line) => typeof JSON.parse(line))
        .every((kind) => kind === "object"),
    ).to.equal(true);
    expect(log.match(/whoever reaches this NATS can act as a service/g)).to.have.length(1);
    const files = system.logFolders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
    expect(files).to.have.length.above(6);
    for (const file of files) expect(personal.exec(readFileSync(file, "utf8"))?.[0], file).to.equal(undefined);
  });

  it("tells an operator a case's way, and what is no case number or no case", () => {
    const { caseNumber = "" } = decided() ?? {};
    const { entries } = json("case", caseNumber) as { entries: { event: string }[] };
    const events = entries.map(({ event }) => event);
    expect(events).to.include.members([
      "application.accepted.v1",
      "identity.confirmed.v1",
      "case.decided.v1",
      "payment.arranged.v1",
      "document.issued.v1",
    ]);
    expect(ops("case", `${caseNumber.slice(0, -1)}x`)).to.include({ status: 2 });
    expect(ops("case", "GLA-26-00000-00000-00").stderr).to.match(/check digits/);
    expect(ops("nonsense")).to.include({ status: 2 });
  });

  it("lets a case worker decide once, and the portal hears of it", async () => {
    const tasks = worklist();
    const task = tasks.find(
      ({ service, reasons }) =>
        service === "residence-certificate" && !reasons.some((reason) => /block|extended/.test(reason)),
    );
    if (!task) throw new Error("nothing waits for a person");
    const file = json("file", task.caseNumber) as { form: string; applicant: object; reasons: { code: string }[] };
    expect(file).to.include({ form: "residence-certificate.v1", version: task.version });
    expect(file.applicant).to.have.property("familyName");
    expect(file.reasons.map(({ code }) => code)).to.deep.equal(task.reasons);
    const decide = (...more: string[]) => ops("decide", task.caseNumber, "grant", "Angaben", "geprüft", ...more);
    expect(decide().stderr).to.match(/Which version was looked at\? --version N, as ops worklist/);
    expect(decide("--version", `${task.version - 1}`).stderr).to.match(/version-conflict/);
    const command = JSON.stringify({ caseNumber: task.caseNumber, outcome: "grant", reason: "Angaben geprüft" });
    expect(ops("act", "residence-certificate", "decide", command).stderr).to.match(/Which version was looked at/);
    expect(decide("--version", `${task.version}`)).to.include({ status: 0, stderr: "" });
    expect(decide("--version", `${task.version}`).stderr).to.match(/waits for no decision/);
    const events = await until("told", () => {
      const { entries } = json("case", task.caseNumber) as { entries: { event: string; actor?: string }[] };
      return entries.some(({ event }) => event === "document.issued.v1") && entries;
    });
    expect(events.filter(({ actor }) => actor).map(({ event }) => event)).to.include("case.decided.v1");
    expect(new Set(events.map(({ actor = "sandbox-anna" }) => actor))).to.deep.equal(new Set(["sandbox-anna"]));
    const looks = json("looks", task.caseNumber) as { service: string; action: string; actor: string }[];
    expect(looks.map(({ service, action }) => `${service} ${action}`)).to.include("residence-certificate case-file");
  });

  it("lets each office see and decide what is its own, and people call nothing that is for services", () => {
    const services = (name: string) => new Set(worklist("--as", name).map(({ service }) => service));
    const all = worklist();
    for (const [name, service] of [
      ["steuer", "dog-tax"],
      ["sozial", "subsistence-aid"],
    ] as const) {
      const own = all.filter((task) => task.service === service);
      expect(own.length, service).to.be.greaterThan(0);
      expect(services(name)).to.deep.equal(new Set([service]));
    }
    const social = all.find(({ service }) => service === "subsistence-aid");
    expect(ops("file", social?.caseNumber ?? "", "--as", "steuer").stderr).to.match(/not-permitted/);
    const { caseNumber = "" } = decided() ?? {};
    const settle = ops("payments", "settle", caseNumber, "keep", "Ist", "bezahlt.");
    expect(settle.stderr).to.match(/Which version was looked at\? --version N, as ops payments waiting/);
    expect(ops("worklist", "--as", "erika").stderr).to.match(/The sandbox has no "erika"/);
    const piece = { municipality: "055620014014", sha256: "a".repeat(64), piece: 0 };
    const file = { ...piece, mediaType: "text/plain", bytes: 1, data: "YQ==" };
    const refused = (...args: string[]) => expect(ops("act", ...args).stderr, args[1]).to.match(/not-permitted/);
    refused("catalogue", "offers", "{}");
    refused("intake", "receive", '{"portal": "p", "items": []}');
    refused("documents", "put", JSON.stringify(file));
    refused("documents", "read", JSON.stringify(piece), "--as", "steuer");
    expect(ops("act", "documents", "read", JSON.stringify(piece)).stderr).to.match(/not-found/);
    type File = { caseNumber: string; municipality: string; attachments: { sha256: string; bytes: number }[] };
    let found: File | undefined;
    for (const { service, caseNumber } of all) {
      if (found?.attachments.length) break;
      if (service === "subsistence-aid") found = { ...(json("file", caseNumber) as File), caseNumber };
    }
    const { caseNumber: aided = "", municipality = "", attachments = [] } = found ?? {};
    const { sha256 = "", bytes } = attachments[0] ?? {};
    expect(json("act", "documents", "read", JSON.stringify({ municipality, sha256, piece: 0 }))).to.include({ bytes });
    const saved = join(system.dataDir, "anlage.pdf");
    expect(ops("attachment", aided, "1", "--to", saved, "--as", "steuer").stderr).to.match(/not-permitted/);
    expect(ops("attachment", aided, "1", "--to", saved, "--as", "sozial")).to.include({ status: 0, stderr: "" });
    expect(hashOf(readFileSync(saved))).to.equal(sha256);
    expect(json("looks", sha256)).to.have.length(1).and.have.nested.property("[0].actor", "sandbox-anna");
  });

  it("lets a case worker certify what an extended certificate was asked for, and no less", () => {
    const tasks = worklist();
    const { caseNumber = "", version } = tasks.find(({ reasons }) => reasons.join() === "extended-certificate") ?? {};
    const { data } = json("file", caseNumber) as { data: { data: string[] } };
    const decide = (...more: string[]) =>
      ops("decide", caseNumber, "grant", "Geprüft.", "--version", `${version}`, ...more);
    expect(decide().stderr).to.include(data.data.join(", "));
    const certified = data.data.flatMap((datum) => ["--certified", `${datum}=erfunden`]);
    expect(decide(...certified).status).to.equal(0);
  });

  it("lets a case worker remedy an objection to a dog's tax: its notice and the money follow", async () => {
    const tasks = worklist();
    const task = tasks.find(({ service, reasons }) => service === "dog-tax" && reasons.includes("objection"));
    if (!task) throw new Error("no objection waits");
    const decide = (...more: string[]) =>
      ops("decide", task.caseNumber, "grant", "Ein", "Assistenzhund.", "--version", `${task.version}`, ...more);
    expect(decide().stderr).to.match(/bitte angeben, was stattdessen gilt: instead\.facts/);
    expect(decide("--facts", "falsch").stderr).to.match(/--facts takes JSON/);
    expect(decide("--facts", '{"keptSince": 7}').stderr).to.match(/keptSince/);
    expect(decide("--amount-cents", "0", "--in-part").stderr).to.equal("");
    const events = () =>
      (json("case", task.caseNumber) as { entries: { event: string; detail: string }[] }).entries.filter(
        ({ event }) => event === "document.issued.v1" || event === "payment.requested.v1",
      );
    await until("the notice of the remedy", () => events().length === 4);
    const { difference } = json("payments", "ledger", "--town", task.municipality) as { difference: number };
    expect(difference).to.equal(0);
  });

  it("leaves nothing behind in any queue, and no dead letter", async () => {
    await until("all queues empty", () => {
      const all = json("lag") as {
        consumers: { pending: number }[];
        outbox: { unpublished: number };
        retries: number;
        dead: number;
      }[];
      return all.every(
        ({ consumers, outbox, retries, dead }) =>
          consumers.every(({ pending }) => !pending) && !outbox.unpublished && !retries && !dead,
      );
    });
  });
});
