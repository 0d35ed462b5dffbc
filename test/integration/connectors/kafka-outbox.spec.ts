import { Kafka as Client, logLevel } from "kafkajs";
import { KafkaOutbox } from "../../../connectors/common/outbox.ts";
import { notificationChannel } from "../../../connectors/portals/common/portal-service.ts";
import { kafkaOf } from "../../../platform/messaging/adapters/kafka/connect.ts";
import { createTopics } from "../../../platform/messaging/adapters/kafka/topics.ts";
import { closeDatabase, openDatabase } from "../../../platform/messaging/adapters/mongodb/connect.ts";
import { modelsOf } from "../../../platform/messaging/adapters/mongodb/models.ts";
import { mongoStore } from "../../../platform/messaging/adapters/mongodb/store.ts";
import { plainSealing } from "../../../platform/messaging/adapters/sealing/plain.ts";
import type { Kafka } from "../../../platform/messaging/ports/kafka.ts";
import { logOf } from "../../../platform/messaging/telemetry/log.ts";
import {
  type Arrived,
  arrivedIn,
  type OutboxBench,
  outboxConformance,
  type SendingFault,
} from "../../support/outbox-conformance.ts";
import { servers } from "../../support/servers.ts";

const portal = "kafka-outbox";

/** A Kafka whose producers fail as they are told, before their server or behind it. */
function failing(kafka: Kafka, how: () => SendingFault): Pick<Kafka, "producer"> {
  return {
    async producer() {
      const producer = await kafka.producer();
      return {
        close: () => producer.close(),
        async send(request) {
          if (how() === "refused") throw new Error("made to refuse");
          const answers = await producer.send(request);
          if (how() === "unanswered") throw new Error("made to be lost on the way back");
          return answers;
        },
      };
    },
  };
}

async function open(): Promise<OutboxBench> {
  const log = logOf(portal);
  const config = (await servers()).config(portal);
  const channel = notificationChannel({ name: portal });
  const topic = `${portal}.status`;
  const client = new Client({ brokers: config.kafka.brokers, logLevel: logLevel.NOTHING });
  const admin = client.admin();
  await admin.connect();
  await createTopics(admin, [{ topic, numPartitions: 3 }]);
  await admin.disconnect();
  const connection = await openDatabase(config, portal, log);
  const store = mongoStore(connection, modelsOf(connection));
  store.portal(); // Asked for before `prepare`, which makes what it needs.
  await store.prepare();
  const arrived: Arrived[] = [];
  const consumer = client.consumer({ groupId: `reads-${portal}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message: { value } }) => void arrived.push(arrivedIn(value ?? Buffer.alloc(0))),
  });
  let fault: SendingFault;
  const kafka = failing(kafkaOf(config, portal, log), () => fault);
  return {
    producer: portal,
    store,
    outbox: async (instance) => {
      const made = new KafkaOutbox({ channel, kafka, store, sealing: plainSealing, log, instance });
      await made.ensure();
      return made;
    },
    arrived,
    fail: (how) => {
      fault = how;
    },
    close: async () => {
      await consumer.disconnect();
      await closeDatabase();
    },
  };
}

outboxConformance("a connector's topics on Kafka", open);
