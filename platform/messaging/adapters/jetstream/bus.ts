import { randomUUID } from "node:crypto";
import type { JetStreamManager, JsMsg, NatsConnection } from "nats";
import { emptyEnvelope, withoutEnvelope } from "../../contracts/envelope.ts";
import type { SealedDelivery } from "../../engine/delivery.ts";
import type { Bus, ConsumerState, Incoming, Outgoing, StreamState, Subscribed, Taker } from "../../ports/bus.ts";
import type { Log } from "../../telemetry/log.ts";
import { ensureStream, envelopeOf, publish, streamState } from "./stream.ts";
import { publishedSubjects, subjectRoot, takenSubjects } from "./subjects.ts";
import { Subscription } from "./subscription.ts";

export interface JetStreamParts {
  /** the service that publishes */
  service: string;
  /** tells systems apart that share a server; "" for none */
  namespace: string;
  connection: NatsConnection;
  manager: JetStreamManager;
  log: Log;
}

/** The bus on NATS JetStream. */
export class JetStreamBus implements Bus {
  private readonly parts: JetStreamParts;
  private readonly root: string;

  constructor(parts: JetStreamParts) {
    this.parts = parts;
    this.root = subjectRoot(parts.namespace);
  }

  publish(events: readonly Outgoing[], after: number): Promise<number> {
    return publish(this.parts.connection, { root: this.root, batchId: randomUUID(), after }, events);
  }

  stream(name: string): Promise<StreamState | undefined> {
    return streamState(this.parts.manager, name);
  }

  makeStream(name: string, types: readonly string[], above: number): Promise<StreamState> {
    const { manager, service } = this.parts;
    // A service that publishes nothing has a stream all the same: its name is taken, and later versions may publish.
    const subjects = types.length
      ? types.map((type) => publishedSubjects(this.root, service, type))
      : [`${this.root}.${service}.nothing`];
    return ensureStream(manager, name, subjects, above + 1);
  }

  async deleteStream(name: string): Promise<void> {
    await this.parts.manager.streams.delete(name);
  }

  async consumer(stream: string, durable: string): Promise<ConsumerState> {
    const found = await this.parts.manager.consumers.info(stream, durable);
    const { created, num_pending: pending, num_ack_pending: unacknowledged, ack_floor } = found;
    return { created, pending, unacknowledged, acknowledged: ack_floor.stream_seq };
  }

  subscribe({ consumes, take, ...taker }: Taker): Subscribed {
    const { connection, manager, log } = this.parts;
    return new Subscription({
      ...taker,
      root: this.root,
      taken: consumes.map((type) => takenSubjects(this.root, type, taker)),
      connection,
      manager,
      log,
      take: (message) => take(incoming(message)),
    });
  }

  onReconnect(refresh: () => void): () => void {
    let stopped = false;
    const watch = async () => {
      for await (const { type } of this.parts.connection.status()) {
        if (stopped) return;
        if (type === "reconnect") refresh();
      }
    };
    void watch();
    return () => {
      stopped = true;
    };
  }
}

/** A message of JetStream as the engine takes it. */
export function incoming(message: JsMsg): Incoming {
  return {
    delivery: deliveryOf(message),
    bytes: message.data.length,
    deliveries: message.info.deliveryCount,
    ack: () => message.ack(),
    nak: (milliseconds) => message.nak(milliseconds),
    working: () => message.working(),
  };
}

function deliveryOf(message: JsMsg): SealedDelivery {
  const sealed = Buffer.from(message.data.buffer, message.data.byteOffset, message.data.byteLength);
  const content = { sealed };
  const envelope = envelopeOf(message.headers);
  if (envelope) return { origin: "bus", envelope, content, attempts: 0 };
  // It cannot be read by anybody: it becomes a dead letter under its place on the stream.
  const { stream, streamSequence } = message.info;
  const id = `${stream}-${streamSequence}`;
  return { origin: "bus", envelope: { ...emptyEnvelope, id, type: withoutEnvelope }, content, attempts: 0 };
}
