import type { Tracer, TracerOptions, TracerProvider as TracerProviders } from "@opentelemetry/api";
import {
  defaultResource,
  detectResources,
  emptyResource,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { AlwaysOnSampler, ParentBasedSampler, type SpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Config } from "../config.ts";
import type { Log } from "./log.ts";
import { attribute } from "./semconv.ts";

/**
 * A tracer provider for each service of a process, made with its first span, over one way out: a service's tracer has
 * its name. The portal's sampling decision in `traceparent` is followed.
 */
export class ServiceProviders implements TracerProviders {
  private readonly made = new Map<string, TracerProvider>();
  private readonly spanProcessors: SpanProcessor[];
  private readonly base: Resource;

  /** @param base what the resources of all say beside their service; OTEL_RESOURCE_ATTRIBUTES is added to it */
  constructor(spanProcessors: SpanProcessor[], base: Resource) {
    this.spanProcessors = spanProcessors;
    this.base = base.merge(detectResources({ detectors: [envDetector] }));
  }

  getTracer(service: string, version?: string, options?: TracerOptions): Tracer {
    let provider = this.made.get(service);
    if (!provider) {
      provider = new TracerProvider({
        resource: this.base.merge(resourceFromAttributes({ [attribute.serviceName]: service })),
        sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
        spanProcessors: this.spanProcessors,
      });
      this.made.set(service, provider);
    }
    return provider.getTracer(service, version, options);
  }

  /** Sends what is still buffered and ends the way out of all of them. */
  async shutdown(): Promise<void> {
    await Promise.all(this.spanProcessors.map((processor) => processor.shutdown()));
  }
}

/** Providers whose spans go to the OTLP endpoint. */
export async function toOtlp(config: Config, log: Log): Promise<ServiceProviders> {
  const { spansToOtlp } = await import("./exporters.ts");
  return new ServiceProviders(spansToOtlp(config, log), defaultResource());
}

/** Providers whose spans go to a viewer, which shows what a resource says beside each span: no more than it has to. */
export async function toZipkin(config: Config, url: string, log: Log): Promise<ServiceProviders> {
  const { spansToZipkin } = await import("./zipkin.ts");
  return new ServiceProviders(spansToZipkin(config, url, log), emptyResource());
}
