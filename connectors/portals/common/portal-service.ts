import type { ServiceSchema } from "moleculer";
import { caseworkService, RecordRepeated, readTownOffers } from "../../../platform/casework/index.ts";
import {
  is,
  type Kafka,
  type Log,
  type Message,
  ownerOf,
  type Resources,
  waitFor,
} from "../../../platform/messaging/index.ts";
import type { Channel } from "../../common/channel.ts";
import { KafkaOutbox, type ReadSide } from "../../common/outbox.ts";
import { KafkaLag } from "./lag.ts";
import { ClaimedDocuments } from "./notifying/claimed-documents.ts";
import { type Fetched, portalNotifications } from "./notifying/notifications.ts";
import type { Portal } from "./portal.ts";
import { Begun } from "./reading/begun.ts";
import { formsReader } from "./reading/learnt-forms.ts";
import { Reader } from "./reading/reader.ts";
import { checkTopic, TopicError } from "./topic-check.ts";
import { TopicWatch } from "./topic-watch.ts";

/** Retries of a Kafka whose callers wait and say so: it would be silent for ten seconds about a broker that is away. */
const soon = 1;

/** Makes a portal's service: it has a database of its own, and its notifications go to the portal's Kafka topic. */
export function portalService(portal: Portal): ServiceSchema {
  const { name } = portal;
  const topic = `${name}.applications`;
  let sending: PortalOutbox | undefined;
  return caseworkService({
    name,
    define: (resources) => portalNotifications({ portal, fetch: (messages) => sentBefore(resources, messages) }),
    outbox: async (resources) => {
      const { log, durable, steadyClock: clock } = resources;
      const hasty = await resources.kafka(soon);
      await waitFor("KAFKA", "Kafka and the portal's topic", { log, clock }, () => topicFits(topic, hasty));
      const reads = {
        lag: new KafkaLag({ kafka: hasty, topic, groupId: durable, clock, log }),
        topic: new TopicWatch(hasty, topic, log),
      };
      sending = await portalOutbox(portal, resources, reads);
      return sending.outbox;
    },
    started: async ({ resources, engine }) => {
      if (sending) sending.documents.handle = (deliveries) => engine.handle(deliveries);
      const { log, store, caller, durable, instance, steadyClock: clock } = resources;
      // Its own limits: a portal's record is guarded more tightly than an event of ours.
      const codec = resources.codecOfPortals();
      await waitFor("SCHEMA_REGISTRY", "the schema registry", { log, clock }, () => codec.learn(portal.pushes));
      const reader = new Reader({
        portal,
        codec,
        caller,
        kafka: await resources.kafka(),
        groupId: durable,
        begun: new Begun(store.begun, instance),
        forms: formsReader(portal, resources, servicesOfTowns()),
        brokerClock: sending?.outbox.brokerClock,
        clock,
        now: () => store.now(),
        failed: (error) => endProcess(error, log),
        log,
      });
      await waitFor("KAFKA", "Kafka", { log, clock }, () => reader.start());
      return () => reader.stop();
    },
  });
}

/** Whatever a town offers is somebody's, who says how portals write its forms. */
const servicesOfTowns = (): string[] => [...new Set(readTownOffers().map(({ service }) => service))];

/** The way out to a portal, and the documents on it; these are told later who handles what becomes of them. */
export interface PortalOutbox {
  outbox: KafkaOutbox;
  documents: ClaimedDocuments;
}

/** Makes the outbox of a portal's notifications. */
export async function portalOutbox(portal: Portal, resources: Resources, reads?: ReadSide): Promise<PortalOutbox> {
  const { log, store, caller, codec, sealing, instance } = resources;
  const documents = new ClaimedDocuments({ portal, store, caller, codec, sealing, log });
  const channel = notificationChannel(portal);
  const kafka = await resources.kafka();
  const outbox = new KafkaOutbox({ channel, kafka, store, sealing, log, instance, claimed: documents, reads });
  return { outbox, documents };
}

/** Makes the way out to a portal: everything about one application in its order, to the portal's status topic. */
export const notificationChannel = ({ name }: Pick<Portal, "name">): Channel => ({
  name,
  topicOf: () => `${name}.status`,
  keyOf: ({ applicationId }) => applicationId,
  headersOf: () => ({}),
});

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

/** Finds what was sent before, for records that were pushed again. */
export async function sentBefore({ store, sealing }: Resources, messages: readonly Message[]): Promise<Fetched> {
  const sent: Fetched = new Map();
  for (const message of messages) {
    if (!is(RecordRepeated, message)) continue;
    const found = await store.events.toldBecauseOf(message.body.answeredBy);
    const bodies = await sealing.open(found.map(({ envelope, body }) => ({ owner: ownerOf(envelope), bytes: body })));
    sent.set(
      message.id,
      found.flatMap(({ envelope, order = 0 }, i) => {
        const body = bodies[i];
        return body instanceof Buffer ? [{ body, type: envelope.type, order }] : [];
      }),
    );
  }
  return sent;
}
