import type { CollectionItem } from "../../platform/messaging/ports/collection.ts";
import type { BegunNotes } from "../../platform/messaging/ports/notes/begun-notes.ts";
import type { CatchUpNotes } from "../../platform/messaging/ports/notes/catch-up-notes.ts";
import type { RecordedEvent, Store } from "../../platform/messaging/ports/store.ts";
import { simulatedCollection } from "./collection.ts";
import type { Database } from "./database.ts";
import { SimulatedInbox } from "./inbox.ts";
import { SimulatedLeases } from "./leases.ts";
import { SimulatedPortalNotes } from "./portal-notes.ts";
import { SimulatedStreamNotes } from "./stream-notes.ts";
import { epoch, type Process } from "./world.ts";

/** The store of one process: as MongoDB is, it reads one moment's view and refuses to write over what changed since. */
export function simulatedStore(process: Process, db: Database): Store {
  let latest = 0;
  const now = () => {
    latest = Math.max(latest, epoch + process.world.now + db.skew);
    return new Date(latest);
  };
  const ask = <T>(does: () => T) => process.ask(db.server, does);
  return {
    inbox: new SimulatedInbox(process, db),
    stream: new SimulatedStreamNotes(process, db),
    portal: () => new SimulatedPortalNotes(process, db),
    catchUp: catchUpNotes(ask, db),
    begun: begunNotes(ask, db),
    leases: new SimulatedLeases(process, db),
    states: statesOf(ask, db),
    events: eventsOf(ask, db),
    tasks: { ofCase: refuse, tenants: refuse, orders: refuse, count: refuse, read: refuse },
    dead: {
      groups: refuse,
      select: refuse,
      find: (id) => ask(() => db.dead.get(id)),
      bury: async (letters) => {
        for (const letter of letters)
          await ask(() => void db.dead.set(letter._id, { ...db.dead.get(letter._id), ...letter }));
      },
    },
    keptIds: refuse,
    looks: { note: refuse, ofTarget: refuse },
    collection: <Facts>(name: string) => {
      const items = db.collections.get(name) ?? new Map<string, CollectionItem<never>>();
      db.collections.set(name, items);
      return simulatedCollection<Facts>(ask, items as Map<string, CollectionItem<Facts>>);
    },
    checkpoints: checkpointsOf(ask, db),
    now,
    prepare: () => ask(() => {}),
  };
}

type Ask = <T>(does: () => T) => Promise<T>;

function refuse(): never {
  throw new Error("nobody asks for this in a simulation");
}

const statesOf = (ask: Ask, { states }: Database): Store["states"] => ({
  read: (ids) => ask(() => ids.flatMap((id) => states.get(id) ?? [])),
  versions: (of) =>
    ask(() => {
      const begin = "tenant" in of ? `${of.tenant}/${of.processor}/` : "";
      const found = "tenant" in of ? [...states.keys()].filter((id) => id.startsWith(begin)) : [...of];
      return new Map(found.flatMap((id) => states.get(id) ?? []).map(({ _id, version }) => [_id, version]));
    }),
  scan: refuse,
  keys: refuse,
  withTimers: refuse,
});

const eventsOf = (ask: Ask, { events }: Database): Store["events"] => ({
  ofCase: refuse,
  aboutCases: (numbers, types) =>
    ask(() => {
      const found = [...events.values()].filter(
        ({ envelope }) => numbers.includes(envelope.caseNumber) && types.includes(envelope.type),
      );
      return [...Map.groupBy(found, ({ envelope }) => envelope.caseNumber).values()].map(
        ([first]) => (first as RecordedEvent).envelope,
      );
    }),
  toldBecauseOf: (cause) =>
    ask(() =>
      [...events.values()]
        .filter(({ envelope, order }) => envelope.cause === cause && order !== undefined)
        .sort((a, b) => (a.order ?? 0) - (b.order ?? 0)),
    ),
});

const checkpointsOf = (ask: Ask, { checkpoints }: Database): Store["checkpoints"] => ({
  read: (name) => ask(() => checkpoints.get(name)?.value),
  write: (name, value) => ask(() => void checkpoints.set(name, { version: 0, ...checkpoints.get(name), value })),
  once: async (name, value) => {
    await ask(() => checkpoints.has(name) || checkpoints.set(name, { value, version: 0 }));
    return await ask(() => checkpoints.get(name)?.value);
  },
  versioned: (name) => ask(() => ({ value: undefined, version: 0, ...checkpoints.get(name) })),
  swap: (name, version, value) =>
    ask(() => {
      const found = checkpoints.get(name);
      // What was written otherwise has no version and is never swapped.
      if (version ? found?.version !== version : found) return false;
      checkpoints.set(name, { value, version: version + 1 });
      return true;
    }),
});

const catchUpNotes = (ask: Ask, { missed, positions }: Database): CatchUpNotes => ({
  gap: (stream) => ask(() => missed.get(stream)),
  miss: (stream, { since, making }) =>
    ask(() => void missed.set(stream, { since: missed.get(stream)?.since ?? since, making })),
  settle: (stream, making) =>
    ask(() => {
      if (missed.get(stream)?.making === making) missed.delete(stream);
    }),
  position: (stream) => ask(() => positions.get(stream)),
  answered: (stream, { redriven, before }) =>
    ask(() => void positions.set(stream, { redriven, before: positions.get(stream)?.before ?? before })),
  reached: (stream, { redriven, before }) =>
    ask(() => {
      if (positions.get(stream)?.redriven === redriven) positions.set(stream, { redriven, before });
    }),
});

const begunNotes = (ask: Ask, { begun }: Database): BegunNotes => ({
  read: (partition) => ask(() => begun.get(partition)),
  write: (partition, note, by) => ask(() => void begun.set(partition, { ...note, by })),
  count: (partition, by, more) =>
    ask(() => {
      const found = begun.get(partition);
      if (found?.by === by) begun.set(partition, { ...found, times: found.times + more });
    }),
});
