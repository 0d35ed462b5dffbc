import type { ServiceSchema } from "moleculer";
import { caseworkService } from "../../platform/casework/index.ts";
import type { Resources, ServiceDefinition } from "../../platform/messaging/index.ts";
import type { Channel } from "./channel.ts";
import { KafkaOutbox } from "./outbox.ts";

/** Makes a channel's service: it has a database of its own, and what it makes of events goes to the channel's topics. */
export function channelService(channel: Channel, definition: ServiceDefinition): ServiceSchema {
  return caseworkService({
    name: channel.name,
    define: () => definition,
    outbox: (resources) => channelOutbox(channel, resources),
  });
}

/** Makes the outbox of a channel. */
export async function channelOutbox(channel: Channel, resources: Resources): Promise<KafkaOutbox> {
  const { store, sealing, log, instance } = resources;
  return new KafkaOutbox({ channel, kafka: await resources.kafka(), store, sealing, log, instance });
}
