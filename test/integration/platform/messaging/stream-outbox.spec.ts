import { connect } from "nats";
import { JetStreamBus } from "../../../../platform/messaging/adapters/jetstream/bus.ts";
import { natsOptions } from "../../../../platform/messaging/adapters/jetstream/connect.ts";
import { closeDatabase, openDatabase } from "../../../../platform/messaging/adapters/mongodb/connect.ts";
import { modelsOf } from "../../../../platform/messaging/adapters/mongodb/models.ts";
import { mongoStore } from "../../../../platform/messaging/adapters/mongodb/store.ts";
import { StreamOutbox } from "../../../../platform/messaging/engine/running/stream-outbox.ts";
import { namesOf } from "../../../../platform/messaging/ids.ts";
import { type Outgoing, PublishError } from "../../../../platform/messaging/ports/bus.ts";
import { logOf } from "../../../../platform/messaging/telemetry/log.ts";
import {
  type Arrived,
  arrivedIn,
  conformanceTypes,
  type OutboxBench,
  outboxConformance,
  type SendingFault,
} from "../../../support/outbox-conformance.ts";
import { openedPlainly } from "../../../support/sealed.ts";
import { servers } from "../../../support/servers.ts";

const producer = "stream-outbox";

/** A bus that fails as it is told, before its server or behind it. */
class FailingBus extends JetStreamBus {
  how: SendingFault;

  override async publish(events: readonly Outgoing[], after: number): Promise<number> {
    if (this.how === "refused") throw new PublishError("made to refuse");
    const sequence = await super.publish(events, after);
    if (this.how === "unanswered") throw new PublishError("made to be lost on the way back");
    return sequence;
  }
}

async function open(): Promise<OutboxBench> {
  const log = logOf(producer);
  const config = (await servers()).config(producer);
  const connection = await openDatabase(config, producer, log);
  const store = mongoStore(connection, modelsOf(connection));
  await store.prepare();
  const nats = await connect({ ...natsOptions(config), waitOnFirstConnect: false });
  const manager = await nats.jetstreamManager();
  const bus = new FailingBus({ service: producer, namespace: producer, connection: nats, manager, log });
  const nextInstance = namesOf(producer);
  const outbox = async () => {
    const { stream: notes, leases } = store;
    const parts = { stream: producer, types: conformanceTypes, bus, notes, leases, instance: nextInstance(), log };
    const made = new StreamOutbox({ ...parts, now: () => store.now() });
    await made.ensure();
    return made;
  };
  await outbox();
  const arrived: Arrived[] = [];
  await manager.consumers.add(producer, { durable_name: "reads" }); // Without one the stream keeps nothing.
  const messages = await (await nats.jetstream().consumers.get(producer, "reads")).consume();
  const reading = (async () => {
    for await (const message of messages) {
      arrived.push(arrivedIn(openedPlainly(Buffer.from(message.data))));
      message.ack();
    }
  })();
  return {
    producer,
    store,
    outbox,
    arrived,
    fail: (how) => {
      bus.how = how;
    },
    close: async () => {
      await messages.close();
      await reading;
      await nats.close();
      await closeDatabase();
    },
  };
}

outboxConformance("a service's stream on JetStream", open);
