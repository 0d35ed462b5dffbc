import { type Caller, call } from "../../contracts/action.ts";
import { namesOf } from "../../ids.ts";
import type { Bus, ConsumerState } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CatchUpNotes } from "../../ports/notes/catch-up-notes.ts";
import type { Log } from "../../telemetry/log.ts";
import type { Complete, Redriven } from "./outbox.ts";

const pauseMs = 500;

/** A moment that is reached when everything up to a sequence is acknowledged. */
interface Sample extends Complete {
  sequence: number;
  /** of which making of the consumer */
  created: string;
}
const samplesMax = 500;

export interface CatchUpParts {
  notes: CatchUpNotes;
  bus: Pick<Bus, "consumer" | "stream">;
  caller: Caller;
  /** the name of the service's consumers */
  durable: string;
  /** what the names of streams begin with; "" for nothing */
  namespace: string;
  /** names of the events that the service takes */
  consumes: readonly string[];
  /** names this instance: what it makes is told apart from what another one makes */
  instance: string;
  clock: Clock;
  log: Log;
}

/**
 * A stream drops what nobody takes, and JetStream may lose it as a whole: a consumer that is made, for the first time or
 * again, asks the stream's owner for everything since the moment before which it has handled all. That it has to is kept
 * before the consumer is made: a process that dies in between would find the consumer there and ask nobody.
 */
export class CatchUp {
  private readonly parts: CatchUpParts;
  private readonly nextMaking: () => string;
  private readonly asking = new Map<string, Promise<void>>();
  private readonly samples = new Map<string, Sample[]>();
  private noting: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(parts: CatchUpParts) {
    this.parts = parts;
    this.nextMaking = namesOf(parts.instance);
  }

  /** Keeps that events of a stream are missing, from the first moment on that they may be. */
  async note(stream: string): Promise<void> {
    const { notes } = this.parts;
    const since = (await notes.position(stream))?.before ?? new Date(0);
    await notes.miss(stream, { since, making: this.nextMaking() });
  }

  /** Asks for what is missing of a stream, if anything is, until its owner has answered. */
  ask(stream: string): void {
    const before = this.asking.get(stream) ?? Promise.resolve();
    const asked: Promise<void> = before
      .then(() => this.askUntilAnswered(stream))
      .catch((error) => this.parts.log.warn({ error, stream }, "could not ask for what came before"))
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

  private ownerOf(stream: string): string {
    const { namespace } = this.parts;
    return namespace ? stream.slice(namespace.length + 1) : stream;
  }

  private async askUntilAnswered(stream: string): Promise<void> {
    const { clock, log } = this.parts;
    while (!this.stopped) {
      try {
        await this.askOnce(stream);
        return;
      } catch (error) {
        log.debug({ error, stream }, "the owner of a stream, or the store, does not answer yet");
        await clock.sleep(pauseMs);
      }
    }
  }

  private async askOnce(stream: string): Promise<void> {
    const { notes, caller, consumes } = this.parts;
    const open = await notes.gap(stream);
    if (!open) return;
    const { since, making } = open;
    const params = { since: since.toISOString(), types: [...consumes] };
    const service = this.ownerOf(stream);
    const { redriven }: Redriven = await call(caller, "service.redrive", params, { service, timeout: 30_000 });
    // First what is to be known of it: a process that dies in between asks once more.
    await notes.answered(stream, { redriven, before: since });
    await notes.settle(stream, making);
  }

  /**
   * The order matters. What the owner says is complete lies on the stream by the time we look at our consumer; and the
   * consumer has to be the same one before we look at what is missing and after it, since one that was just made has
   * nothing waiting and has handled nothing.
   */
  private async noteOf(stream: string): Promise<void> {
    const { notes, bus, caller, durable, log } = this.parts;
    try {
      const { created } = await bus.consumer(stream, durable);
      const position = await notes.position(stream);
      if (!position || (await notes.gap(stream))) return;
      const service = this.ownerOf(stream);
      const { redriven, highest, before } = await call(caller, "service.complete", {}, { service, timeout: 5_000 });
      const sequence = (await bus.stream(stream))?.lastSequence ?? 0;
      const found = await bus.consumer(stream, durable);
      // A stream that was cut back has nothing waiting either: its owner will make it again.
      const isCutBack = ((await bus.stream(stream))?.lastSequence ?? 0) < highest;
      if (found.created !== created || isCutBack) return;
      const reached = this.reached(stream, found, { redriven, highest, before: new Date(before), sequence, created });
      if (!reached || reached.redriven < position.redriven || reached.before <= position.before) return;
      await notes.reached(stream, { redriven: position.redriven, before: reached.before });
    } catch (error) {
      log.debug({ error, stream }, "how far this service is with a stream is not known now");
    }
  }

  /** The latest moment that is reached: that of the latest sample whose sequence is acknowledged, with all before it. */
  private reached(stream: string, { pending, unacknowledged, acknowledged }: ConsumerState, now: Sample) {
    if (!pending && !unacknowledged) {
      this.samples.delete(stream);
      return now;
    }
    const known = (this.samples.get(stream) ?? []).filter(({ created }) => created === now.created);
    const passed = known.filter(({ sequence }) => sequence <= acknowledged);
    const ahead = known.slice(passed.length);
    this.samples.set(stream, ahead.length < samplesMax ? [...ahead, now] : ahead);
    return passed.at(-1);
  }
}
