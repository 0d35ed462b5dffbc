// A process that starts telemetry for the services named, makes a span and a metric of each, ends telemetry, and says on
// standard output which of OpenTelemetry's packages it has loaded.
import { registerHooks } from "node:module";

const loaded = new Set<string>();
registerHooks({
  load(url, context, next) {
    const [, name] = /node_modules\/(@opentelemetry\/[^/]+)/.exec(url) ?? [];
    if (name) loaded.add(name);
    return next(url, context);
  },
});
const services = process.argv.slice(2);
const { readConfig } = await import("../../platform/messaging/config.ts");
const { emptyEnvelope } = await import("../../platform/messaging/contracts/envelope.ts");
const { engineMetrics } = await import("../../platform/messaging/telemetry/metrics.ts");
const { startTelemetry } = await import("../../platform/messaging/telemetry/setup.ts");
const { startHop } = await import("../../platform/messaging/telemetry/trace.ts");
const end = await startTelemetry(readConfig(process.env), services);
for (const service of services) {
  startHop(service, "process", { system: "nats", name: "x.v1" }, { ...emptyEnvelope, id: "m-1" }).end();
  engineMetrics(service).batch(1);
}
await end();
console.log(JSON.stringify([...loaded]));
