import { randomUUID } from "node:crypto";
import type { ConsumerInfo } from "nats";
import { call } from "../contracts/action.ts";
import type { Complete, Redriven } from "./outbox.ts";
import type { Surface } from "./processor.ts";
import type { Resources } from "./runtime.ts";

const pauseMs = 500;

/** That events of a stream are missing here, and since when. */
interface Missed {
  since: Date;
  /** which making of the consumer: an answer to an earlier one does not settle a later one */
  making: string;
}

/** How far a service is with one stream. */
export interface Position {
  /** everything that the owner recorded before was handled here, or is kept here for another try */
  before: Date;
  /** what the owner's count of demands was when it answered our last one: notes of a lower count do not include it */
  redriven: number;
}

/** What the bus knows of this service's consumer of a stream, and the last sequence of that stream. */
export interface Consuming {
  consumer(stream: string): Promise<ConsumerInfo>;
  lastSequence(stream: string): Promise<number>;
}

/** A moment that is reached when everything up to a sequence is acknowledged. */
interface Sample extends Complete {
  sequence: number;
  /** of which making of the consumer */
  created: string;
}
const samplesMax = 500;

/**
 * A stream drops what nobody takes, and JetStream may lose it as a whole: a consumer that is made, for the first time or
 * again, asks the stream's owner for everything since the moment before which it has handled all. That it has to is kept
 * before the consumer is made: a process that dies in between would find the consumer there and ask nobody.
 */
export class CatchUp {
  private readonly resources: Resources;
  private readonly types: string[];
  private readonly consuming: Consuming;
  private readonly asking = new Map<string, Promise<void>>();
  private readonly samples = new Map<string, Sample[]>();
  private noting: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(resources: Resources, { takes }: Pick<Surface<unknown, unknown>, "takes">, consuming: Consuming) {
    this.resources = resources;
    this.types = takes.map(({ name }) => name);
    this.consuming = consuming;
  }

  /** Keeps that events of a stream are missing, from the first moment on that they may be. */
  async note(stream: string): Promise<void> {
    const { meta } = this.resources.models;
    const since = (await this.position(stream))?.before ?? new Date(0);
    const noted = { $set: { "value.making": randomUUID() }, $setOnInsert: { "value.since": since } };
    await meta.updateOne({ _id: `missed:${stream}` }, noted, { upsert: true });
  }

  /** Asks for what is missing of a stream, if anything is, until its owner has answered. */
  ask(stream: string): void {
    const before = this.asking.get(stream) ?? Promise.resolve();
    const asked: Promise<void> = before
      .then(() => this.askUntilAnswered(stream))
      .catch((error) => this.resources.log.warn({ error, stream }, "could not ask for what came before"))
      .finally(() => this.asking.get(stream) === asked && this.asking.delete(stream));
    this.asking.set(stream, asked);
  }

  /** Notes how far the service is with some streams, where their owners and the bus can be asked; never twice at once. */
  async noteHowFar(streams: readonly string[]): Promise<void> {
    const before = this.noting;
    this.noting = (async () => {
      await before;
      for (const stream of streams) await this.noteOf(stream); // What it cannot note it leaves.
    })();
    await this.noting;
  }

  async settled(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.asking.values());
  }

  /** How far this service is with a stream; undefined before its owner answered for the first time. */
  async position(stream: string): Promise<Position | undefined> {
    const found = await this.resources.models.meta.findById(`position:${stream}`).lean();
    return found?.value as Position | undefined;
  }

  private ownerOf(stream: string): string {
    const { namespace } = this.resources.config;
    return namespace ? stream.slice(namespace.length + 1) : stream;
  }

  private async askUntilAnswered(stream: string): Promise<void> {
    const { models, broker, log } = this.resources;
    const open = await models.meta.findById(`missed:${stream}`).lean();
    if (!open) return;
    const { since, making } = open.value as Missed;
    const params = { since: since.toISOString(), types: this.types };
    const service = this.ownerOf(stream);
    while (!this.stopped) {
      try {
        const { redriven }: Redriven = await call(broker, "service.redrive", params, { service, timeout: 30_000 });
        // First what is to be known of it: a process that dies in between asks once more.
        const position = { $set: { "value.redriven": redriven }, $setOnInsert: { "value.before": since } };
        await models.meta.updateOne({ _id: `position:${stream}` }, position, { upsert: true });
        await models.meta.deleteOne({ _id: `missed:${stream}`, "value.making": making });
        return;
      } catch (error) {
        log.debug({ error, owner: service }, "the owner of a stream does not answer yet");
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }

  /**
   * The order matters. What the owner says is complete lies on the stream by the time we look at our consumer; and the
   * consumer has to be the same one before we look at what is missing and after it, since one that was just made has
   * nothing waiting and has handled nothing.
   */
  private async noteOf(stream: string): Promise<void> {
    const { models, broker, log } = this.resources;
    try {
      const { created } = await this.consuming.consumer(stream);
      const position = await this.position(stream);
      if (!position || (await models.meta.exists({ _id: `missed:${stream}` }))) return;
      const service = this.ownerOf(stream);
      const { redriven, highest, before } = await call(broker, "service.complete", {}, { service, timeout: 5_000 });
      const sequence = await this.consuming.lastSequence(stream);
      const found = await this.consuming.consumer(stream);
      // A stream that was cut back has nothing waiting either: its owner will make it again.
      const isCutBack = (await this.consuming.lastSequence(stream)) < highest;
      if (found.created !== created || isCutBack) return;
      const reached = this.reached(stream, found, { redriven, highest, before: new Date(before), sequence, created });
      if (!reached || reached.redriven < position.redriven || reached.before <= position.before) return;
      const same = { _id: `position:${stream}`, "value.redriven": position.redriven };
      await models.meta.updateOne(same, { $set: { "value.before": reached.before } });
    } catch (error) {
      log.debug({ error, stream }, "how far this service is with a stream is not known now");
    }
  }

  /** The latest moment that is reached: that of the latest sample whose sequence is acknowledged, with all before it. */
  private reached(stream: string, { num_pending, num_ack_pending, ack_floor }: ConsumerInfo, now: Sample) {
    if (!num_pending && !num_ack_pending) {
      this.samples.delete(stream);
      return now;
    }
    const known = (this.samples.get(stream) ?? []).filter(({ created }) => created === now.created);
    const passed = known.filter(({ sequence }) => sequence <= ack_floor.stream_seq);
    const ahead = known.slice(passed.length);
    this.samples.set(stream, ahead.length < samplesMax ? [...ahead, now] : ahead);
    return passed.at(-1);
  }
}
