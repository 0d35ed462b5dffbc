import { ServiceBroker, type ServiceSchema } from "moleculer";
import { wording } from "../../platform/casework/office/wording.ts";
import { type CaseworkParts, caseworkService } from "../../platform/casework/service/casework-service.ts";
import { natsOptions } from "../../platform/messaging/adapters/jetstream/connect.ts";
import { AjvValidator } from "../../platform/messaging/adapters/moleculer/validator.ts";
import type { Config } from "../../platform/messaging/config.ts";
import type { Runtime } from "./opened.ts";

/** A Moleculer node on the real NATS, as a process of its own would be one. */
export function node(config: Config, ...services: ServiceSchema[]): ServiceBroker {
  const broker = new ServiceBroker({
    namespace: config.namespace,
    nodeID: `test-${crypto.randomUUID()}`,
    transporter: { type: "NATS", options: natsOptions(config) as never },
    requestTimeout: 10_000,
    internalServices: false,
    validator: new AjvValidator(wording),
    logger: false,
    skipProcessEventRegistration: true, // It would end the process before what was started is stopped.
  });
  for (const service of services) broker.createService(service);
  return broker;
}

/** A service with its runtime in reach of the spec. */
export function watched(parts: CaseworkParts, config: Config): { service: ServiceSchema; runtime: () => Runtime } {
  let running: Runtime | undefined;
  const service = caseworkService(
    {
      ...parts,
      started: async (runtime) => {
        running = runtime as Runtime; // Opened with its database, which services are not told of.
        return (await parts.started?.(runtime)) ?? (async () => {});
      },
    },
    config,
  );
  return {
    service,
    runtime: () => {
      if (!running) throw new Error("not started yet");
      return running;
    },
  };
}
