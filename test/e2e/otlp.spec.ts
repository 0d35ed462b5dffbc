import { join } from "node:path";
import { expect } from "chai";
import { type Consumer, type IHeaders, Kafka, logLevel } from "kafkajs";
import { run } from "../../deploy/backing/install/run.ts";
import type { Supervised } from "../../deploy/processes/supervise.ts";
import { nodeFlags, root } from "../../deploy/system.ts";
import { Collector } from "../support/otlp.ts";
import type { ExportedSpan } from "../support/otlp-spans.ts";
import { town } from "../support/run-system.ts";
import { startServices } from "../support/some-services.ts";
import { until } from "../support/until.ts";

const portal = "serviceportal-emscher-lippe";
const tracestate = "vendor=00f067aa0ba902b7,tenant@other=t61rcWkgMzE";
const connector = `connectors/portals/${portal}`;
/** What spans said before, under names that nobody else knew. */
const former =
  /^(service\.name|message\.(id|type)|batch\.messages|case\.(id|number)|service\.key|municipality|portal)$/;
/** The way of a record that nobody can read: from the portal to intake, and the refusal back. */
const way = [
  [portal, `process ${portal}.applications`, "kafka"],
  ["intake", "process record.unreadable", "antragsbus"],
  [portal, "process record.refused.v1", "nats"],
  [portal, `send ${portal}.status`, "kafka"],
] as const;

