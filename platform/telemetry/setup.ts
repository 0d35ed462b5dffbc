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

function exporterOf({ otlpEndpoint, zipkinUrl }: Config): SpanExporter | undefined {
  if (otlpEndpoint)
    return new OTLPTraceExporter({ url: new URL("v1/traces", `${otlpEndpoint.replace(/\/$/, "")}/`).href });
  if (zipkinUrl) return new ZipkinExporter({ url: new URL("api/v2/spans", `${zipkinUrl.replace(/\/$/, "")}/`).href });
  return undefined;
}

/**
 * Starts traces and metrics of this process. The portal's sampling decision in `traceparent` is followed.
 * @returns ends them, with what is still buffered
 */
export function startTelemetry(config: Config): () => Promise<void> {
  const resource = resourceFromAttributes({ "service.name": "antragsbus" });
  const ends: (() => Promise<void>)[] = [];
  const exporter = exporterOf(config);
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
  if (config.otlpEndpoint) {
    const url = new URL("v1/metrics", `${config.otlpEndpoint.replace(/\/$/, "")}/`).href;
    const reader = new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({ url }),
      exportIntervalMillis: 10_000,
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
