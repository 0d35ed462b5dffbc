import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamManager,
  type JsMsg,
  type NatsConnection,
} from "nats";
import type { Log } from "../telemetry/log.ts";

/** How many messages of one stream wait in this process, and how many may be unacknowledged altogether. */
const bufferedMax = 500;
const unacknowledgedMax = 4_000;
/** A message that is not acknowledged after this long goes to another instance, in ms. */
const acknowledgeMs = 60_000;
/** How often new streams are looked for; the server's own announcement usually comes first. */
const discoverMs = 5_000;

export interface SubscriptionParts {
  durable: string;
  /** subjects that are taken, from whatever stream has them */
  subjects: string[];
  connection: NatsConnection;
  manager: JetStreamManager;
  log: Log;
  /** resolves when there is room for more */
  take(message: JsMsg): Promise<void>;
  /** this consumer was made just now: what came before has to be asked for */
  fresh(stream: string): void;
}

/** Reads the subjects that a service takes from every stream that has them, also from streams that appear later. */
export class Subscription {
  private readonly parts: SubscriptionParts;
  private readonly reading = new Map<string, ConsumerMessages | undefined>();
  private readonly loops = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private looking: Promise<void> | undefined;

  constructor(parts: SubscriptionParts) {
    this.parts = parts;
  }

  async start(): Promise<void> {
    const advisories = this.parts.connection.subscribe("$JS.EVENT.ADVISORY.STREAM.*.>", {
      callback: () => this.look(),
    });
    await this.look();
    this.timer = setInterval(() => this.look(), discoverMs);
    this.closed = () => advisories.unsubscribe();
  }

  private closed: () => void = () => {};

  /** Stops reading; messages handed out before stay acknowledgeable. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    if (!this.parts.connection.isClosed()) this.closed();
    for (const messages of this.reading.values()) messages?.stop();
    await this.looking;
    await Promise.all(this.loops);
  }

  /** Streams that are read at the moment. */
  get streams(): string[] {
    return [...this.reading.keys()];
  }

  private look(): Promise<void> {
    this.looking ??= this.discover()
      .catch((error) => {
        if (!this.stopped) this.parts.log.debug({ error }, "looking for streams failed; tried again soon");
      })
      .finally(() => {
        this.looking = undefined;
      });
    return this.looking;
  }

  private async discover(): Promise<void> {
    const filters = new Map<string, Set<string>>();
    for (const subject of this.parts.subjects) {
      for await (const stream of this.parts.manager.streams.names(subject))
        filters.set(stream, (filters.get(stream) ?? new Set()).add(subject));
    }
    for (const [stream, subjects] of filters) {
      if (this.reading.has(stream) || this.stopped) continue;
      this.reading.set(stream, undefined);
      const loop: Promise<void> = this.read(stream, [...subjects])
        .catch((error) => {
          if (!this.stopped) this.parts.log.warn({ error, stream }, "reading a stream failed; it is taken up again");
        })
        .finally(() => {
          this.reading.delete(stream);
          this.loops.delete(loop);
        });
      this.loops.add(loop);
    }
  }

  private async read(stream: string, subjects: string[]): Promise<void> {
    const { connection, durable, take } = this.parts;
    if (await this.ensureConsumer(stream, subjects)) this.parts.fresh(stream);
    const consumer = await connection.jetstream().consumers.get(stream, durable);
    const messages = await consumer.consume({
      max_messages: bufferedMax,
      expires: 10_000,
      idle_heartbeat: 2_000,
      abort_on_missing_resource: true,
    });
    this.reading.set(stream, messages);
    if (this.stopped) messages.stop();
    for await (const message of messages) await take(message);
  }

  /** @returns whether the consumer was made just now */
  private async ensureConsumer(stream: string, subjects: string[]): Promise<boolean> {
    const { manager, durable } = this.parts;
    const existing = await this.consumerExists(stream);
    const wanted = { filter_subjects: subjects, max_ack_pending: unacknowledgedMax, ack_wait: acknowledgeMs * 1e6 };
    if (existing) await manager.consumers.update(stream, durable, wanted);
    else
      await manager.consumers.add(stream, {
        durable_name: durable,
        ack_policy: AckPolicy.Explicit,
        deliver_policy: DeliverPolicy.All,
        ...wanted,
      });
    return !existing;
  }

  private async consumerExists(stream: string): Promise<boolean> {
    for await (const { name } of this.parts.manager.consumers.list(stream))
      if (name === this.parts.durable) return true;
    return false;
  }
}
