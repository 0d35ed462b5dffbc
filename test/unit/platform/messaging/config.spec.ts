import { expect } from "chai";
import { ConfigError, readConfig } from "../../../../platform/messaging/config.ts";

const good = {
  MONGODB_URL: "mongodb://127.0.0.1:27017/?replicaSet=rs0",
  NATS_URL: "nats://127.0.0.1:4222",
  KAFKA_BROKERS: "127.0.0.1:9092, broker.example:9093",
  SCHEMA_REGISTRY_URL: "http://127.0.0.1:8080/apis/ccompat/v7",
  HASH_KEY: Buffer.alloc(32, 7).toString("base64url"),
  ACTOR_JWKS: '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"}]}',
  ACTOR_ISSUER: "https://login.example",
  ACTOR_AUDIENCE: "antragsbus",
};

function problems(environment: Record<string, string | undefined>): string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe("configuration", () => {
  it("is read from the environment", () => {
    const config = readConfig({ ...good, ANTRAGSBUS_NAMESPACE: "test-1", LOG_LEVEL: "warn" });
    expect(config.kafka.brokers).to.deep.equal(["127.0.0.1:9092", "broker.example:9093"]);
    expect(config).to.include({ namespace: "test-1", logLevel: "warn", metricsEveryMs: 10_000 });
    expect(config.otlp).to.deep.include({ tracesUrl: undefined, metricsUrl: undefined, disabled: false });
    expect(config.mongodb).to.deep.include({ url: good.MONGODB_URL, user: undefined });
    expect(config.hashKey.symmetricKeySize).to.equal(32);
  });

  it("needs no more than the servers and the keys", () => {
    expect(readConfig(good)).to.include({ namespace: "", logLevel: "info" });
  });

  it("names everything that is missing at once", () => {
    expect(problems({})).to.deep.equal(Object.keys(good).map((name) => `${name} is missing`));
    expect(problems({ ...good, NATS_URL: "" })).to.deep.equal(["NATS_URL is missing"]);
  });

  const bad: Record<string, [string, string]> = {
    MONGODB_URL: ["http://geheim", "has to start with mongodb:// or mongodb+srv://"],
    NATS_URL: ["geheim", "cannot be read"],
    KAFKA_BROKERS: ["geheim", "has to be host:port, separated by commas"],
    SCHEMA_REGISTRY_URL: ["ftp://geheim", "has to start with http:// or https://"],
    HASH_KEY: ["geheim", "has to be at least 32 bytes in base64url"],
    ACTOR_JWKS: ['{"keys":[]}', "has to be a JSON Web Key Set with at least one key"],
    MONGODB_CA_FILE: ["/geheim/ca.pem", "cannot be read"],
    KAFKA_CA_FILE: ["/geheim/ca.pem", "cannot be read"],
    NATS_CA_FILE: ["/geheim/ca.pem", "cannot be read"],
    SCHEMA_REGISTRY_CA_FILE: ["/geheim/ca.pem", "cannot be read"],
    OTEL_EXPORTER_OTLP_CA_FILE: ["/geheim/ca.pem", "cannot be read"],
    OTEL_METRIC_EXPORT_INTERVAL: ["geheim", "has to be milliseconds, 100 or more"],
    OTEL_EXPORTER_OTLP_ENDPOINT: ["geheim:4318", "has to start with http:// or https://"],
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ["ftp://geheim", "has to start with http:// or https://"],
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: ["geheim", "cannot be read"],
    OTEL_BSP_MAX_QUEUE_SIZE: ["geheim", "has to be a whole number, 1 or more"],
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: ["0", "has to be a whole number, 1 or more"],
    OTEL_BSP_SCHEDULE_DELAY: ["1.5", "has to be a whole number, 1 or more"],
    OTEL_BSP_EXPORT_TIMEOUT: ["-1", "has to be a whole number, 1 or more"],
    ZIPKIN_URL: ["//geheim", "cannot be read"],
    LOG_LEVEL: ["geheim", "has to be one of debug, info, warn, error"],
    PAYMENT_PROVIDER: ["geheim", "has to be one of sandbox"],
    ANTRAGSBUS_NAMESPACE: ["Geheim!", "has to be up to 20 of a-z, 0-9, -"],
  };
  for (const [name, [value, because]] of Object.entries(bad))
    it(`refuses a bad ${name} and says why`, () => {
      expect(problems({ ...good, [name]: value })).to.deep.equal([`${name} ${because}`]);
    });

  it("names every bad variable at once, and no value", () => {
    const environment = { ...good, ...Object.fromEntries(Object.entries(bad).map(([name, [value]]) => [name, value])) };
    const found = problems(environment);
    expect(found.map((line) => line.split(" ")[0])).to.have.members(Object.keys(bad));
    expect(() => readConfig(environment))
      .to.throw(ConfigError)
      .with.property("message")
      .not.match(/geheim/i);
  });

  it("wants user and password together, and does not name either's value", () => {
    for (const server of ["MONGODB", "NATS", "KAFKA", "SCHEMA_REGISTRY", "OTEL_EXPORTER_OTLP"])
      for (const half of ["USER", "PASSWORD"])
        expect(problems({ ...good, [`${server}_${half}`]: "geheim" })).to.deep.equal([
          `${server}_USER and ${server}_PASSWORD have to be set together`,
        ]);
    const { nats } = readConfig({ ...good, NATS_USER: "intake", NATS_PASSWORD: "geheim" });
    expect(nats).to.include({ user: "intake", password: "geheim" });
  });

  const beyond = [
    "nats://10.0.0.5:4222",
    "tls://nats.example:4222",
    "nats://127.0.0.1:4222,nats://nats.example:4222",
    "nats://127.0.0.1:4222, 10.0.0.5:4222",
    "nats://geheim:geheim@nats.example:4222",
    "nats://127.0.0.1.example:4222",
    "nats://localhost.example:4222",
    "nats://[2001:db8::1]:4222",
    "nats://0.0.0.0:4222",
  ];
  for (const NATS_URL of beyond)
    it(`refuses ${NATS_URL.replaceAll("geheim", "x")} without a password, and says what to do`, () => {
      const [problem = "", ...more] = problems({ ...good, NATS_URL });
      expect(more).to.deep.equal([]);
      expect(problem).to.match(/^NATS_URL names a server beyond this machine .*: set NATS_USER and NATS_PASSWORD/);
      expect(problem).not.to.include("geheim");
      expect(problems({ ...good, NATS_URL, NATS_USER: "intake", NATS_PASSWORD: "geheim" })).to.deep.equal([]);
    });

  it("takes a NATS on this machine without a password", () => {
    for (const host of ["127.0.0.1", "127.8.0.1", "localhost", "[::1]"])
      expect(readConfig({ ...good, NATS_URL: `nats://${host}:4222, ${host}:4223` }).nats.user).to.equal(undefined);
  });

  const otlp = (environment: Record<string, string>) => readConfig({ ...good, ...environment }).otlp;

  it("finds the addresses of traces and metrics under one endpoint, or each where it says", () => {
    const [OTEL_EXPORTER_OTLP_ENDPOINT, own] = ["https://otlp.example:4318/in/", "http://127.0.0.1:1/traces"];
    const [tracesUrl, metricsUrl] = ["v1/traces", "v1/metrics"].map((path) => `${OTEL_EXPORTER_OTLP_ENDPOINT}${path}`);
    expect(otlp({ OTEL_EXPORTER_OTLP_ENDPOINT })).to.include({ tracesUrl, metricsUrl });
    const apart = otlp({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own });
    expect(apart).to.include({ tracesUrl: own, metricsUrl });
    expect(otlp({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own })).to.include({ tracesUrl: own, metricsUrl: undefined });
  });

  it("leaves exporters to OpenTelemetry's SDK where its variables ask for others, and then takes no password", () => {
    const bySdk = (environment: Record<string, string>) => otlp(environment).bySdk;
    expect(bySdk({})).to.deep.equal({ traces: false, metrics: false, detectors: false });
    expect(bySdk({ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" })).to.include({ traces: true, metrics: true });
    expect(bySdk({ OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" })).to.include({ traces: false, metrics: false });
    expect(bySdk({ OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "grpc" })).to.include({ traces: true, metrics: false });
    expect(bySdk({ OTEL_METRICS_EXPORTER: "none" })).to.include({ traces: false, metrics: true });
    const asked = { OTEL_EXPORTER_OTLP_USER: "town", OTEL_EXPORTER_OTLP_PASSWORD: "geheim" };
    expect(problems({ ...good, ...asked, OTEL_METRICS_EXPORTER: "none" })).to.deep.equal([]);
    expect(problems({ ...good, ...asked, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" })).to.deep.equal([
      "OTEL_EXPORTER_OTLP_PROTOCOL goes with OTEL_EXPORTER_OTLP_HEADERS and _CERTIFICATE, not with _USER and _CA_FILE",
    ]);
  });

  it("turns telemetry off where OpenTelemetry's variable says so", () => {
    for (const [value, disabled] of [
      ["true", true],
      ["TRUE ", true],
      ["false", false],
      ["1", false],
    ] as const)
      expect(otlp({ OTEL_SDK_DISABLED: value }).disabled, value).to.equal(disabled);
  });

  it("reads a CA from its file", () => {
    const servers = ["KAFKA", "NATS", "SCHEMA_REGISTRY", "OTEL_EXPORTER_OTLP", "MONGODB"];
    const files = Object.fromEntries(servers.map((server) => [`${server}_CA_FILE`, "package.json"]));
    const { kafka, nats, schemaRegistry, otlp, mongodb } = readConfig({ ...good, ...files });
    for (const { ca } of [kafka, nats, schemaRegistry, otlp]) expect(ca).to.include("antragsbus");
    expect(mongodb.caFile).to.equal("package.json"); // Its driver reads the file by itself.
  });
});
