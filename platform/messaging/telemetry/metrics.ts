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

const observed: Record<string, { unit: string; description: string }> = {
  "queue.pending": { unit: "{message}", description: "messages on the bus that the service has not handled yet" },
  "kafka.lag": { unit: "{message}", description: "records in Kafka that the connector has not taken in yet" },
  "kafka.clock": { unit: "s", description: "how far the broker's clock is ahead of the store's at least" },
  aside: { unit: "{message}", description: "messages beyond their applicant's share, which wait for their turn" },
  "outbox.unpublished": { unit: "{event}", description: "events in the store that are not published yet" },
  "outbox.age": { unit: "s", description: "age of the oldest of them" },
  retries: { unit: "{message}", description: "messages that wait for another try" },
  dead: { unit: "{message}", description: "messages that wait for a person" },
};

/** Values that are asked for when metrics are exported. What is not known at the moment may be missing. */
export function observe(service: string, read: () => Promise<Record<string, number>>): void {
  const gauges = Object.entries(observed).map(
    ([name, options]) => [name, meter().createObservableGauge(`antragsbus.${name}`, options)] as const,
  );
  meter().addBatchObservableCallback(
    async (result) => {
      const values = await read();
      for (const [name, gauge] of gauges) {
        const value = values[name];
        if (value !== undefined) result.observe(gauge, value, { "service.name": service });
      }
    },
    gauges.map(([, gauge]) => gauge),
  );
}
