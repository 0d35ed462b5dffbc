import type { Kafka as Client } from "kafkajs";
import type { KafkaInspector } from "../../ports/kafka.ts";

/** Kafka's number for "a topic"; kafkajs names it only in its types. */
const topicResource = 2;

/** Connects an admin client of kafkajs that only looks. */
export async function inspectorOf(client: Client): Promise<KafkaInspector> {
  const admin = client.admin();
  await admin.connect();
  return {
    async settings(topic) {
      const resources = [{ type: topicResource, name: topic }];
      const found = await admin.describeConfigs({ includeSynonyms: false, resources });
      const entries = found.resources[0]?.configEntries ?? [];
      return new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
    },
    async bounds(topic) {
      const found = await admin.fetchTopicOffsets(topic);
      return found.map(({ partition, low, high }) => ({ partition, begin: Number(low), end: Number(high) }));
    },
    async committed(groupId, topic) {
      const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
      const offsets = found?.partitions.map(({ partition, offset }) => [partition, Number(offset)] as const) ?? [];
      return new Map(offsets.filter(([, offset]) => offset >= 0)); // -1: it has not committed yet.
    },
    close: () => admin.disconnect(),
  };
}
