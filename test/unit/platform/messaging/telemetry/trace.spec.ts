import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { emptyResource } from "@opentelemetry/resources";
import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { expect } from "chai";
import { type Envelope, emptyEnvelope, readEnvelope } from "../../../../../platform/messaging/contracts/envelope.ts";
import { ServiceProviders } from "../../../../../platform/messaging/telemetry/providers.ts";
import {
  failHop,
  startBatch,
  startHop,
  type Trace,
  traceIdOf,
  traceOf,
} from "../../../../../platform/messaging/telemetry/trace.ts";

const [traceId, spanId] = ["a".repeat(32), "b".repeat(16)];
const traceparent = `00-${traceId}-${spanId}-01`;
const type = "application.accepted.v1";

describe("spans of messages", () => {
  const exporter = new InMemorySpanExporter();
  before(() => {
    const processor = new SimpleSpanProcessor({ exporter });
    trace.setGlobalTracerProvider(new ServiceProviders([processor], emptyResource()));
  });
  after(() => trace.disable());
  beforeEach(() => exporter.reset());

  const envelope = (metadata: Partial<Envelope> = {}): Envelope => ({ ...emptyEnvelope, id: "m-1", type, ...metadata });
  function ended(service: string, metadata: Partial<Envelope> = {}) {
    const hop = startHop(service, "process", { system: "nats", name: type, group: `n-${service}` }, envelope(metadata));
    hop.end();
    const span = exporter.getFinishedSpans().at(-1);
    if (!span) throw new Error("nothing was exported");
    return span;
  }
  /** What goes on behind a hop of a message with this trace. */
  function onward(from: Partial<Trace>): Trace {
    const hop = startHop("intake", "process", { system: "nats", name: type }, envelope(from));
    hop.end();
    return traceOf(hop);
  }

  it("belong each to a resource of their own service", () => {
    const named = ["intake", "dog-tax", "intake"].map((service) => ended(service).resource);
    expect(named.map(({ attributes }) => attributes["service.name"])).to.deep.equal(["intake", "dog-tax", "intake"]);
    expect(named[0]).to.equal(named[2]);
  });

  it("say by the conventions what is done with which message, and what else is known of it and not personal", () => {
    const known = { caseId: "c", caseNumber: "GLA-1", municipality: "055620014014", portal: "p", serviceKey: "99" };
    const span = ended("intake", { ...known, account: "hash", applicationId: "S-1", applicant: "hash", traceparent });
    expect(span).to.include({ name: `process ${type}`, kind: SpanKind.CONSUMER });
    expect(span.attributes).to.deep.equal({
      "messaging.system.name": "nats",
      "messaging.operation.name": "process",
      "messaging.operation.type": "process",
      "messaging.destination.name": type,
      "messaging.consumer.group.name": "n-intake",
      "messaging.message.id": "m-1",
      "antragsbus.case.id": "c",
      "antragsbus.case.number": "GLA-1",
      "antragsbus.municipality": "055620014014",
      "antragsbus.portal": "p",
      "antragsbus.service.key": "99",
    });
    expect(span.parentSpanContext).to.include({ traceId, spanId, isRemote: true });
  });

  it("say of a record in Kafka where it lies, and of one that is sent where to", () => {
    const [name, partition, offset] = ["p.applications", 0, "7"];
    startHop("p", "process", { system: "kafka", name, partition, offset }, envelope()).end();
    startHop("p", "send", { system: "kafka", name: "p.status" }, envelope()).end();
    const [read, sent] = exporter.getFinishedSpans();
    expect(read).to.include({ name: `process ${name}`, kind: SpanKind.CONSUMER });
    expect(read?.attributes).to.include({ "messaging.destination.partition.id": "0", "kafka.offset": 7 });
    expect(sent).to.include({ name: "send p.status", kind: SpanKind.PRODUCER });
    expect(sent?.attributes).to.include({ "messaging.system.name": "kafka", "messaging.operation.type": "send" });
  });

  it("of a batch count its messages and link to them", () => {
    const hops = Array.from({ length: 120 }, () =>
      startHop("p", "process", { system: "nats", name: type }, envelope()),
    );
    startBatch("p", hops).end();
    const batch = exporter.getFinishedSpans().at(-1);
    expect(batch).to.include({ name: "process_batch", kind: SpanKind.INTERNAL });
    expect(batch?.attributes).to.include({ "messaging.batch.message_count": 120 });
    expect(batch?.links).to.have.length(100);
  });

  it("of what failed name the code", () => {
    const hop = startHop("p", "process", { system: "nats", name: type }, envelope());
    failHop(hop, "bad-contract");
    hop.end();
    const [span] = exporter.getFinishedSpans();
    expect(span?.attributes).to.include({ "error.type": "bad-contract" });
    expect(span?.status).to.deep.equal({ code: SpanStatusCode.ERROR, message: "bad-contract" });
  });

  it("are in the trace that a message comes with, whose tracestate goes on as it is", () => {
    const tracestate = "vendor=00f067aa0ba902b7,tenant@other=t61rcWkgMzE";
    const on = onward({ traceparent, tracestate });
    expect(on).to.have.property("tracestate", tracestate);
    expect(on.traceparent).to.match(new RegExp(`^00-${traceId}-(?!${spanId})[0-9a-f]{16}-01$`));
    expect(onward(on)).to.have.property("tracestate", tracestate);
    expect(traceIdOf(on.traceparent)).to.equal(traceId);
    expect(exporter.getFinishedSpans()[0]?.spanContext().traceState?.serialize()).to.equal(tracestate);
  });

  it("begin a trace of their own, without tracestate, where a message comes with none that fits", () => {
    for (const none of ["", "geheim", `00-${"0".repeat(32)}-${spanId}-01`, `ff-${traceId}-${spanId}-01`]) {
      const on = onward({ traceparent: none, tracestate: "vendor=1" });
      expect(on.traceparent, none).to.match(/^00-(?!a{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(on.tracestate).to.equal("");
    }
    expect(traceIdOf("geheim")).to.equal("");
  });

  it("are not recorded where the portal has decided so, and its trace goes on", () => {
    const on = onward({ traceparent: traceparent.replace(/01$/, "00"), tracestate: "vendor=1" });
    expect(on.traceparent).to.match(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    expect(on.tracestate).to.equal("vendor=1");
    expect(exporter.getFinishedSpans()).to.deep.equal([]);
  });

  it("of an envelope that an earlier version wrote know no tracestate", () => {
    const { tracestate: _, ...earlier } = envelope({ traceparent });
    expect(onward(earlier)).to.have.property("tracestate", "");
  });
});

describe("traces without telemetry", () => {
  it("go on as they came", () => {
    const came = { traceparent, tracestate: "vendor=1" };
    const hop = (from: Partial<Trace>) =>
      startHop("intake", "process", { system: "nats", name: type }, { ...emptyEnvelope, ...from });
    expect(traceOf(hop(came))).to.deep.equal(came);
    expect(traceOf(hop({ traceparent: traceparent.replace(/01$/, "ff") }))).to.include({ traceparent });
    expect(traceOf(hop({}))).to.deep.equal({ traceparent: "", tracestate: "" });
  });
});

describe("the tracestate in an envelope", () => {
  it("fails no message: what does not fit is left out", () => {
    const read = (tracestate: unknown) => readEnvelope(JSON.stringify({ id: "m-1", type, tracestate }))?.tracestate;
    expect(read("vendor=1, other=2")).to.equal("vendor=1, other=2");
    expect(read("v".repeat(512))).to.have.length(512);
    for (const none of ["v".repeat(513), 7, null, {}, undefined]) expect(read(none)).to.equal("");
  });
});
