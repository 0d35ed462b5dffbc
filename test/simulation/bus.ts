import { SerialTask } from "../../platform/messaging/loop.ts";
import type { Bus, Subscribed, Taker } from "../../platform/messaging/ports/bus.ts";
import { type Broker, isFor, type Reader } from "./broker.ts";
import type { Process } from "./world.ts";

/** Finds streams with what a reader takes, and makes its consumers; what it may have missed it notes before. */
async function lookFor(broker: Broker, reader: Reader): Promise<void> {
  const { process, taker, reads } = reader;
  if (reader.stopped) return;
  try {
    const found = await process.ask(broker.server, () =>
      [...broker.streams.values()]
        .filter((stream) => isFor(stream, taker))
        .map(({ name, consumers }) => ({ name, known: consumers.get(taker.durable)?.created })),
    );
    for (const name of reads.keys()) if (!found.some((one) => one.name === name)) reads.delete(name);
    for (const { name, known } of found) {
      if (known && reads.get(name) === known) continue;
      if (!known) await taker.missing(name);
      const created = await process.ask(broker.server, () => broker.consumerFor(name, taker));
      if (!created || reads.get(name) === created) continue;
      reads.set(name, created);
      taker.reads(name);
      const stream = broker.streams.get(name);
      if (stream) broker.deliverAll(stream);
    }
  } catch {
    process.after(1_000, () => void reader.looks.look());
  }
}

/** The bus of one process. */
export function simulatedBus(process: Process, broker: Broker, own: string): Bus {
  const ask = <T>(does: () => T) => process.ask(broker.server, does);
  return {
    publish: (events) => ask(() => broker.publish(own, events)),
    stream: (name) =>
      ask(() => {
        const found = broker.streams.get(name);
        return found && { created: found.created, lastSequence: found.last };
      }),
    makeStream: (name, types, above) => ask(() => broker.make(name, types, above)),
    deleteStream: (name) => ask(() => void broker.streams.delete(name)),
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
      await looks.look();
    },
    look: () => looks.look(),
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
