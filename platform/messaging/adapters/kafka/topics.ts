import type { Config } from "../../config.ts";
import type { Log } from "../../telemetry/log.ts";
import { clientOf } from "./connect.ts";

/** A topic that has to be there. */
export interface WantedTopic {
  topic: string;
  partitions: number;
  settings: Record<string, string>;
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
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map(({ topic, partitions, settings }) => ({
        topic,
        numPartitions: partitions,
        configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
      })),
    });
  } finally {
    await admin.disconnect();
  }
}
