import type { Kafka } from "../../../platform/messaging/index.ts";
import { recordBytesMax } from "./reading/inbound.ts";

/** Says that a topic is set up dangerously. */
export class TopicError extends Error {
  override name = "TopicError";
}

/** What a portal pushed has to be readable for so long: a connector may be away for days. In ms. */
const retentionLeastMs = 14 * 24 * 3_600_000;

/**
 * Names what is dangerous about a topic's settings. Some let a portal hurt us: compressed batches (they are inflated
 * without a limit), producers' own clocks (the date of receipt is the broker's), a smaller record limit than we answer for.
 * Others lose records that nobody has read yet: compaction keeps only the last record of an application, and what is kept
 * for a short time or up to a size is gone when a connector was away.
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

/** Names what is dangerous about a topic as it is set up now. @throws where Kafka does not answer, or has no such topic */
export async function problemsOfTopic(kafka: Pick<Kafka, "inspector">, topic: string): Promise<string[]> {
  const inspector = await kafka.inspector();
  try {
    return topicProblems(await inspector.settings(topic));
  } finally {
    await inspector.close();
  }
}

/** Refuses a topic that is set up dangerously. @throws TopicError */
export async function checkTopic(kafka: Pick<Kafka, "inspector">, topic: string): Promise<void> {
  const problems = await problemsOfTopic(kafka, topic);
  if (problems.length) throw new TopicError(`topic ${topic}: ${problems.join("; ")}`);
}
