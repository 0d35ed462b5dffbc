import {
  AckPolicy,
  type ConsumerInfo,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamManager,
  type JsMsg,
  type NatsConnection,
} from "nats";
import { SerialTask } from "../../loop.ts";
import type { Log } from "../../telemetry/log.ts";
import { subjectsWithin, type Taken } from "./subjects.ts";

/** How many messages may be unacknowledged altogether, over all instances. */
const unacknowledgedMax = 4_000;
/** A message that is not acknowledged after this long goes to another instance, in ms: its process may have died. */
const acknowledgeMs = 20_000;
/** How often new streams are looked for where the server's announcement was missed. */
const discoverMs = 30_000;
/** Pause before a stream that could not be read on is looked for again, in ms. */
const againMs = 1_000;

export interface SubscriptionParts {
  durable: string;
  /** first part of all subjects */
  root: string;
  /** events that are taken, from whatever stream has them */
  taken: Taken[];
  /** messages of one stream that may wait in this process; they have to be handled well before they come again */
  buffered: number;
  connection: NatsConnection;
  manager: JetStreamManager;
  log: Log;
  /** resolves when there is room for more */
  take(message: JsMsg): Promise<void>;
  /** a consumer is about to be made: kept, since this process may die between making it and asking for what it missed */
  missing(stream: string): Promise<void>;
  /** the stream is read from now on: what came before its consumer was made has to be asked for, if that is still open */
  reads(stream: string): void;
}

/** Reads the subjects that a service takes from every stream that has them, also from streams that appear later. */
export class Subscription {
  private readonly parts: SubscriptionParts;
  private readonly reading = new Map<string, { messages?: ConsumerMessages; subjects: string }>();
  private readonly loops = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private soon: NodeJS.Timeout | undefined;
  private stopped = false;
  /** What appears during a look may not be in its answer: it is looked for once more. */
  private readonly looks = new SerialTask(() => this.discover());

  constructor(parts: SubscriptionParts) {
    this.parts = parts;
  }

  async start(): Promise<void> {
    const advisories = this.parts.connection.subscribe("$JS.EVENT.ADVISORY.STREAM.*.>", {
      callback: () => this.refresh(),
    });
    await this.refresh();
    this.timer = setInterval(() => this.refresh(), discoverMs);
    this.closed = () => advisories.unsubscribe();
  }

  private closed: () => void = () => {};

  /** Stops reading; messages handed out before stay acknowledgeable. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    clearTimeout(this.soon);
    if (!this.parts.connection.isClosed()) this.closed();
    for (const { messages } of this.reading.values()) messages?.stop();
    await this.looks.settled();
    await Promise.all(this.loops);
  }

  /** Streams that are read at the moment. */
  get streams(): string[] {
    return [...this.reading.keys()];
  }

  /** What each stream still holds for this service: not handed out yet, and handed out without an answer so far. */
  async depths(): Promise<{ stream: string; pending: number; unacknowledged: number }[]> {
    const { manager, durable } = this.parts;
    return await Promise.all(
      this.streams.map(async (stream) => {
        const { num_pending, num_ack_pending } = await manager.consumers.info(stream, durable);
        return { stream, pending: num_pending, unacknowledged: num_ack_pending };
      }),
    );
  }

  private lookSoon(): void {
    if (!this.stopped) this.soon ??= setTimeout(() => this.refresh(), againMs);
  }

  /** Looks for streams now: one that appeared while the server was away was announced to nobody. */
  async refresh(): Promise<void> {
    clearTimeout(this.soon);
    this.soon = undefined;
    await this.looks.trigger();
  }

  /** @returns false: there is nothing more before the next look */
  private async discover(): Promise<boolean> {
    try {
      if (!this.stopped) await this.readNew();
    } catch (error) {
      if (!this.stopped) this.parts.log.debug({ error }, "looking for streams failed; tried again soon");
      this.lookSoon();
    }
    return false;
  }

  private async readNew(): Promise<void> {
    const { manager, root, taken, durable } = this.parts;
    // What a stream has is asked once and as a whole: asked subject by subject, one that is being made answers in part.
    for await (const { config } of manager.streams.list(`${root}.>`)) {
      const subjects = subjectsWithin(config.subjects, taken);
      // Its own stream has its name: what is for itself in there was handled with what it comes from.
      if (this.stopped || !subjects.length || config.name === durable) continue;
      const known = this.reading.get(config.name);
      if (!known) this.begin(config.name, subjects);
      else if (known.subjects !== subjects.join()) {
        // A newer version of the owner publishes more.
        await this.ensureConsumer(config.name, subjects);
        this.parts.reads(config.name);
        known.subjects = subjects.join();
      }
    }
  }

  private begin(stream: string, subjects: string[]): void {
    this.reading.set(stream, { subjects: subjects.join() });
    const loop: Promise<void> = this.read(stream, subjects)
      .catch((error) => {
        if (!this.stopped) this.parts.log.warn({ error, stream }, "reading a stream failed; it is taken up again");
      })
      .finally(() => {
        this.reading.delete(stream);
        this.loops.delete(loop);
        this.lookSoon();
      });
    this.loops.add(loop);
  }

  private async read(stream: string, subjects: string[]): Promise<void> {
    const { connection, durable, take, buffered } = this.parts;
    await this.ensureConsumer(stream, subjects);
    this.parts.reads(stream);
    const consumer = await connection.jetstream().consumers.get(stream, durable);
    const messages = await consumer.consume({
      max_messages: buffered,
      expires: 10_000,
      idle_heartbeat: 2_000,
      abort_on_missing_resource: true,
    });
    this.reading.set(stream, { messages, subjects: subjects.join() });
    if (this.stopped) messages.stop();
    for await (const message of messages) await take(message);
  }

  private async ensureConsumer(stream: string, subjects: string[]): Promise<void> {
    const { manager, durable } = this.parts;
    const existing = await this.findConsumer(stream);
    const before = existing?.config.filter_subjects ?? [existing?.config.filter_subject ?? ""];
    if (subjects.some((subject) => !before.includes(subject))) await this.parts.missing(stream);
    const wanted = { filter_subjects: subjects, max_ack_pending: unacknowledgedMax, ack_wait: acknowledgeMs * 1e6 };
    if (existing) await manager.consumers.update(stream, durable, wanted);
    else
      await manager.consumers.add(stream, {
        durable_name: durable,
        ack_policy: AckPolicy.Explicit,
        deliver_policy: DeliverPolicy.All,
        ...wanted,
      });
  }

  private async findConsumer(stream: string): Promise<ConsumerInfo | undefined> {
    for await (const info of this.parts.manager.consumers.list(stream))
      if (info.name === this.parts.durable) return info;
    return undefined;
  }
}
