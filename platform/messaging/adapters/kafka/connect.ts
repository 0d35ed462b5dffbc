import { Kafka as Client, logLevel, type SASLOptions } from "kafkajs";
import type { Config } from "../../config.ts";
import type { Kafka } from "../../ports/kafka.ts";
import type { Log } from "../../telemetry/log.ts";
import { inspectorOf } from "./inspector.ts";
import { producerOf } from "./producer.ts";
import { readerOf } from "./reader.ts";

/** What kafkajs reports as an error while it simply waits for a coordinator. */
const normal = /coordinator is (not available|loading)|group is rebalancing|not the correct coordinator/i;

/**
 * Makes the client of this configuration. What it logs goes to the service's log, without what is normal.
 * @param retries before the caller hears of it, with half a second in between
 */
export function clientOf({ kafka }: Pick<Config, "kafka">, clientId: string, log: Log, retries: number): Client {
  const { brokers, user, password, ca } = kafka;
  const sasl: SASLOptions | undefined =
    user && password ? { mechanism: "scram-sha-512", username: user, password } : undefined;
  return new Client({
    clientId,
    brokers,
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    retry: { retries, initialRetryTime: 50, maxRetryTime: 500 },
    ...(ca ? { ssl: { ca: [ca] } } : {}),
    ...(sasl ? { sasl, ssl: ca ? { ca: [ca] } : true } : {}),
    logLevel: logLevel.ERROR,
    logCreator:
      () =>
      ({ log: { message, error } }) => {
        if (!normal.test(`${message} ${error ?? ""}`)) log.warn({ from: "kafkajs" }, String(message));
      },
  });
}

/** Makes a port of a client. @param log hears of connections that were given up and then fail */
export const portOf = (client: Client, log: Log): Kafka => ({
  reader: (reading) => readerOf(client, reading),
  producer: () => producerOf(client, log),
  inspector: () => inspectorOf(client),
});

/**
 * Makes the Kafka of this configuration; nothing is connected yet.
 * @param retries before the caller hears of it: few where the caller waits and says so
 */
export const kafkaOf = (config: Pick<Config, "kafka">, clientId: string, log: Log, retries = 20): Kafka =>
  portOf(clientOf(config, clientId, log, retries), log);
