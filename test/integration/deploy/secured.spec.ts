import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { type PortalReport, startPortals } from "../../../deploy/portals.ts";
import { nodeFlags, root, type System, startSystem } from "../../../deploy/system.ts";
import { launcherEnvironment } from "../../support/bare-environment.ts";
import { makeCertificates } from "../../support/certificates.ts";
import { Collector } from "../../support/otlp.ts";
import { type SecuredServers, startSecured } from "../../support/secured.ts";
import { stopWithRun } from "../../support/servers.ts";
import { until } from "../../support/until.ts";

/** Every invented person, street and account of the sandbox carries one of these. */
const personal = /muster|beispiel|DE\d{2}0{8}/i;

describe("servers of a town's own, with TLS and passwords", function () {
  this.timeout(300_000); // The very first run fetches 370 MB.
  let servers: SecuredServers;
  let system: System | undefined;
  let reports: PortalReport[] = [];
  let environment: Record<string, string | undefined>;
  let base = "";
  let dataDir = "";
  const collector = new Collector();
  const said: string[] = [];

  const stop = async () => {
    await system?.stop();
    await servers?.stop();
    collector.close();
    rmSync(base, { recursive: true, force: true });
  };
  before(async () => {
    base = mkdtempSync(join(tmpdir(), "antragsbus-"));
    stopWithRun(stop);
    const certificates = makeCertificates(folder());
    servers = await startSecured(folder(), certificates, launcherEnvironment);
    const collecting = { user: "otlp-user", password: "otlp-secret" };
    environment = {
      ...launcherEnvironment,
      ...servers.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: await collector.open(certificates, collecting),
      OTEL_EXPORTER_OTLP_USER: collecting.user,
      OTEL_EXPORTER_OTLP_PASSWORD: collecting.password,
      OTEL_EXPORTER_OTLP_CA_FILE: certificates.files.ca,
      OTEL_METRIC_EXPORT_INTERVAL: "1000",
    };
    dataDir = folder();
    system = await startSystem({ dataDir, say: (line) => said.push(line), environment });
    const portals = startPortals({
      ...{ dataDir, samples: 40, exit: true, say: () => {} },
      env: system.env,
      environment,
    });
    reports = await portals.done;
  });
  after(stop);
  const folder = () => mkdtempSync(join(base, "data-"));

  /** A command beside the system, or on a folder of its own; asynchronous, since the town's proxy runs in here. */
  async function command(script: string, more: Record<string, string>, ...args: string[]) {
    const child = spawn(process.execPath, [...nodeFlags, join(root, script), ...args], {
      ...{ env: { ...environment, ...more }, stdio: ["ignore", "pipe", "pipe"] },
    });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, stdout, stderr };
  }

  const measured = (name: string) => collector.of(`antragsbus.${name}`);

  it("are used by services and portals alike: everything is answered", () => {
    expect(reports).to.have.length(2);
    for (const { pushed, answered, unanswered, doubled, wrong } of reports)
      expect({ pushed, answered, unanswered, doubled, wrong }).to.deep.equal({
        ...{ pushed: 20, answered: 20, unanswered: 0, doubled: 0, wrong: 0 },
      });
  });

  it("have nothing started in their place", () => {
    expect(system?.backing.started).to.deep.equal([]);
    expect(said[0]).to.equal(
      "Taken from the environment: NATS_URL, MONGODB_URL, KAFKA_BROKERS, SCHEMA_REGISTRY_URL and OTEL_EXPORTER_OTLP_ENDPOINT.",
    );
    for (const server of ["nats", "mongodb", "kafka", "apicurio", "zipkin"])
      for (const trace of [server, `logs/${server}.log`])
        expect(existsSync(join(dataDir, trace)), trace).to.equal(false);
  });

  it("are reached by an operator's commands without any variables", async () => {
    const unset = Object.fromEntries(Object.keys(servers.env).map((name) => [name, ""]));
    const { code, stdout } = await command("cli/ops.ts", unset, "lag", "--json", "--data", dataDir);
    expect(code).to.equal(0);
    expect(JSON.parse(stdout)).to.have.length.above(5);
  });

  it("get every metric that an operator watches, by service and with values that can be true", async () => {
    const services = ["intake", "identity", "dog-tax", "payments", "documents", "serviceportal-emscher-lippe"];
    // Exported every second, so what was gone through at the end of the run is seen soon after it.
    for (const gauge of ["queue.pending", "outbox.unpublished", "outbox.age", "retries", "dead"])
      await until(`${gauge} of every service is 0`, () => {
        const known = new Map(measured(gauge).map(({ attributes, value }) => [attributes["service.name"], value]));
        return services.every((service) => known.get(service) === 0);
      });
    const intake = measured("batch.size").find(({ attributes }) => attributes["service.name"] === "intake");
    expect(intake?.count).to.be.within(1, 200);
    expect(intake?.sum).to.be.within(
      reports.reduce((sum, { pushed }) => sum + pushed, 0),
      1_000,
    );
    const done = measured("messages").filter(({ attributes }) => attributes.outcome === "done");
    expect(done.map(({ attributes }) => attributes["service.name"])).to.include.members(services);
    // From the broker's timestamp of the push: to the receipt, and to the decision.
    for (const event of ["application.accepted.v1", "case.decided.v1"]) {
      const [latency] = measured("latency").filter(({ attributes }) => attributes.event === event);
      expect(latency?.count, event).to.be.within(1, 40);
      expect((latency?.sum ?? 0) / (latency?.count ?? 1), event).to.be.within(1, 60_000);
    }
  });

  it("get each service's spans as those of a service of its own", async () => {
    const services = ["intake", "identity", "dog-tax", "payments", "documents", "serviceportal-emscher-lippe"];
    await until("spans of each", () => services.every((name) => collector.spans.some((one) => one.service === name)));
    expect(collector.spans.filter(({ attributes }) => "service.name" in attributes)).to.deep.equal([]);
  });

  it("get nothing personal with traces and metrics", () => {
    expect(collector.spans).not.to.have.length(0);
    expect(collector.texts.join("").length).to.be.greaterThan(50_000);
    expect(collector.texts.flatMap((text) => personal.exec(text) ?? [])).to.deep.equal([]);
  });

  it("are named, each with its variables, when they refuse a password or are signed by somebody else", async () => {
    const wrong = { MONGODB_PASSWORD: "geheim", NATS_PASSWORD: "geheim", KAFKA_PASSWORD: "geheim" };
    const stranger = makeCertificates(folder()).files.ca;
    const { code, stderr } = await command(
      "cli/start.ts",
      { ...wrong, SCHEMA_REGISTRY_CA_FILE: stranger },
      ...["--data", folder(), "--samples", "1", "--exit"],
    );
    expect(code).to.equal(1);
    for (const [server, name] of [
      ["MONGODB", "MongoDB"],
      ["NATS", "NATS"],
      ["KAFKA", "Kafka"],
    ])
      expect(stderr).to.include(`${name} refuses ${server}_USER with ${server}_PASSWORD.`);
    expect(stderr).to.include(
      "The schema registry has a certificate that is not trusted: SCHEMA_REGISTRY_CA_FILE has to hold the CA that signed it.",
    );
    expect(stderr).not.to.match(/geheim|-secret/);
  });
});
