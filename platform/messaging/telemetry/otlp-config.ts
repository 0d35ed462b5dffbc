/** Where traces and metrics go over OTLP, and how. */
export interface OtlpConfig {
  /** full addresses; without one for traces they go to the Zipkin API */
  tracesUrl?: string | undefined;
  metricsUrl?: string | undefined;
  user?: string | undefined;
  password?: string | undefined;
  ca?: string | undefined;
  /** how many spans wait, how many are sent at once, how often, for how long (ms) */
  batch: {
    maxQueueSize: number;
    maxExportBatchSize: number;
    scheduledDelayMillis: number;
    exportTimeoutMillis: number;
  };
  /** what OpenTelemetry's SDK makes by its own variables, in a process of one service */
  bySdk: { traces: boolean; metrics: boolean; detectors: boolean };
  /** nothing goes out, also not to Zipkin */
  disabled: boolean;
}

/** Reads one variable that need not be set; a bad one is noted as a problem. */
type Optional = <T>(name: string, parse: (value: string) => T) => T | undefined;

interface Reading {
  optional: Optional;
  credentials: { user?: string | undefined; password?: string | undefined };
  ca: string | undefined;
  problems: string[];
}

function address(value: string): string {
  if (!["http:", "https:"].includes(new URL(value).protocol)) throw new Error("has to start with http:// or https://");
  return value;
}

function count(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new Error("has to be a whole number, 1 or more");
  return number;
}

const shared = "OTEL_EXPORTER_OTLP_PROTOCOL";

/** The variable by which the SDK has to make the exporter of a signal: what is made here is OTLP in JSON over HTTP. */
function exporterBySdk(optional: Optional, signal: "TRACES" | "METRICS"): string | undefined {
  const variable = `OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`;
  const protocol = optional(variable, String) ? variable : shared;
  if ((optional(protocol, String) ?? "http/json") !== "http/json") return protocol;
  const exporter = `OTEL_${signal}_EXPORTER`;
  return (optional(exporter, String) ?? "otlp") === "otlp" ? undefined : exporter;
}

/** Reads what is said of OTLP: the SDK's own variables, and user, password and CA as every server has them here. */
export function readOtlp({ optional, credentials, ca, problems }: Reading): OtlpConfig {
  const endpoint = optional("OTEL_EXPORTER_OTLP_ENDPOINT", address);
  const under = (path: string) => endpoint && new URL(path, `${endpoint.replace(/\/$/, "")}/`).href;
  const [traces, metrics] = [exporterBySdk(optional, "TRACES"), exporterBySdk(optional, "METRICS")];
  for (const name of new Set([traces, metrics]))
    if (name && optional(name, String) !== "none" && (credentials.user || ca))
      problems.push(`${name} goes with OTEL_EXPORTER_OTLP_HEADERS and _CERTIFICATE, not with _USER and _CA_FILE`);
  return {
    tracesUrl: optional("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", address) ?? under("v1/traces"),
    metricsUrl: optional("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", address) ?? under("v1/metrics"),
    ...credentials,
    ca,
    // A burst of 2,000 applications makes some 40,000 spans within seconds; what does not fit is dropped and counted.
    batch: {
      maxQueueSize: optional("OTEL_BSP_MAX_QUEUE_SIZE", count) ?? 20_000,
      maxExportBatchSize: optional("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", count) ?? 1_000,
      scheduledDelayMillis: optional("OTEL_BSP_SCHEDULE_DELAY", count) ?? 500,
      exportTimeoutMillis: optional("OTEL_BSP_EXPORT_TIMEOUT", count) ?? 30_000,
    },
    bySdk: {
      traces: traces !== undefined,
      metrics: metrics !== undefined,
      detectors: optional("OTEL_NODE_RESOURCE_DETECTORS", String) !== undefined,
    },
    disabled: optional("OTEL_SDK_DISABLED", (value) => value.trim().toLowerCase() === "true") ?? false,
  };
}