describe("services over OTLP", function () {
  this.timeout(240_000);
  let env: Record<string, string>;
  let folder = "";
  let kafka: Kafka;
  let portalReads: Consumer;
  let collector: Collector;
  const running: Supervised[] = [];
  const answers = new Map<string, IHeaders>();

  before(async () => {
    const { env: known, folder: data } = await town();
    const set = Object.entries({ ...known, LOG_LEVEL: "info" }).filter(([, value]) => value !== undefined);
    env = Object.fromEntries(set) as Record<string, string>;
    folder = data;
    const prepared = await run(process.execPath, [...nodeFlags, join(root, "deploy/prepare.ts")], { env, cwd: root });
    expect(prepared.code, prepared.output).to.equal(0);
    kafka = new Kafka({ brokers: (env.KAFKA_BROKERS ?? "").split(","), logLevel: logLevel.NOTHING });
    portalReads = kafka.consumer({ groupId: `reads-${crypto.randomUUID()}`, maxWaitTimeInMs: 100 });
    await portalReads.connect();
    await portalReads.subscribe({ topic: `${portal}.status`, fromBeginning: true });
    await portalReads.run({
      eachMessage: async ({ message: { key, headers = {} } }) => void answers.set(String(key), headers),
    });
  });
  after(() => portalReads?.disconnect());
  beforeEach(() => {
    collector = new Collector();
  });
  afterEach(async () => {
    await stopAll();
    collector.close();
  });

  async function start(folders: string[], more: Record<string, string>): Promise<void> {
    running.push(await startServices(folders, { folder, env: { ...env, ...more } }));
  }
  /** Whoever stops sends what is still buffered: what has not come by then never does. */
  async function stopAll(): Promise<void> {
    await Promise.all(running.splice(0).map((process) => process.stop()));
  }

  /** Pushes a record that cannot be read and waits for its answer. @returns the trace that it began and that has it */
  async function pushed(): Promise<{ traceId: string; headers: Record<string, string> }> {
    const traceId = crypto.randomUUID().replaceAll("-", "");
    const headers = { traceparent: `00-${traceId}-${"b".repeat(16)}-01`, tracestate };
    const producer = kafka.producer();
    await producer.connect();
    const message = { key: traceId, value: Buffer.from("no record"), headers };
    await producer.send({ topic: `${portal}.applications`, messages: [message] });
    await producer.disconnect();
    const answer = await until("an answer", () => answers.get(traceId), 60_000);
    const texts = Object.entries(answer).map(([name, value]) => [name, String(value)] as const);
    return { traceId, headers: Object.fromEntries(texts) };
  }

  const inTrace = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId);
  const found = (spans: readonly ExportedSpan[]) =>
    spans.map(({ service, name, attributes }) => [service, name, attributes["messaging.system.name"]]);

  /** What every span says, whichever process sends it. */
  function expectConventions(spans: readonly ExportedSpan[]): void {
    const names = spans.flatMap(({ attributes }) => Object.keys(attributes));
    expect(names.filter((name) => former.test(name))).to.deep.equal([]);
    expect(names.filter((name) => !/^(messaging|antragsbus|kafka|error)\./.test(name))).to.deep.equal([]);
    for (const { name, attributes } of spans) {
      const [operation, destination = ""] = name.split(" ");
      expect(attributes["messaging.operation.name"]).to.equal(operation);
      if (operation === "process_batch") expect(Number(attributes["messaging.batch.message_count"])).to.be.at.least(1);
      else {
        expect(attributes).to.include({ "messaging.operation.type": operation });
        expect(attributes["messaging.destination.name"]).to.equal(destination);
        expect(attributes["messaging.message.id"]).to.match(/./);
      }
    }
  }

  /** The trace is whole, and what the portal's own tracing wanted to be kept is in it, up to the answer. */
  function expectTrace(traceId: string, headers: Record<string, string>): void {
    const spans = inTrace(traceId);
    for (const { traceState, attributes } of spans) {
      expect(traceState).to.equal(tracestate);
      expect(attributes).to.include({ "antragsbus.portal": portal });
    }
    const [read, ...later] = way.map(([, name]) => spans.find((span) => span.name === name));
    expect(read).to.include({ parentSpanId: "b".repeat(16), kind: 5 });
    expect(read?.attributes).to.include({ "messaging.consumer.group.name": portal });
    expect(read?.attributes["kafka.offset"]).to.match(/^\d+$/);
    expect(read?.attributes["messaging.destination.partition.id"]).to.match(/^\d$/);
    const parents = [read, ...later].map((span) => span?.spanId);
    expect(later.map((span) => span?.parentSpanId)).to.deep.equal(parents.slice(0, -1));
    expect(headers).to.deep.equal({ traceparent: `00-${traceId}-${parents.at(-1)}-01`, tracestate });
  }

  it("are each a resource of its own in one process, by one exporter", async () => {
    await start(["services/intake", connector], {
      OTEL_EXPORTER_OTLP_ENDPOINT: await collector.openPlain(),
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test,service.name=one-for-all",
      OTEL_SERVICE_NAME: "one-for-all",
    });
    const { traceId, headers } = await pushed();
    await stopAll();
    expect(found(inTrace(traceId))).to.have.deep.members(way);
    expectTrace(traceId, headers);
    expectConventions(collector.spans);
    const services = new Set(collector.spans.map(({ service }) => service));
    expect([...services]).to.have.members(["intake", portal]);
    for (const { resource } of collector.spans)
      expect(resource).to.include({ "deployment.environment.name": "test", "telemetry.sdk.language": "nodejs" });
    expect(collector.spans.some(({ name }) => name === "process_batch")).to.equal(true);
    expect(collector.of("antragsbus.batch.size").map(({ attributes }) => attributes["service.name"])).to.have.members([
      "intake",
      portal,
    ]);
  });

  it("are what the SDK's variables say, each in a process of its own", async () => {
    const endpoint = await collector.openPlain();
    const alone = {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint}/spans-only`,
      OTEL_EXPORTER_OTLP_HEADERS: "x-town=gladbeck",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
      OTEL_TRACES_SAMPLER: "parentbased_always_off", // Batches begin traces of their own: none of them is sampled.
    };
    await Promise.all([
      start(["services/intake"], { ...alone, OTEL_SERVICE_NAME: "reception" }),
      start([connector], alone),
    ]);
    const { traceId, headers } = await pushed();
    await stopAll();
    const renamed = way.map(([service, ...rest]) => [service === "intake" ? "reception" : service, ...rest]);
    expect(found(inTrace(traceId))).to.have.deep.members(renamed);
    expectTrace(traceId, headers);
    expectConventions(collector.spans);
    for (const { name, resource } of collector.spans) {
      expect(name).not.to.equal("process_batch");
      expect(resource).to.include({ "deployment.environment.name": "test" });
      expect(resource["service.instance.id"]).to.match(/^[0-9a-f-]{36}$/);
      expect(Object.keys(resource).filter((one) => one.startsWith("process."))).to.deep.equal([]);
    }
    for (const one of collector.headers) expect(one).to.include({ "x-town": "gladbeck" });
    expect(collector.of("antragsbus.batch.size")).to.deep.equal([]);
  });

  it("send nothing where the SDK is disabled, and keep the portal's trace", async () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = await collector.openPlain();
    await start(["services/intake", connector], { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: "true" });
    const { traceId, headers } = await pushed();
    await stopAll();
    expect(headers).to.deep.equal({ traceparent: `00-${traceId}-${"b".repeat(16)}-01`, tracestate });
    expect(collector.headers).to.deep.equal([]);
  });
});
