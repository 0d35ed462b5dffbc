import { type Attributes, metrics } from "@opentelemetry/api";

const meter = () => metrics.getMeter("antragsbus");

/** What a service's engine measures. Names follow OpenTelemetry's habits: units in the instrument, not in the name. */
export function engineMetrics(service: string) {
  const attributes: Attributes = { "service.name": service };
  const batch = meter().createHistogram("antragsbus.batch.size", {
    unit: "{message}",
    description: "messages in one transaction",
  });
  const outcome = meter().createCounter("antragsbus.messages", {
    unit: "{message}",
    description: "messages by outcome",
  });
  const latency = meter().createHistogram("antragsbus.latency", {
    unit: "ms",
    description: "from the broker's timestamp of the portal's record to the event",
  });
  return {
    batch: (messages: number) => batch.record(messages, attributes),
    outcome: (kind: string, count: number) => outcome.add(count, { ...attributes, outcome: kind }),
    latency: (event: string, milliseconds: number) => latency.record(milliseconds, { ...attributes, event }),
  };
}

/** Values that are asked for when metrics are exported: queue depths, the outbox's age, dead letters. */
export function observe(service: string, read: () => Promise<Record<string, number>>, names: readonly string[]): void {
  const gauges = names.map((name) => meter().createObservableGauge(`antragsbus.${name}`));
  meter().addBatchObservableCallback(async (result) => {
    const values = await read();
    for (const [i, gauge] of gauges.entries()) {
      const value = values[names[i] ?? ""];
      if (value !== undefined) result.observe(gauge, value, { "service.name": service });
    }
  }, gauges);
}
