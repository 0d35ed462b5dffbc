import { PublishError, SequenceError } from "../../../../../platform/messaging/ports/bus.ts";
import { answerTo, type BusPort, type BusWorld, type Came, outgoing, stream, take, takesOf } from "./bus-world.ts";
import { isSame, type Operation } from "./conform.ts";

type Of = Operation<BusPort, BusWorld>;

/** Whether this was the making of the stream that was seen before. */
function isSeenBefore(port: BusPort, created: string): boolean {
  const isIt = port.created === created;
  port.created = created;
  return isIt;
}

const changed = (world: BusWorld, change: (after: BusWorld) => void): BusWorld => {
  const after = structuredClone(world);
  change(after);
  return after;
};

/** An operation that gives exactly one thing, or is refused. */
function certain(
  { what, run }: Pick<Of, "what" | "run">,
  change: (world: BusWorld) => void,
  seen: (world: BusWorld, before: BusWorld) => unknown,
  isRefused: (world: BusWorld, error?: unknown) => boolean = () => false,
): Of {
  return {
    what,
    run,
    after: (world, got) => {
      if (isRefused(world)) return [];
      const after = changed(world, change);
      if (!isSame(seen(after, world), got)) return [];
      after.seen = after.stream?.making ?? after.seen;
      return [after];
    },
    torn: (world) => (isRefused(world) ? [] : [changed(world, change)]),
    refused: (world, error) => isRefused(world, error),
  };
}

const stateSeen = ({ stream: found }: BusWorld, before: BusWorld) =>
  found ? { last: found.last, isSeenBefore: found.making === before.seen } : undefined;

/** Makes the stream above a sequence, or widens the one that is there: it loses nothing that it has. */
export const makes = (types: readonly string[], above: number): Of =>
  certain(
    {
      what: `make the stream for ${types.length} types above ${above}`,
      run: async (port) => {
        const { created, lastSequence } = await port.producer.makeStream(port.nameOf(stream), types, above);
        return { last: lastSequence, isSeenBefore: isSeenBefore(port, created) };
      },
    },
    (world) => {
      const found = world.stream;
      if (found) {
        const more = types.filter((type) => !found.types.includes(type));
        found.types.push(...more);
        // Whoever takes what is new may miss some of it until its consumer is for that as well.
        for (const [durable, reader] of Object.entries(world.readers))
          if (more.some((type) => takesOf[durable]?.includes(type))) reader.owes = true;
      } else {
        world.makings += 1;
        world.stream = { making: world.makings, types: [...types], last: above };
      }
    },
    stateSeen,
  );

export const looksAtStream: Of = certain(
  {
    what: "state of the stream",
    run: async (port) => {
      const found = await port.readers.stream(port.nameOf(stream));
      return found && { last: found.lastSequence, isSeenBefore: isSeenBefore(port, found.created) };
    },
  },
  () => {},
  stateSeen,
);

/** What the consumers had not handed out is gone with them. */
function forget(world: BusWorld, durables: readonly string[]): void {
  for (const durable of durables) {
    const reader = world.readers[durable];
    if (!reader) continue;
    reader.may = [...new Set([...reader.may, ...reader.must])];
    Object.assign(reader, { must: [], sure: [], owes: true });
  }
}

export const deletes: Of = certain(
  { what: "delete the stream", run: (port) => port.producer.deleteStream(port.nameOf(stream)) },
  (world) => {
    world.stream = null;
    forget(world, Object.keys(world.readers));
  },
  () => undefined,
  (world) => !world.stream,
);

/**
 * Publishes all of some messages in their order, or none.
 * @param beside how far from the stream's end it is said to be: they are taken only where that is 0
 */
export const publishes = (messages: readonly { id: string; type: string }[], beside: number): Of =>
  certain(
    {
      what: `publish ${messages.map(({ id, type }) => `${id} (${type.split(".")[1]})`)}, ${beside} beside the end`,
      run: async (port) => {
        const { lastSequence = 0 } = (await port.producer.stream(port.nameOf(stream))) ?? {};
        const events = messages.map(({ id, type }) => outgoing(id, type));
        return await port.producer.publish(events, lastSequence + beside);
      },
    },
    (world) => {
      for (const { id } of messages) {
        if (!world.stream) continue;
        world.stream.last += 1;
        world.sequences[id] = world.stream.last;
      }
      for (const [durable, reader] of Object.entries(world.readers))
        for (const { id, type } of messages) {
          if (!takesOf[durable]?.includes(type)) continue;
          if (reader.sure.includes(type)) reader.must.push(id);
          else reader.may.push(id);
        }
    },
    (world) => world.stream?.last,
    ({ stream: found }, error) => {
      const isUnknown = !messages.every(({ type }) => found?.types.includes(type));
      if (error === undefined) return isUnknown || beside !== 0;
      return (isUnknown && error instanceof PublishError) || (beside !== 0 && error instanceof SequenceError);
    },
  );

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
          takes: takesOf[durable] ?? [],
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
      await subscribed.look();
      return await consumerOf(port, durable).then(Boolean, () => false);
    });
    await subscribed.look();
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

export const asksForNone: Of = certain(
  { what: "state of a consumer of somebody who never read", run: (port) => consumerOf(port, "never-read") },
  () => {},
  () => undefined,
  () => true,
);
