import { ZipkinExporter } from "@opentelemetry/exporter-zipkin";
import { BatchSpanProcessor, type SpanProcessor } from "@opentelemetry/sdk-trace";
import type { Config } from "../config.ts";
import { saying } from "./exported.ts";
import type { Log } from "./log.ts";

/** Sends spans to a viewer that takes no OTLP, in batches; each shows the service of its resource. */
export function spansToZipkin({ otlp }: Config, zipkinUrl: string, log: Log): SpanProcessor[] {
  const url = new URL("api/v2/spans", `${zipkinUrl.replace(/\/$/, "")}/`).href;
  return [new BatchSpanProcessor({ exporter: saying("traces", log, new ZipkinExporter({ url })), ...otlp.batch })];
}
