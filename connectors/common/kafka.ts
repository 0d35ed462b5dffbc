import { Kafka, logLevel, type SASLOptions } from "kafkajs";
import type { Config } from "../../platform/config.ts";
import type { Log } from "../../platform/telemetry/log.ts";
import { recordBytesMax } from "./inbound.ts";

/** What kafkajs reports as an error while it simply waits for a coordinator. */
const normal = /coordinator is (not available|loading)|group is rebalancing|not the correct coordinator/i;

/**
 * The Kafka client of this configuration. What it logs goes to the service's log, without what is normal.
 * @param retries before the caller hears of it, with half a second in between: few where the caller waits and says so
 */
export function kafkaOf({ kafka }: Pick<Config, "kafka">, clientId: string, log: Log, retries = 20): Kafka {
  const { brokers, user, password, ca } = kafka;
  const sasl: SASLOptions | undefined =
    user && password ? { mechanism: "scram-sha-512", username: user, password } : undefined;
  return new Kafka({
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

/** Kafka's number for "a topic"; kafkajs names it only in its types. */
const topicResource = 2;

export class TopicError extends Error {}

/**
 * Refuses a topic that would let a portal hurt us: compressed batches (they are inflated without a limit), producers'
 * own clocks (the date of receipt is the broker's), a smaller record limit than we answer for.
 */
export async function checkTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: topicResource, name: topic }],
    });
    const values = new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]));
    const problems = [
      values.get("compression.type") === "uncompressed" ? "" : "compression.type has to be uncompressed",
      values.get("message.timestamp.type") === "LogAppendTime" ? "" : "message.timestamp.type has to be LogAppendTime",
      Number(values.get("max.message.bytes")) > recordBytesMax
        ? ""
        : `max.message.bytes has to be above ${recordBytesMax}`,
    ].filter(Boolean);
    if (problems.length) throw new TopicError(`topic ${topic}: ${problems.join("; ")}`);
  } finally {
    await admin.disconnect();
  }
}
