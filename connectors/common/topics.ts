import avro from "avsc";
import type { EventContract } from "../../platform/messaging/index.ts";

/** Makes contracts of topics whose messages are bytes already: what the outbox keeps is named after the topic. */
export const topicContracts = (topics: readonly string[]): Map<string, EventContract> =>
  new Map(
    topics.map((topic) => [
      topic,
      { name: topic as EventContract["name"], schema: "bytes", type: avro.Type.forSchema("bytes"), subject: "" },
    ]),
  );
