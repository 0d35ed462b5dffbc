import { Kafka, logLevel, type SASLOptions } from "kafkajs";
import type { Config, Log } from "../../platform/messaging/index.ts";
import { recordBytesMax } from "../portals/common/inbound.ts";

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

/** What a portal pushed has to be readable for so long: a connector may be away for days. In ms. */
const retentionLeastMs = 14 * 24 * 3_600_000;

/**
 * What is dangerous about a topic's settings. Some let a portal hurt us: compressed batches (they are inflated without a
 * limit), producers' own clocks (the date of receipt is the broker's), a smaller record limit than we answer for. Others
 * lose records that nobody has read yet: compaction keeps only the last record of an application, and what is kept for a
 * short time or up to a size is gone when a connector was away.
 * @param values effective ones: the topic's own, or else the broker's
 */
export function topicProblems(values: ReadonlyMap<string, string>): string[] {
  const value = (name: string) => values.get(name) ?? "";
  const retention = Number(values.get("retention.ms"));
  const demands: [fits: boolean, demand: string][] = [
    [value("compression.type") === "uncompressed", "compression.type has to be uncompressed"],
    [value("message.timestamp.type") === "LogAppendTime", "message.timestamp.type has to be LogAppendTime"],
    [Number(value("max.message.bytes")) > recordBytesMax, `max.message.bytes has to be above ${recordBytesMax}`],
    [value("cleanup.policy") === "delete", "cleanup.policy has to be delete and nothing else"],
    [
      retention === -1 || retention >= retentionLeastMs,
      `retention.ms has to be at least ${retentionLeastMs} (14 days)`,
    ],
    [Number(values.get("retention.bytes")) === -1, "retention.bytes has to be -1 (no bound)"],
  ];
  return demands.filter(([fits]) => !fits).map(([, demand]) => demand);
}

/** What is dangerous about a topic as it is set up now. Throws when Kafka does not answer or there is no such topic. */
export async function problemsOfTopic(kafka: Kafka, topic: string): Promise<string[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: topicResource, name: topic }],
    });
    const entries = resources[0]?.configEntries ?? [];
    return topicProblems(new Map(entries.map(({ configName, configValue }) => [configName, configValue])));
  } finally {
    await admin.disconnect();
  }
}

/** Refuses a topic that is set up dangerously. Throws TopicError. */
export async function checkTopic(kafka: Kafka, topic: string): Promise<void> {
  const problems = await problemsOfTopic(kafka, topic);
  if (problems.length) throw new TopicError(`topic ${topic}: ${problems.join("; ")}`);
}
