import type { BrokerOptions, ServiceBroker } from "moleculer";
import { wording } from "./platform/casework/office/wording.ts";
import { closeBus, natsOptions, openBus } from "./platform/messaging/adapters/jetstream/connect.ts";
import { AjvValidator } from "./platform/messaging/adapters/moleculer/validator.ts";
import { config } from "./platform/messaging/config.ts";
import { logOf, setLogLevel } from "./platform/messaging/telemetry/log.ts";
import { startTelemetry } from "./platform/messaging/telemetry/setup.ts";
import { exitOnRefusal } from "./platform/messaging/waiting.ts";

const settings = config();
setLogLevel(settings.logLevel);
let endTelemetry = async () => {};

export default {
  namespace: settings.namespace,
  transporter: { type: "NATS", options: natsOptions(settings) as never },
  serializer: "JSON",
  requestTimeout: 10_000,
  tracking: { enabled: true, shutdownTimeout: 5_000 },
  internalServices: false,
  validator: new AjvValidator(wording),
  // Normal operation logs nothing; what services say goes through platform/messaging/telemetry.
  logger: { type: "Pino", options: { level: "error" } },
  // Which services there are is known now. Moleculer waits for NATS without a word, also where its password is refused.
  middlewares: [
    {
      name: "BeforeServices",
      starting: async (broker: ServiceBroker) => {
        const services = broker.services.map(({ name }) => name);
        endTelemetry = await startTelemetry(settings, services);
        await exitOnRefusal(openBus(settings, logOf("antragsbus")));
      },
    },
  ],
  created: () => {
    logOf("antragsbus").warn(
      "whoever reaches this NATS can act as a service: keep it to the services until each has a user of its own",
    );
  },
  stopped: async () => {
    await Promise.all([closeBus(), endTelemetry()]);
  },
} satisfies BrokerOptions;
