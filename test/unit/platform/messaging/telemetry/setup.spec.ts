import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { nodeFlags, root } from "../../../../../deploy/system.ts";
import { bareEnvironment } from "../../../../support/bare-environment.ts";

const needed = {
  MONGODB_URL: "mongodb://127.0.0.1:1/",
  NATS_URL: "nats://127.0.0.1:1",
  KAFKA_BROKERS: "127.0.0.1:1",
  SCHEMA_REGISTRY_URL: "http://127.0.0.1:1",
  HASH_KEY: Buffer.alloc(32, 7).toString("base64url"),
  ACTOR_JWKS: '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"}]}',
  ACTOR_ISSUER: "tests",
  ACTOR_AUDIENCE: "antragsbus",
};
const sdk = "@opentelemetry/sdk-node";

describe("telemetry of a process", function () {
  this.timeout(30_000);
  const received: string[] = [];
  const receiver = createServer((incoming, response) => {
    received.push(`${incoming.url} ${incoming.headers["content-type"]}`);
    incoming.resume();
    incoming.on("end", () => response.end());
  });
  let url = "";
  before(async () => {
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const address = receiver.address();
    url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  });
  after(() => {
    receiver.close();
    receiver.closeAllConnections();
  });

  /** Runs a process to its end. @returns which packages it has loaded, and what it sent where */
  async function run(services: string[], environment: Record<string, string>) {
    received.length = 0;
    const script = join(root, "test/support/telemetry-process.ts");
    const child = spawn(process.execPath, [...nodeFlags, script, ...services], {
      ...{ cwd: root, stdio: ["ignore", "pipe", "pipe"], env: { ...bareEnvironment, ...needed, ...environment } },
    });
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(errors).to.equal("");
    return { loaded: JSON.parse(output) as string[], sent: received.toSorted() };
  }

  it("loads nothing that sends where there is nowhere to send to", async () => {
    const { loaded, sent } = await run(["intake"], {});
    expect(loaded).to.have.members(["api", "core", "semantic-conventions"].map((name) => `@opentelemetry/${name}`));
    expect(sent).to.deep.equal([]);
  });

  it("needs no SDK for the local viewer, nor for several services over OTLP", async () => {
    const viewer = await run(["intake"], { ZIPKIN_URL: url });
    expect(viewer.sent).to.deep.equal(["/api/v2/spans application/json"]);
    const several = await run(["intake", "identity"], { OTEL_EXPORTER_OTLP_ENDPOINT: url, ZIPKIN_URL: url });
    expect(several.sent).to.deep.equal(["/v1/metrics application/json", "/v1/traces application/json"]);
    for (const { loaded } of [viewer, several]) expect(loaded).not.to.include(sdk);
    expect(viewer.loaded.join()).not.to.include("otlp");
    expect(several.loaded.join()).not.to.include("zipkin");
  });

  it("is the SDK's for one service over OTLP, in the protocol that its variables name", async () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = url;
    const json = await run(["intake"], { OTEL_EXPORTER_OTLP_ENDPOINT });
    expect(json.loaded).to.include(sdk);
    expect(json.sent).to.deep.equal(["/v1/metrics application/json", "/v1/traces application/json"]);
    const protobuf = { OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf", OTEL_METRICS_EXPORTER: "none" };
    const { sent } = await run(["intake"], { OTEL_EXPORTER_OTLP_ENDPOINT, ...protobuf });
    expect(sent).to.deep.equal(["/v1/traces application/x-protobuf"]);
  });

  it("is off where the SDK's variable says so", async () => {
    for (const services of [["intake"], ["intake", "identity"]]) {
      const where = { OTEL_EXPORTER_OTLP_ENDPOINT: url, ZIPKIN_URL: url };
      expect((await run(services, { ...where, OTEL_SDK_DISABLED: "true" })).sent).to.deep.equal([]);
    }
  });
});
