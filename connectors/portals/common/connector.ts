import type { ServiceSchema } from "moleculer";
import { caseworkService } from "../../../platform/casework/casework-service.ts";
import { RecordRepeated } from "../../../platform/casework/events.ts";
import {
  is,
  type Kafka,
  type Log,
  type Message,
  type Resources,
  unseal,
  waitFor,
} from "../../../platform/messaging/index.ts";
import { KafkaOutbox } from "../../common/outbox.ts";
import { Begun } from "./begun.ts";
import type { Dialect } from "./dialect.ts";
import { KafkaLag } from "./lag.ts";
import { Reader } from "./reader.ts";
import { type Fetched, telling } from "./telling.ts";
import { checkTopic, TopicError } from "./topic-check.ts";
import { TopicWatch } from "./topic-watch.ts";

/** Retries of a Kafka whose callers wait and say so: it would be silent for ten seconds about a broker that is away. */
const soon = 1;

/** Makes a portal's service: it has a database of its own, and its events go to the portal's Kafka topic. */
export function connectorService(dialect: Dialect): ServiceSchema {
  const { portal } = dialect;
  const topic = `${portal}.applications`;
  let sending: KafkaOutbox | undefined;
  return caseworkService({
    name: portal,
    surface: (resources) => telling({ dialect, fetch: (messages) => sentBefore(resources, messages) }),
    outbox: async (resources) => {
      const { log, durable, steadyClock: clock } = resources;
      const hasty = await resources.kafka(soon);
      await waitFor("KAFKA", "Kafka and the portal's topic", log, () => topicFits(topic, hasty));
      const lag = new KafkaLag({ kafka: hasty, topic, groupId: durable, clock, log });
      const watch = new TopicWatch(hasty, topic, log);
      sending = new KafkaOutbox(await resources.kafka(), dialect, resources, { lag, topic: watch });
      return sending;
    },
    started: async ({ resources, engine }) => {
      if (sending) sending.handle = (deliveries) => engine.handle(deliveries);
      const { log, store, caller, durable, instance, steadyClock: clock } = resources;
      // Its own limits: a portal's record is guarded more tightly than an event of ours.
      const codec = resources.codecOfPortals();
      await waitFor("SCHEMA_REGISTRY", "the schema registry", log, () => codec.learn(dialect.takes));
      const reader = new Reader({
        dialect,
        codec,
        caller,
        kafka: await resources.kafka(),
        groupId: durable,
        begun: new Begun(store.begun, instance),
        brokerClock: sending?.brokerClock,
        clock,
        now: () => store.now(),
        failed: (error) => endProcess(error, log),
        log,
      });
      await waitFor("KAFKA", "Kafka", log, () => reader.start());
      return () => reader.stop();
    },
  });
}

/** The client has given up: only a new process helps, and the supervisor makes one. */
function endProcess(error: unknown, log: Log): void {
  log.fatal({ error }, "the Kafka consumer crashed; this process ends");
  process.exitCode = 1;
  process.kill(process.pid, "SIGTERM");
}

/** Waits for a topic that is missing, but ends the process for one that is set up dangerously. */
async function topicFits(topic: string, kafka: Kafka): Promise<void> {
  try {
    await checkTopic(kafka, topic);
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
