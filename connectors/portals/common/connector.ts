import type { ServiceSchema } from "moleculer";
import { caseworkService } from "../../../platform/casework/casework-service.ts";
import { RecordRepeated } from "../../../platform/casework/events.ts";
import { is, type Message, type Resources, unseal, waitFor } from "../../../platform/messaging/index.ts";
import { checkTopic, kafkaOf, TopicError } from "../../common/kafka.ts";
import { KafkaOutbox } from "../../common/outbox.ts";
import { Begun } from "./begun.ts";
import type { Dialect } from "./dialect.ts";
import { KafkaLag } from "./lag.ts";
import { Reader } from "./reader.ts";
import { type Fetched, telling } from "./telling.ts";
import { TopicWatch } from "./topic-watch.ts";

/** A connector: a service with its own database whose events go to the portal's Kafka topic. */
export function connectorService(dialect: Dialect): ServiceSchema {
  const { portal } = dialect;
  let sending: KafkaOutbox | undefined;
  return caseworkService({
    name: portal,
    surface: (resources) => telling({ dialect, fetch: (messages) => sentBefore(resources, messages) }),
    outbox: async (resources) => {
      const { config, log } = resources;
      // With few retries: kafkajs would be silent for ten seconds about a broker that is away.
      await waitFor("KAFKA", "Kafka and the portal's topic", log, () =>
        topicsFit(dialect, kafkaOf(config, portal, log, 1)),
      );
      const soon = () => kafkaOf(config, portal, log, 1);
      const name = `${portal}.applications`;
      const lag = new KafkaLag(soon(), name, resources.durable, log);
      const topic = new TopicWatch(soon(), name, log);
      sending = new KafkaOutbox(kafkaOf(config, portal, log), dialect, resources, { lag, topic });
      return sending;
    },
    started: async ({ resources, engine }) => {
      if (sending) sending.handle = (deliveries) => engine.handle(deliveries);
      const { config, log } = resources;
      const kafka = kafkaOf(config, portal, log);
      // Its own limits: a portal's record is guarded more tightly than an event of ours.
      const codec = resources.codecOfPortals();
      await waitFor("SCHEMA_REGISTRY", "the schema registry", log, () => codec.learn(dialect.takes));
      const reader = new Reader({
        dialect,
        codec,
        caller: resources.caller,
        kafka,
        groupId: resources.durable,
        begun: new Begun(resources.store.begun),
        ...(sending && { brokerClock: sending.brokerClock }),
        log,
      });
      await waitFor("KAFKA", "Kafka", log, () => reader.start());
      return () => reader.stop();
    },
  });
}

/** Waits for a topic that is missing, but ends the process for one that is set up dangerously. */
async function topicsFit({ portal }: Dialect, kafka: ReturnType<typeof kafkaOf>): Promise<void> {
  try {
    await checkTopic(kafka, `${portal}.applications`);
  } catch (error) {
    if (!(error instanceof TopicError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

async function sentBefore({ store }: Resources, messages: readonly Message[]): Promise<Fetched> {
  const sent: Fetched = new Map();
  for (const message of messages) {
    if (!is(RecordRepeated, message)) continue;
    const found = await store.events.toldBecauseOf(message.body.answeredBy);
    sent.set(
      message.id,
      found.map(({ envelope, body, order = 0 }) => ({
        body: unseal(envelope.caseId, body),
        type: envelope.type,
        order,
      })),
    );
  }
  return sent;
}
