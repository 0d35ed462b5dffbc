import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readSchema } from "../../platform/messaging/contracts/validate.ts";
import { headers } from "./portal-guide.ts";

const folder = join(import.meta.dirname, "../../schemas/topics");

/** Topics of a connector that is no portal's, with the one kind of message that goes to them. */
interface Topics {
  topics: string[];
  message: {
    name: string;
    title: string;
    summary: string;
    contentType: string;
    /** what the key of a record is */
    key: string;
    /** what each header says, beside the trace's */
    headers: Record<string, string>;
  };
}

/** Channels, operations and messages of all of them. */
export function topicParts() {
  return readdirSync(folder)
    .sort()
    .map((file) => partsOf(readSchema("topics", file) as unknown as Topics));
}

function partsOf({ topics, message }: Topics) {
  const { name, key, headers: ownHeaders, ...said } = message;
  const properties = Object.entries(ownHeaders).map(([header, description]) => [
    header,
    { type: "string", description },
  ]);
  const whole = {
    ...{ name, ...said, payload: { type: "string", contentMediaType: said.contentType } },
    headers: { ...headers, properties: { ...headers.properties, ...Object.fromEntries(properties) } },
    bindings: { kafka: { key: { type: "string", description: key }, bindingVersion: "0.5.0" } },
  };
  return {
    channels: Object.fromEntries(
      topics.map((topic) => [
        topic,
        {
          address: topic,
          description: said.summary,
          messages: { [name]: { $ref: `#/components/messages/${name}` } },
          bindings: { kafka: { topic, partitions: 1, bindingVersion: "0.5.0" } },
        },
      ]),
    ),
    operations: Object.fromEntries(
      topics.map((topic) => [
        `${topic}.listen`,
        {
          action: "receive" as const,
          channel: { $ref: `#/channels/${topic}` },
          messages: [{ $ref: `#/channels/${topic}/messages/${name}` }],
        },
      ]),
    ),
    messages: { [name]: whole },
  };
}
