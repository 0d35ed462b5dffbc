import { metrics, trace } from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { ZipkinExporter } from "@opentelemetry/exporter-zipkin";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Config } from "../config.ts";
import { saying } from "./exported.ts";
import { type Log, logOf } from "./log.ts";

/** What the exporters of traces and metrics are told. The SDK reads OTEL_EXPORTER_OTLP_HEADERS and the like by itself. */
function otlpOptions({ otlp }: Config, path: string) {
  const { endpoint = "", user, password, ca } = otlp;
  const basic = Buffer.from(`${user}:${password}`).toString("base64");
  return {
    url: new URL(path, `${endpoint.replace(/\/$/, "")}/`).href,
    ...(user && password ? { headers: { Authorization: `Basic ${basic}` } } : {}),
    ...(ca ? { httpAgentOptions: { ca, keepAlive: true } } : {}),
  };
}

function spanExporterOf(config: Config, log: Log): SpanExporter | undefined {
  if (config.otlp.endpoint) return saying("traces", log, new OTLPTraceExporter(otlpOptions(config, "v1/traces")));
  if (!config.zipkinUrl) return undefined;
  const url = new URL("api/v2/spans", `${config.zipkinUrl.replace(/\/$/, "")}/`).href;
  return saying("traces", log, new ZipkinExporter({ url }));
}

/**
 * Starts traces and metrics of this process. The portal's sampling decision in `traceparent` is followed.
 * @returns ends them, with what is still buffered
 */
export function startTelemetry(config: Config): () => Promise<void> {
  const log = logOf("antragsbus");
  const resource = resourceFromAttributes({ "service.name": "antragsbus" });
  const ends: (() => Promise<void>)[] = [];
  const exporter = spanExporterOf(config, log);
  if (exporter) {
    const provider = new TracerProvider({
      resource,
      sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
      // A burst of 2,000 applications makes some 40,000 spans within seconds; what does not fit is dropped and counted.
      spanProcessors: [
        new BatchSpanProcessor({
          exporter,
          maxQueueSize: 20_000,
          maxExportBatchSize: 1_000,
          scheduledDelayMillis: 500,
        }),
      ],
    });
    trace.setGlobalTracerProvider(provider);
    ends.push(() => provider.shutdown());
  }
  if (config.otlp.endpoint) {
    const reader = new PeriodicExportingMetricReader({
      exporter: saying("metrics", log, new OTLPMetricExporter(otlpOptions(config, "v1/metrics"))),
      exportIntervalMillis: config.metricsEveryMs,
    });
    const provider = new MeterProvider({ resource, readers: [reader] });
    metrics.setGlobalMeterProvider(provider);
    ends.push(() => provider.shutdown());
  }
  return async () => {
    // A viewer that is away must not keep a process from stopping.
    await Promise.allSettled(ends.map((end) => end()));
  };
}
