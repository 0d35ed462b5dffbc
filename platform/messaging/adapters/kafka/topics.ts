import { setTimeout } from "node:timers/promises";
import type { Admin, ITopicConfig, ITopicMetadata } from "kafkajs";
import type { Config } from "../../config.ts";
import type { Log } from "../../telemetry/log.ts";
import { clientOf } from "./connect.ts";

/** A topic that has to be there. */
export interface WantedTopic {
  topic: string;
  partitions: number;
  settings: Record<string, string>;
}

const leadersMs = 30_000;
const lookAgainMs = 50;
/** What a broker says of a topic that was just made, until it has heard of it itself. */
const notYet = ["UNKNOWN_TOPIC_OR_PARTITION", "LEADER_NOT_AVAILABLE", "NOT_LEADER_FOR_PARTITION"];

/**
 * Makes topics, and waits until the leader of each partition answers as such. kafkajs waits only while a broker says that
 * there is none, and gives up where it does not know the topic yet, which a busy one may not for a while; and a broker is
 * told whom it leads a moment after it names itself as the leader.
 * @throws what Kafka says of a topic that cannot be made; an Error where leaders do not answer within 30 s
 */
export async function createTopics(admin: Admin, topics: ITopicConfig[]): Promise<void> {
  if (!topics.length) return;
  await admin.createTopics({ waitForLeaders: false, topics });
  const names = topics.map(({ topic }) => topic);
  for (const deadline = performance.now() + leadersMs; !(await areLed(admin, names)); ) {
    if (performance.now() > deadline)
      throw new Error(`Kafka has made ${names.join(", ")}, but their leaders do not answer yet`);
    await setTimeout(lookAgainMs);
  }
}

async function areLed(admin: Admin, topics: string[]): Promise<boolean> {
  try {
    const found = await admin.fetchTopicMetadata({ topics });
    const isNamed = ({ partitions }: ITopicMetadata) =>
      partitions.length > 0 && partitions.every(({ leader }) => leader >= 0);
    if (!found.topics.every(isNamed)) return false;
    await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
    return true;
  } catch (error) {
    if (notYet.includes((error as { type?: string }).type ?? "")) return false;
    throw error;
  }
}

/**
 * Makes the topics that are not there yet; those that are stay as they are. Safe to repeat.
 * @throws where Kafka does not answer in time: it may have made them all the same
 */
export async function makeTopics(
  config: Pick<Config, "kafka">,
  clientId: string,
  log: Log,
  wanted: readonly WantedTopic[],
): Promise<void> {
  const admin = clientOf(config, clientId, log, 1).admin();
  try {
    await admin.connect();
    const existing = new Set(await admin.listTopics());
    const missing = wanted.filter(({ topic }) => !existing.has(topic));
    await createTopics(
      admin,
      missing.map(({ topic, partitions, settings }) => ({
        topic,
        numPartitions: partitions,
        configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
      })),
    );
  } finally {
    await admin.disconnect();
  }
}
