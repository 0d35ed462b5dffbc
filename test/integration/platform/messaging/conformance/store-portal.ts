import type { RecordedEvent } from "../../../../../platform/messaging/ports/store.ts";
import { determined, type Operation } from "./conform.ts";
import {
  type DocumentFact,
  type EventFact,
  isDocument,
  type NoteFact,
  type StorePort,
  type StoreWorld,
  tickOf,
  timeOf,
} from "./store-world.ts";

type Of = Operation<StorePort, StoreWorld>;

/** More documents than there ever are: none has to make room for another. */
const limit = 50;

/** Messages that follow no document of their application. */
function free({ messages, documents }: StoreWorld): NoteFact[] {
  const isBehind = (one: NoteFact) =>
    Object.values(documents).some(({ application, order }) => application === one.application && order < one.order);
  return messages.filter((one) => !isBehind(one));
}

/** Whether what is told of each application is in its order, and what it is. */
const told = (events: readonly RecordedEvent[]) => {
  const all = Map.groupBy(events, ({ envelope }) => envelope.applicationId);
  const isInOrder = ([, own]: [string, RecordedEvent[]]) =>
    own.every(({ order = 0 }, i) => i === 0 || order >= (own[i - 1]?.order ?? 0));
  return { isInOrder: [...all].every(isInOrder), events: events.map(({ _id }) => _id).sort() };
};
const toldOf = (notes: readonly NoteFact[]) => ({ isInOrder: true, events: notes.map(({ event }) => event).sort() });

export const messages: Of = determined(
  { what: "messages that may go", run: async ({ other }) => told((await other.portal().messages()).events) },
  (world) => toldOf(free(world)),
);

/** Takes what may go, and notes it as sent. Broken off, any of the notes may be left. */
export const sends: Of = determined(
  {
    what: "send messages",
    run: async ({ one }) => {
      const { events, sent } = await one.portal().messages();
      await sent();
      return told(events);
    },
  },
  (world) => {
    const gone = free(world);
    world.messages = world.messages.filter((one) => !gone.includes(one));
    return toldOf(gone);
  },
  (world) => {
    const together = [...Map.groupBy(free(world), ({ at }) => at).values()];
    return subsets(together).map((some) => {
      const gone = some.flat();
      return { ...structuredClone(world), messages: world.messages.filter((one) => !gone.includes(one)) };
    });
  },
);

const subsets = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: 2 ** list.length }, (_, bits) => list.filter((_one, i) => (bits >> i) % 2));

/** The next document of each application that is due and follows no message; those that are due together go together. */
function documentsDue({ messages: notes, documents }: StoreWorld, tick: number): DocumentFact[] {
  const due = Object.values(documents).filter((one) => one.due <= tick);
  const others: NoteFact[] = [...Object.values(documents).filter((one) => !due.includes(one)), ...notes];
  const isBefore = (one: NoteFact, other: NoteFact) =>
    one.application === other.application && one.event !== other.event && one.order < other.order;
  return due.filter((one) => !others.some((other) => isBefore(other, one)));
}

export const documents = (tick: number): Of =>
  determined(
    {
      what: `documents at ${tick}`,
      run: async ({ other }) => {
        const found = await other.portal().documents(limit, timeOf(tick));
        return { ...told(found.map(({ event }) => event)), tries: found.reduce((sum, one) => sum + one.attempts, 0) };
      },
    },
    (world) => {
      const due = documentsDue(world, tick);
      return { ...toldOf(due), tries: due.reduce((sum, { attempts }) => sum + attempts, 0) };
    },
  );

const firstOf = (due: readonly DocumentFact[]) => due.toSorted((a, b) => (a.event < b.event ? -1 : 1))[0];

/** The first document that may go cannot be fetched. Broken off, that may be counted and not be put off. */
export const failsToFetch = (tick: number, until: number): Of => {
  const count = (world: StoreWorld) => {
    const first = firstOf(documentsDue(world, tick));
    if (first) first.attempts += 1;
    return first;
  };
  return determined(
    {
      what: `a document is not to be had until ${until}`,
      run: async ({ one }) => {
        const found = await one.portal().documents(limit, timeOf(tick));
        const [first] = found.sort((a, b) => (a.event._id < b.event._id ? -1 : 1));
        if (first) await one.portal().failed(first, timeOf(until));
      },
    },
    (world) => {
      const first = count(world);
      for (const one of Object.values(world.documents))
        if (first && one.application === first.application && one.order >= first.order) one.due = until;
    },
    (world) => {
      const after = structuredClone(world);
      count(after);
      return [after];
    },
  );
};

export const removesDocument = (tick: number): Of =>
  determined(
    {
      what: "a document is sent",
      run: async ({ one }) => {
        const found = await one.portal().documents(limit, timeOf(tick));
        const [first] = found.map(({ event }) => event._id).sort();
        if (first) await one.portal().removeDocuments([first]);
      },
    },
    (world) => {
      const first = firstOf(documentsDue(world, tick));
      if (first) delete world.documents[first.event];
    },
  );

export const documentsOf = (application: string): Of =>
  determined(
    {
      what: `documents of ${application}`,
      run: async ({ other }) => (await other.portal().documentsOf(application)).map(({ _id }) => _id),
    },
    (world) =>
      Object.values(world.documents)
        .filter((one) => one.application === application)
        .sort((a, b) => a.order - b.order)
        .map(({ event }) => event),
  );

/** Notes events once more, as far as it comes: documents one by one behind the messages. */
function noteAgain(world: StoreWorld, all: readonly EventFact[], tick: number, documentsMax: number): void {
  const noteOf = ({ id, application, order = 0, at }: EventFact) => ({
    ...{ event: id, application, order, at: Math.max(at, tick) },
  });
  world.messages.push(...all.filter((one) => !isDocument(one)).map(noteOf));
  for (const one of all.filter(isDocument).slice(0, documentsMax))
    world.documents[one.id] = { ...noteOf(one), due: tick, attempts: 0 };
}

export const tellAgain = (since: number, types: readonly string[] | undefined, tick: number): Of => {
  const meant = ({ events }: StoreWorld) =>
    Object.values(events)
      .filter(({ at, type }) => at >= since && (!types || types.includes(type)))
      .sort((a, b) => a.at - b.at || (a.order ?? 0) - (b.order ?? 0));
  return determined(
    {
      what: `tell again since ${since}, ${types ?? "all types"}, at ${tick}`,
      run: ({ one }) => one.portal().again(timeOf(since), types, () => timeOf(tick)),
    },
    (world) => {
      const all = meant(world);
      noteAgain(world, all, tick, all.length);
      return all.length;
    },
    (world) => {
      const all = meant(world);
      return all.filter(isDocument).map((_, count) => {
        const after = structuredClone(world);
        noteAgain(after, all, tick, count);
        return after;
      });
    },
  );
};

export const portalDepth: Of = determined(
  {
    what: "depth of what the portal is to be told",
    run: async ({ other }) => {
      const { waiting, oldest } = await other.portal().depth();
      return { waiting, oldest: oldest && tickOf(oldest) };
    },
  },
  ({ messages: notes, documents: left }) => {
    const all = [...notes, ...Object.values(left)];
    return { waiting: all.length, oldest: all.length ? Math.min(...all.map(({ at }) => at)) : null };
  },
);
