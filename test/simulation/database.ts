import type { Item } from "../../platform/messaging/ports/collection.ts";
import type { BegunNote, BegunNotes } from "../../platform/messaging/ports/notes/begun-notes.ts";
import type { CatchUpNotes, Missed, Position } from "../../platform/messaging/ports/notes/catch-up-notes.ts";
import type { StreamMark } from "../../platform/messaging/ports/notes/stream-notes.ts";
import type {
  Answered,
  DeadLetter,
  RecordedEvent,
  Retry,
  Store,
  StoredState,
  Transaction,
} from "../../platform/messaging/ports/store.ts";
import { simulatedCollection } from "./collection.ts";
import { SimulatedInbox } from "./inbox.ts";
import { SimulatedLeases } from "./leases.ts";
import { type DocumentNote, type MessageNote, SimulatedPortalNotes } from "./portal-notes.ts";
import { type Publication, SimulatedStreamNotes } from "./stream-notes.ts";
import { epoch, type Process, Server } from "./world.ts";

/** What one service has stored. Documents are never changed in place: who has one has what it was. */
export class Database {
  readonly server: Server;
  readonly states = new Map<string, StoredState>();
  readonly handled = new Map<string, Answered>();
  readonly events = new Map<string, RecordedEvent>();
  readonly retries = new Map<string, Retry>();
  readonly dead = new Map<string, DeadLetter>();
  readonly publications = new Map<string, Publication>();
  readonly messages = new Map<string, MessageNote>();
  readonly documents = new Map<string, DocumentNote>();
  readonly missed = new Map<string, Missed>();
  readonly positions = new Map<string, Position>();
  readonly begun = new Map<number, BegunNote & { by: string }>();
  readonly leases = new Map<string, { holder: string; until: number }>();
  readonly checkpoints = new Map<string, { value: unknown; version: number }>();
  readonly collections = new Map<string, Map<string, Item<never>>>();
  mark: StreamMark | undefined;
  /** who works under which lease */
  readonly working: { name: string; process: Process }[] = [];
  /** until when the store did not answer, or its clock was set, in ms of the world: leases may end then */
  uncertainUntil = 0;
  /** what was seen to be wrong while it happened */
  readonly faults = new Set<string>();
  /** how far the server's clock is ahead, in ms */
  skew = 0;
  private count = 0;

  constructor(name: string) {
    this.server = new Server(`store of ${name}`);
  }

  nextId(of: string): string {
    this.count += 1;
    return `${of}-${this.count}`;
  }
}

export class SimulatedTransaction implements Transaction {
  readonly of = "transaction";
  /** what is written where the transaction is committed */
  readonly writes: (() => void)[] = [];
}

/** What another part of the same store writes within a transaction. */
export function within(transaction: Transaction, write: () => void): void {
  if (!(transaction instanceof SimulatedTransaction)) throw new Error("a transaction of another store");
  transaction.writes.push(write);
}

/** The store of one process: as MongoDB is, it reads one moment's view and refuses to write over what changed since. */
export function simulatedStore(process: Process, db: Database): Store {
  let latest = 0;
  const now = () => {
    latest = Math.max(latest, epoch + process.world.now + db.skew);
    return new Date(latest);
  };
  const ask = <T>(does: () => T) => process.ask(db.server, does);
  const refuse = (): never => {
    throw new Error("nobody asks for this in a simulation");
  };
  return {
    inbox: new SimulatedInbox(process, db),
    stream: new SimulatedStreamNotes(process, db),
    portal: () => new SimulatedPortalNotes(process, db),
    catchUp: catchUpNotes(ask, db),
    begun: begunNotes(ask, db),
    leases: new SimulatedLeases(process, db),
    states: {
      read: (ids) => ask(() => ids.flatMap((id) => db.states.get(id) ?? [])),
      versions: (of) =>
        ask(() => {
          const begin = "tenant" in of ? `${of.tenant}/${of.processor}/` : "";
          const found = "tenant" in of ? [...db.states.keys()].filter((id) => id.startsWith(begin)) : [...of];
          return new Map(found.flatMap((id) => db.states.get(id) ?? []).map(({ _id, version }) => [_id, version]));
        }),
      scan: refuse,
      keys: refuse,
      withTimers: refuse,
    },
    events: {
      ofCase: refuse,
      aboutCases: (numbers, types) =>
        ask(() => {
          const found = [...db.events.values()].filter(
            ({ envelope }) => numbers.includes(envelope.caseNumber) && types.includes(envelope.type),
          );
          return [...Map.groupBy(found, ({ envelope }) => envelope.caseNumber).values()].map(
            ([first]) => (first as RecordedEvent).envelope,
          );
        }),
      toldBecauseOf: (cause) =>
        ask(() =>
          [...db.events.values()]
            .filter(({ envelope, order }) => envelope.cause === cause && order !== undefined)
            .sort((a, b) => (a.order ?? 0) - (b.order ?? 0)),
        ),
    },
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
    looks: { note: refuse, about: refuse },
    collection: <Facts>(name: string) => {
      const items = db.collections.get(name) ?? new Map<string, Item<never>>();
      db.collections.set(name, items);
      return simulatedCollection<Facts>(ask, items as Map<string, Item<Facts>>);
    },
    checkpoints: {
      read: (name) => ask(() => db.checkpoints.get(name)?.value),
      write: (name, value) =>
        ask(() => void db.checkpoints.set(name, { version: 0, ...db.checkpoints.get(name), value })),
      once: async (name, value) => {
        await ask(() => db.checkpoints.has(name) || db.checkpoints.set(name, { value, version: 0 }));
        return await ask(() => db.checkpoints.get(name)?.value);
      },
      versioned: (name) => ask(() => ({ value: undefined, version: 0, ...db.checkpoints.get(name) })),
      swap: (name, version, value) =>
        ask(() => {
          const found = db.checkpoints.get(name);
          // What was written otherwise has no version and is never swapped.
          if (version ? found?.version !== version : found) return false;
          db.checkpoints.set(name, { value, version: version + 1 });
          return true;
        }),
    },
    now,
    prepare: () => ask(() => {}),
  };
}

type Ask = <T>(does: () => T) => Promise<T>;

const catchUpNotes = (ask: Ask, { missed, positions }: Database): CatchUpNotes => ({
  missed: (stream) => ask(() => missed.get(stream)),
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
