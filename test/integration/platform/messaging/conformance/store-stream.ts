import type { Publication, StreamMark } from "../../../../../platform/messaging/ports/notes/stream-notes.ts";
import type { Store } from "../../../../../platform/messaging/ports/store.ts";
import { determined, type Operation } from "./conform.ts";
import { type PublicationFact, type StorePort, type StoreWorld, tickOf, timeOf } from "./store-world.ts";

type Of = Operation<StorePort, StoreWorld>;

async function waitingAt(store: Store, tick: number): Promise<Publication[]> {
  const found: Publication[] = [];
  for await (const batch of store.stream.waiting(timeOf(tick))) found.push(...batch);
  return found;
}

/** Those that wait, in an order that is always the same: of one moment the port names none. */
async function firstWaiting(store: Store, tick: number): Promise<Publication[]> {
  const keyOf = ({ events }: Publication) => events.map(({ _id }) => _id).join();
  return (await waitingAt(store, tick)).sort((a, b) => Number(a.at) - Number(b.at) || (keyOf(a) < keyOf(b) ? -1 : 1));
}

const isWaiting = (tick: number) => (one: PublicationFact) => !one.isOut && one.at < tick;
const eventsOf = ({ events }: PublicationFact) => events.join();
const inOrder = (all: readonly PublicationFact[]): PublicationFact[] =>
  all.toSorted((a, b) => a.at - b.at || (eventsOf(a) < eventsOf(b) ? -1 : 1));
const idsOf = (all: readonly Publication[]) =>
  inOrder(all.map(({ at, events }) => ({ at: tickOf(at), events: events.map(({ _id }) => _id), isOut: false }))).map(
    eventsOf,
  );
/** The mark as it counts: what was never counted is as if it were none. */
const markFact = (mark: StreamMark | undefined) => mark && { ...mark, redriven: mark.redriven ?? 0 };
const markOf = ({ mark }: StoreWorld) => mark && { ...mark, redriven: mark.redriven ?? 0 };

/** The publications that wait are those that were recorded and are not out, oldest first. */
export const waiting = (tick: number): Of =>
  determined(
    {
      what: `publications that wait at ${tick}`,
      run: async ({ other }) => {
        const found = await waitingAt(other, tick);
        const isOldestFirst = found.every(({ at }, i) => i === 0 || at >= (found[i - 1] as Publication).at);
        return { isOldestFirst, found: idsOf(found) };
      },
    },
    ({ publications }) => ({
      isOldestFirst: true,
      found: inOrder(publications.filter(isWaiting(tick))).map(eventsOf),
    }),
  );

export const streamDepth: Of = determined(
  {
    what: "depth and mark of the stream",
    run: async ({ other: { stream } }) => {
      const { waiting: count, oldest } = await stream.depth();
      const first = await stream.oldest();
      return {
        count,
        oldest: oldest && tickOf(oldest),
        first: first && tickOf(first),
        mark: markFact(await stream.mark()),
      };
    },
  },
  (world) => {
    const open = inOrder(world.publications.filter(({ isOut }) => !isOut));
    const oldest = open[0]?.at ?? null;
    const count = open.reduce((sum, { events }) => sum + events.length, 0);
    return { count, oldest, first: oldest ?? undefined, mark: markOf(world) ?? undefined };
  },
);

const raise = (world: StoreWorld, sequence: number): void => {
  if (world.mark) world.mark = { ...world.mark, highest: Math.max(world.mark.highest, sequence) };
};

/** Notes the first of those that wait as published. Broken off, the mark may be raised alone; never the other way round. */
export const publishes = (tick: number, count: number, sequence: number): Of => {
  const first = ({ publications }: StoreWorld) => inOrder(publications.filter(isWaiting(tick))).slice(0, count);
  return determined(
    {
      what: `note ${count} as published at ${sequence}`,
      run: async ({ one }) => {
        const found = (await firstWaiting(one, tick)).slice(0, count);
        return markFact(
          await one.stream.published(
            found.map(({ _id }) => _id),
            sequence,
          ),
        );
      },
    },
    (world) => {
      for (const one of first(world)) one.isOut = true;
      raise(world, sequence);
      return markOf(world) ?? undefined;
    },
    (world) => {
      const after = structuredClone(world);
      raise(after, sequence);
      return [after];
    },
  );
};

/** Notes that something is out and then that it is not: whoever published meanwhile for somebody who asks again. */
export const takesBack = (tick: number, sequence: number): Of =>
  determined(
    {
      what: `note one as published at ${sequence}, and take it back`,
      run: async ({ one }) => {
        const ids = (await firstWaiting(one, tick)).slice(0, 1).map(({ _id }) => _id);
        await one.stream.published(ids, sequence);
        await one.stream.unpublished(ids);
      },
    },
    (world) => raise(world, sequence),
    (world) => {
      const after = structuredClone(world);
      const [first] = inOrder(after.publications.filter(isWaiting(tick)));
      if (first) first.isOut = true;
      raise(after, sequence);
      return [after];
    },
  );

/** Splits the first that waits and has two events: the first event is out. Broken off, it may go out in both. */
export const splits = (tick: number): Of => {
  const split = (world: StoreWorld, isWhole: boolean) => {
    const [found] = inOrder(world.publications.filter(isWaiting(tick))).filter(({ events }) => events.length > 1);
    const [first] = found?.events ?? [];
    if (!found || !first) return;
    world.publications.push({ at: found.at, events: [first], isOut: false });
    if (isWhole) found.events = found.events.slice(1);
  };
  return determined(
    {
      what: `split the first that has more than one event at ${tick}`,
      run: async ({ one }) => {
        const found = (await firstWaiting(one, tick)).find(({ events }) => events.length > 1);
        if (found) await one.stream.split(found, found.events.slice(0, 1));
      },
    },
    (world) => split(world, true),
    (world) => {
      const after = structuredClone(world);
      split(after, false);
      return [after];
    },
  );
};

export const publishAgain = (since: number, type: string | undefined): Of =>
  determined(
    {
      what: `publish again since ${since}, ${type ?? "all types"}`,
      run: ({ one }) => one.stream.again(timeOf(since), type === undefined ? undefined : [type]),
    },
    (world) => {
      const isOf = (id: string) => type === undefined || world.events[id]?.type === type;
      const found = world.publications.filter(({ isOut, at, events }) => isOut && at >= since && events.some(isOf));
      for (const one of found) one.isOut = false;
      return found.reduce((sum, { events }) => sum + events.length, 0);
    },
  );

export const begins = (created: string): Of =>
  determined(
    { what: `note the stream ${created}`, run: ({ one }) => one.stream.begin({ created, highest: 0 }) },
    (world) => {
      world.mark ??= { created, highest: 0 };
    },
  );

export const madeAgain = (created: string): Of =>
  determined(
    { what: `note the stream made again ${created}`, run: ({ one }) => one.stream.madeAgain(created) },
    (world) => {
      if (world.mark) world.mark = { ...world.mark, created };
    },
  );

export const countsRedrive: Of = determined(
  { what: "count a demand", run: ({ one }) => one.stream.countRedrive() },
  (world) => {
    if (!world.mark) return 0;
    world.mark = { ...world.mark, redriven: (world.mark.redriven ?? 0) + 1 };
    return world.mark.redriven;
  },
);
