import {
  defaultResource,
  envDetector,
  hostDetector,
  osDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from "@opentelemetry/resources";
import { NodeSDK } from "@opentelemetry/sdk-node";
import type { Config } from "../config.ts";
import { metricsToOtlp, spansToOtlp } from "./exporters.ts";
import type { Log } from "./log.ts";
import { attribute } from "./semconv.ts";

/** What a resource says beside the service. Not the process: its owner's login and its command line are nobody's matter. */
const resourceDetectors = [serviceInstanceIdDetector, hostDetector, osDetector, envDetector];

/**
 * Starts traces and metrics of a process of one service by OpenTelemetry's SDK for Node, which reads its own variables.
 * Logs go to standard output as ever.
 * @param service what the resource is called, unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES says otherwise
 * @returns ends them, with what is still buffered
 */
export function startNodeSdk(config: Config, service: string, log: Log): () => Promise<void> {
  const { bySdk } = config.otlp;
  const sdk = new NodeSDK({
    resource: defaultResource().merge(resourceFromAttributes({ [attribute.serviceName]: service })),
    ...(bySdk.detectors ? {} : { resourceDetectors }),
    ...(bySdk.traces ? {} : { spanProcessors: spansToOtlp(config, log) }),
    ...(bySdk.metrics ? {} : { metricReaders: metricsToOtlp(config, log) }),
    logRecordProcessors: [],
  });
  sdk.start();
  return () => sdk.shutdown();
}
