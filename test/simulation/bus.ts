import { SerialTask } from "../../platform/messaging/loop.ts";
import type { Bus, Subscribed, Taker } from "../../platform/messaging/ports/bus.ts";
import { type Broker, isFor, type Reader } from "./broker.ts";
import type { Process } from "./world.ts";

/** Finds streams with what a reader takes, and makes its consumers; what it may have missed it notes before. */
async function lookFor(broker: Broker, reader: Reader): Promise<void> {
  const { process, taker, reads } = reader;
  if (reader.stopped) return;
  try {
    const found = await process.ask(broker.server, () => streamsFor(broker, taker));
    for (const name of reads.keys()) if (!found.some((one) => one.name === name)) reads.delete(name);
    for (const { name, types, known } of found) {
      const isWhole = types.every((type) => known?.types.has(type));
      const before = reads.get(name);
      if (known && before?.created === known.created && before.types === types.join()) continue;
      if (!isWhole) await taker.missing(name);
      const created = await process.ask(broker.server, () => broker.consumerFor(name, taker, types));
      if (!created) continue;
      reads.set(name, { created, types: types.join() });
      taker.reads(name);
      const stream = broker.streams.get(name);
      if (stream) broker.deliverAll(stream);
    }
  } catch {
    process.after(1_000, () => void reader.looks.trigger());
  }
}

/** Streams with what somebody takes, as they are at one moment, and what his consumer of each is for. */
const streamsFor = ({ streams }: Broker, taker: Taker) =>
  [...streams.values()]
    .filter((stream) => isFor(stream, taker))
    .map(({ name, types, consumers }) => {
      const known = consumers.get(taker.durable);
      return {
        name,
        types: taker.consumes.filter((type) => types.has(type)),
        known: known && { created: known.created, types: new Set(known.types) },
      };
    });

/** The bus of one process. */
export function simulatedBus(process: Process, broker: Broker, own: string): Bus {
  const ask = <T>(does: () => T) => process.ask(broker.server, does);
  return {
    publish: (events, after) => ask(() => broker.publish(own, events, after)),
    stream: (name) =>
      ask(() => {
        const found = broker.streams.get(name);
        return found && { created: found.created, lastSequence: found.last };
      }),
    makeStream: (name, types, above) => ask(() => broker.make(name, types, above)),
    deleteStream: (name) =>
      ask(() => {
        if (!broker.streams.delete(name)) throw new Error("there is no such stream");
      }),
    consumer: (stream, durable) => ask(() => broker.stateOf(stream, durable)),
    subscribe: (taker) => subscribed(process, broker, taker),
    onReconnect: () => () => {},
  };
}

function subscribed(process: Process, broker: Broker, taker: Taker): Subscribed {
  const looks = new SerialTask(async () => {
    await lookFor(broker, reader);
    return false;
  });
  const reader: Reader = { process, taker, reads: new Map(), waiting: 0, stopped: false, looks };
  return {
    start: async () => {
      broker.join(reader);
      await looks.trigger();
    },
    refresh: () => looks.trigger(),
    get streams() {
      return [...reader.reads.keys()];
    },
    depths: async () => [],
    stop: async () => {
      reader.stopped = true;
      broker.leave(reader);
    },
  };
}
