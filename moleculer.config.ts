import { type BrokerOptions, Errors, Validators } from "moleculer";
import { natsOptions } from "./platform/bus/connect.ts";
import { config } from "./platform/config.ts";
import { compileSchema } from "./platform/contracts/validate.ts";
import { setLogLevel } from "./platform/telemetry/log.ts";
import { startTelemetry } from "./platform/telemetry/setup.ts";

/** Moleculer's params are JSON Schemas, checked by ajv. */
class AjvValidator extends Validators.Base {
  override compile(schema: object) {
    const check = compileSchema(schema);
    return ((params: unknown) => {
      const problems = check(params);
      if (problems.length)
        throw new Errors.ValidationError("the params do not fit the contract", "bad-request", problems);
      return true;
    }) as never;
  }
  override validate(params: object, schema: object): boolean {
    return compileSchema(schema)(params).length === 0;
  }
  override convertSchemaToMoleculer(schema: object): object {
    return schema;
  }
}

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
  validator: new AjvValidator({}),
  // Normal operation logs nothing; what services say goes through platform/telemetry.
  logger: { type: "Pino", options: { level: "error" } },
  created: () => {
    endTelemetry = startTelemetry(settings);
  },
  stopped: () => endTelemetry(),
} satisfies BrokerOptions;
