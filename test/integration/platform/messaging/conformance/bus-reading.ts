import { certain, changed, forget, type Of } from "./bus-operation.ts";
import { answerTo, type BusPort, type Came, stream, take, takesOf } from "./bus-world.ts";

/** Starts a reader, unless it runs. */
export const starts = (durable: string): Of => ({
  ...certain(
    {
      what: `start ${durable}`,
      run: async (port) => {
        if (port.running.has(durable)) return;
        const came: Came = port.came.get(durable) ?? { times: new Map(), changed: [], missing: 0, reads: 0 };
        port.came.set(durable, came);
        const subscribed = port.readers.subscribe({
          durable: port.nameOf(durable),
          consumes: takesOf[durable] ?? [],
          buffered: 100,
          take: async (message) => take(came, message),
          missing: async () => {
            came.missing += 1;
          },
          reads: () => {
            came.reads += 1;
          },
        });
        port.running.set(durable, subscribed);
        await subscribed.start();
      },
    },
    ({ readers }) => {
      const reader = readers[durable];
      if (reader) reader.isRunning = true;
    },
    () => undefined,
  ),
  steady: true,
});

export const stops = (durable: string): Of => ({
  ...certain(
    {
      what: `stop ${durable}`,
      run: async (port) => {
        await port.running.get(durable)?.stop();
        port.running.delete(durable);
      },
    },
    ({ readers }) => {
      const reader = readers[durable];
      if (reader) reader.isRunning = false;
    },
    () => undefined,
  ),
  steady: true,
});

export const losesConsumer = (durable: string): Of => ({
  ...certain(
    { what: `the server forgets the consumer of ${durable}`, run: (port) => port.loseConsumer(durable) },
    (world) => forget(world, [durable]),
    () => undefined,
  ),
  steady: true,
});

const consumerOf = (port: BusPort, durable: string) => port.readers.consumer(port.nameOf(stream), port.nameOf(durable));

/** A reader has a consumer for all of the stream that it takes, and has said before that it may have missed something. */
export const isReading = (durable: string): Of => ({
  what: `${durable} reads`,
  run: async (port) => {
    const subscribed = port.running.get(durable);
    const came = port.came.get(durable);
    if (!subscribed || !came || !(await port.readers.stream(port.nameOf(stream)))) return { isThere: false };
    await port.until(`${durable} reads`, async () => {
      await subscribed.refresh();
      return await consumerOf(port, durable).then(Boolean, () => false);
    });
    await subscribed.refresh();
    const hasSaid = came.missing > 0 && came.reads > 0;
    Object.assign(came, { missing: 0, reads: 0 });
    return { isThere: true, hasSaid };
  },
  after: (world, seen) => {
    const { isThere, hasSaid } = seen as { isThere: boolean; hasSaid?: boolean };
    const reader = world.readers[durable];
    const isExpected = world.stream !== null && reader?.isRunning === true;
    if (isThere !== isExpected || (isThere && reader?.owes && !hasSaid)) return [];
    if (!isThere) return [world];
    return [
      changed(world, ({ readers, stream: found }) => {
        const sure = takesOf[durable]?.filter((type) => found?.types.includes(type)) ?? [];
        Object.assign(readers[durable] ?? {}, { owes: false, sure });
      }),
    ];
  },
  torn: () => [],
  steady: true,
});

/** What was given back or left, and did not come again yet, is among what the consumer has open. */
export const countsOpen = (durable: string): Of => ({
  what: `what ${durable} has open`,
  run: async (port) => {
    if (!(await port.readers.stream(port.nameOf(stream)))) return undefined;
    const found = await consumerOf(port, durable).catch(() => undefined);
    const times = port.came.get(durable)?.times ?? new Map<string, number>();
    const twice = [...times].flatMap(([id, count]) => (count > 1 ? [id] : []));
    return found && { open: found.pending + found.unacknowledged, acknowledged: found.acknowledged, twice };
  },
  after: (world, seen) => {
    if (!seen) return [world];
    const { open, acknowledged, twice } = seen as { open: number; acknowledged: number; twice: string[] };
    const { must = [] } = world.readers[durable] ?? {};
    const waiting = must.filter((id) => answerTo(id) !== "ack" && !twice.includes(id));
    const isBehind = waiting.every((id) => (world.sequences[id] ?? 0) > acknowledged);
    return open >= waiting.length && isBehind ? [world] : [];
  },
  torn: () => [],
});

/** What came to each reader, once nothing is on its way to those that run. */
export const settles: Of = {
  what: "everything that has to come has come",
  run: async (port) => {
    const isThere = (await port.readers.stream(port.nameOf(stream))) !== undefined;
    for (const durable of isThere ? port.running.keys() : [])
      await port.until(`nothing is on its way to ${durable}`, async () => {
        await port.hasten();
        const found = await consumerOf(port, durable).catch(() => undefined);
        return found?.pending === 0 && found.unacknowledged === 0;
      });
    return [...port.came].map(([durable, { times, changed: other }]) => {
      const again = [...times].flatMap(([id, count]) => (count > 1 ? [id] : []));
      return { durable, came: [...times.keys()], again, changed: other };
    });
  },
  after: (world, seen) => {
    const all = seen as { durable: string; came: string[]; again: string[]; changed: string[] }[];
    const isAllowed = all.every(({ durable, came, again, changed: other }) => {
      const { must = [], may = [], isRunning = false } = world.readers[durable] ?? {};
      if (other.length || came.some((id) => !must.includes(id) && !may.includes(id))) return false;
      if (!isRunning || !world.stream) return true;
      return must.every((id) => came.includes(id) && (answerTo(id) === "ack" || again.includes(id)));
    });
    if (!isAllowed) return [];
    return [
      changed(world, ({ readers, stream: found }) => {
        for (const { durable } of all) {
          const reader = readers[durable];
          if (!reader?.isRunning || !found) continue;
          reader.may = [...new Set([...reader.may, ...reader.must])];
          reader.must = [];
        }
      }),
    ];
  },
  torn: () => [],
  steady: true,
};

/** There is no consumer of somebody who never read. */
export const asksForNone: Of = certain(
  { what: "state of a consumer that there is not", run: (port) => consumerOf(port, "never-read") },
  () => {},
  () => undefined,
  () => true,
);
