import { metrics, trace } from "@opentelemetry/api";
import type { Config } from "../config.ts";
import { type Log, logOf } from "./log.ts";

/** Ends traces or metrics, with what is still buffered. */
type End = () => Promise<void>;

/**
 * Starts traces and metrics of this process. Over OTLP each service is one of its own: alone in its process by
 * OpenTelemetry's SDK for Node, beside others by a provider for each. What is not used is not loaded: the SDK brings
 * every exporter that there is.
 * @param services those of this process
 */
export async function startTelemetry(config: Config, services: readonly string[]): Promise<End> {
  const { disabled, tracesUrl } = config.otlp;
  if (disabled) return async () => {};
  const log = logOf("antragsbus");
  const [only, ...others] = services;
  if (tracesUrl && only && !others.length) {
    const { startNodeSdk } = await import("./node-sdk.ts");
    return settled([startNodeSdk(config, only, log)]);
  }
  return settled([await startTraces(config, log), await startMetrics(config, log)]);
}

/** A viewer that is away must not keep a process from stopping. */
const settled = (ends: readonly End[]): End => {
  return async () => void (await Promise.allSettled(ends.map((end) => end())));
};

const nothing: End = async () => {};

/** Spans go to one place: over OTLP, or else to the local viewer. */
async function startTraces(config: Config, log: Log): Promise<End> {
  const { zipkinUrl, otlp } = config;
  if (!otlp.tracesUrl && !zipkinUrl) return nothing;
  const { toOtlp, toZipkin } = await import("./providers.ts");
  const providers = otlp.tracesUrl ? await toOtlp(config, log) : await toZipkin(config, zipkinUrl ?? "", log);
  trace.setGlobalTracerProvider(providers);
  return () => providers.shutdown();
}

/** Metrics of all services of this process, told apart by an attribute of what was measured. */
async function startMetrics(config: Config, log: Log): Promise<End> {
  if (!config.otlp.metricsUrl) return nothing;
  const { meterProvider } = await import("./exporters.ts");
  const provider = meterProvider(config, log);
  metrics.setGlobalMeterProvider(provider);
  return () => provider.shutdown();
}
