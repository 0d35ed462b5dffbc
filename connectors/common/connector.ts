import type { ServiceSchema } from "moleculer";
import { call } from "../../platform/contracts/action.ts";
import { Codec } from "../../platform/contracts/codec.ts";
import { DocumentIssued, RecordRepeated } from "../../platform/contracts/events.ts";
import { connectRegistry } from "../../platform/contracts/registry.ts";
import { unseal } from "../../platform/seal.ts";
import { moleculerService } from "../../platform/service/moleculer.ts";
import { durableName, type Resources, waitFor } from "../../platform/service/runtime.ts";
import { type Message, of } from "../../platform/service/surface.ts";
import type { Dialect } from "./dialect.ts";
import { checkTopic, kafkaOf, TopicError } from "./kafka.ts";
import { KafkaOutbox } from "./outbox.ts";
import { Reader } from "./reader.ts";
import { type Fetched, type Sent, telling } from "./telling.ts";

/** A connector: a service with its own database whose events go to the portal's Kafka topic. */
export function connectorService(dialect: Dialect): ServiceSchema {
  const { portal } = dialect;
  return moleculerService({
    name: portal,
    surface: (resources) => telling({ dialect, fetch: (messages) => fetchFor(resources, messages) }),
    outbox: ({ config, models, log }) => new KafkaOutbox(kafkaOf(config, portal, log), portal, models, log),
    started: async ({ resources }) => {
      const { config, broker, log } = resources;
      const kafka = kafkaOf(config, portal, log);
      await waitFor("Kafka and the portal's topic", log, () => topicsFit(dialect, kafka));
      // Its own limits: a portal's record is guarded more tightly than an event of ours.
      const codec = new Codec(connectRegistry(config));
      const reader = new Reader({
        dialect,
        codec,
        caller: broker as never,
        kafka,
        groupId: durableName(resources),
        log,
      });
      await waitFor("Kafka", log, () => reader.start());
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

async function fetchFor({ broker, models }: Resources, messages: readonly Message[]): Promise<Fetched> {
  const documents = new Map<string, Buffer>();
  const sent = new Map<string, Sent[]>();
  for (const message of messages) {
    if (of(DocumentIssued, message)) {
      const { sha256, bytes } = message.body;
      documents.set(message.id, await readFile(broker as never, message.envelope.municipality, sha256, bytes));
    }
    if (of(RecordRepeated, message)) {
      const found = await models.events.find({ "envelope.cause": message.body.answeredBy }).sort({ order: 1 }).lean();
      sent.set(
        message.id,
        found.map(({ envelope, body, order = 0 }) => ({
          body: unseal(envelope.caseId, body),
          type: envelope.type,
          order,
        })),
      );
    }
  }
  return { documents, sent };
}

async function readFile(
  caller: Parameters<typeof call>[0],
  municipality: string,
  sha256: string,
  bytes: number,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let length = 0; length < bytes || !pieces.length; length += pieces.at(-1)?.length ?? 0) {
    const { data } = await call(caller, "documents.read", { municipality, sha256, piece: pieces.length });
    pieces.push(Buffer.from(data, "base64"));
  }
  return Buffer.concat(pieces);
}
