import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { type IMetricReader, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, type SpanProcessor } from "@opentelemetry/sdk-trace";
import type { Config } from "../config.ts";
import { saying } from "./exported.ts";
import type { Log } from "./log.ts";
import { attribute } from "./semconv.ts";

/** What an exporter is told of its endpoint; it reads OTEL_EXPORTER_OTLP_HEADERS, _TIMEOUT and _COMPRESSION by itself. */
function endpointOf({ otlp: { user, password, ca } }: Config, url: string) {
  const basic = Buffer.from(`${user}:${password}`).toString("base64");
  return {
    url,
    ...(user && password ? { headers: { Authorization: `Basic ${basic}` } } : {}),
    ...(ca ? { httpAgentOptions: { ca, keepAlive: true } } : {}),
  };
}

/** Sends spans to the OTLP endpoint, in batches; none where there is no endpoint for them. */
export function spansToOtlp(config: Config, log: Log): SpanProcessor[] {
  const { tracesUrl, batch } = config.otlp;
  if (!tracesUrl) return [];
  const exporter = saying("traces", log, new OTLPTraceExporter(endpointOf(config, tracesUrl)));
  return [new BatchSpanProcessor({ exporter, ...batch })];
}

/** Sends metrics to the OTLP endpoint, from time to time; none where there is no endpoint for them. */
export function metricsToOtlp(config: Config, log: Log): IMetricReader[] {
  const { metricsUrl } = config.otlp;
  if (!metricsUrl) return [];
  const exporter = saying("metrics", log, new OTLPMetricExporter(endpointOf(config, metricsUrl)));
  return [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: config.metricsEveryMs })];
}

/** The metrics of a process with several services. */
export const meterProvider = (config: Config, log: Log): MeterProvider =>
  new MeterProvider({
    resource: resourceFromAttributes({ [attribute.serviceName]: "antragsbus" }),
    readers: metricsToOtlp(config, log),
  });
