import { randomUUID } from "node:crypto";
import { call } from "../contracts/action.ts";
import type { Resources } from "./runtime.ts";
import type { Surface } from "./surface.ts";

/** How far back a new consumer asks beyond what it last noted, in ms. */
const overlapMs = 5 * 60_000;
const pauseMs = 500;

interface Missed {
  since: Date;
  /** which making of the consumer: an answer to an earlier one does not settle a later one */
  making: string;
}

/**
 * A stream drops what nobody takes, so a consumer that is made asks the stream's owner for what came before. That it
 * has to is kept before the consumer is made: a process that dies in between would find the consumer there and ask
 * nobody.
 */
export function missedEvents({ models, broker, log, config }: Resources, surface: Surface<unknown, unknown>) {
  const types = surface.takes.map(({ name }) => name);
  const asking = new Map<string, Promise<void>>();
  let stopped = false;

  const askUntilAnswered = async (stream: string) => {
    const open = await models.meta.findById(`missed:${stream}`).lean();
    if (!open) return;
    const owner = config.namespace ? stream.slice(config.namespace.length + 1) : stream;
    const { since, making } = open.value as Missed;
    const params = { since: since.toISOString(), types };
    while (!stopped) {
      try {
        await call(broker, "service.redrive", params, { service: owner, timeout: 30_000 });
        await models.meta.deleteOne({ _id: `missed:${stream}`, "value.making": making });
        return;
      } catch (error) {
        log.debug({ error, owner }, "the owner of a stream does not answer yet");
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  };

  return {
    /** Keeps that events of a stream are missing, from the first moment on that they may be. */
    note: async (stream: string) => {
      const read = await models.meta.findById(`reads:${stream}`).lean();
      const since = read ? new Date((read.value as Date).getTime() - overlapMs) : new Date(0);
      const noted = { $set: { "value.making": randomUUID() }, $setOnInsert: { "value.since": since } };
      await models.meta.updateOne({ _id: `missed:${stream}` }, noted, { upsert: true });
    },
    /** Asks for what is missing of a stream, if anything is, until its owner has answered. */
    ask: (stream: string) => {
      const before = asking.get(stream) ?? Promise.resolve();
      const asked: Promise<void> = before
        .then(() => askUntilAnswered(stream))
        .catch((error) => log.warn({ error, stream }, "could not ask for what came before"))
        .finally(() => asking.get(stream) === asked && asking.delete(stream));
      asking.set(stream, asked);
    },
    /** Notes until when streams were read, so that a consumer that is made again need not ask for everything. */
    upTo: async (streams: string[]) => {
      for (const stream of streams)
        await models.meta.updateOne({ _id: `reads:${stream}` }, { $set: { value: new Date() } }, { upsert: true });
    },
    settled: async () => {
      stopped = true;
      await Promise.all(asking.values());
    },
  };
}
