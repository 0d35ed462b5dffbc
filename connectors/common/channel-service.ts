import type { ServiceSchema } from "moleculer";
import { caseworkService } from "../../platform/casework/casework-service.ts";
import type { Resources, Surface } from "../../platform/messaging/index.ts";
import type { Channel } from "./channel.ts";
import { KafkaOutbox } from "./outbox.ts";

/** Makes a channel's service: it has a database of its own, and what it makes of events goes to the channel's topics. */
export function channelService<State>(channel: Channel, surface: () => Surface<State>): ServiceSchema {
  return caseworkService({
    name: channel.name,
    surface,
    outbox: (resources) => channelOutbox(channel, resources),
  });
}

/** Makes the outbox of a channel. */
export async function channelOutbox(channel: Channel, resources: Resources): Promise<KafkaOutbox> {
  const { store, log, instance } = resources;
  return new KafkaOutbox({ channel, kafka: await resources.kafka(), store, log, instance });
}
