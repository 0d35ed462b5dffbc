import type { BegunNote, BegunNotes } from "../../platform/messaging/ports/begun-notes.ts";
import type { CatchUpNotes, Missed, Position } from "../../platform/messaging/ports/catch-up-notes.ts";
import type { Lease, Leases } from "../../platform/messaging/ports/leases.ts";
import {
  type Answered,
  type AsideAccount,
  type DeadLetter,
  DeadlineError,
  type Decided,
  type Due,
  type DueTimer,
  type InboxStore,
  type Loaded,
  type More,
  type RecordedEvent,
  type Retry,
  type Store,
  type StoredState,
  type Transaction,
  type Wanted,
} from "../../platform/messaging/ports/store.ts";
import type { StreamMark } from "../../platform/messaging/ports/stream-notes.ts";
import { type DocumentNote, type MessageNote, SimulatedPortalNotes } from "./portal-notes.ts";
import { type Publication, SimulatedStreamNotes } from "./stream-notes.ts";
import { AwayError, epoch, type Process, Server } from "./world.ts";

/** Ids of handled messages that a state holds; the older half of more is kept beside. */
const handledMax = 200;
/** What a transaction may take, in ms, with its repetitions. */
const transactionMs = 5_000;
/** Accounts that are named among those that have most set aside. */
const asideAccountsMax = 5;

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
  mark: StreamMark | undefined;
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

class SimulatedTransaction implements Transaction {
  readonly of = "transaction";
  /** what is written where the transaction is committed */
  readonly writes: (() => void)[] = [];
}

/** What another part of the same store writes within a transaction. */
export function within(transaction: Transaction, write: () => void): void {
  if (!(transaction instanceof SimulatedTransaction)) throw new Error("a transaction of another store");
  transaction.writes.push(write);
}

class Conflict extends Error {}

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

class SimulatedInbox implements InboxStore {
  private readonly process: Process;
  private readonly db: Database;

  constructor(process: Process, db: Database) {
    this.process = process;
    this.db = db;
  }

  async transact<Noted>(
    wanted: Wanted,
    decide: (loaded: Loaded) => Promise<Decided | More>,
    also: (transaction: Transaction, events: readonly RecordedEvent[], at: Date) => Promise<Noted>,
  ): Promise<Noted | undefined> {
    const end = this.process.world.now + transactionMs;
    for (;;) {
      const { decided, view } = await this.decided(wanted, decide);
      const transaction = new SimulatedTransaction();
      const { events, at } = decided;
      const noted = events.length ? await also(transaction, events, at) : undefined;
      try {
        await this.ask(() => this.commit(decided, view, transaction));
        return noted;
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        if (this.process.world.now > end) throw new DeadlineError("it collides with others");
        await this.process.clock.sleep(this.process.world.dice.int(1, 50));
      }
    }
  }

  async look(wanted: Wanted, decide: (loaded: Loaded) => Promise<Decided | More>): Promise<void> {
    await this.decided(wanted, decide);
  }

  private ask<T>(does: () => T): Promise<T> {
    return this.process.ask(this.db.server, does);
  }

  private async decided(wanted: Wanted, decide: (loaded: Loaded) => Promise<Decided | More>) {
    // One moment's view of all that may be read: later writes of others are not in it.
    const view = await this.ask(() => viewOf(this.db));
    let asked = new Set(wanted.states);
    for (;;) {
      const decided = await decide(loadedFrom(view, asked, wanted.messages));
      if (!("more" in decided)) return { decided, view };
      const more = decided.more;
      await this.ask(() => {});
      asked = new Set([...asked, ...more]);
    }
  }

  /** All of it or nothing. */
  private commit(decided: Decided, view: View, { writes }: SimulatedTransaction): void {
    const { db } = this;
    for (const { before, after } of decided.states) {
      if (db.states.get(after._id) !== before || view.states.get(after._id) !== before) throw new Conflict("a state");
    }
    for (const { _id } of decided.events) if (db.events.has(_id)) throw new Conflict("an event");
    // Only what is written collides: what is deleted has to be there to be, and one that comes meanwhile is not seen.
    const [buried, gone] = [decided.dead.map(({ _id }) => _id), [...decided.done, ...decided.dropped]];
    const deleted = [...buried, ...gone].filter((id) => view.retries.has(id));
    for (const id of [...decided.retries.map(({ _id }) => _id), ...deleted])
      if (db.retries.get(id) !== view.retries.get(id)) throw new Conflict("a retry");
    for (const id of [...buried, ...decided.done.filter((one) => view.dead.has(one))])
      if (db.dead.get(id) !== view.dead.get(id)) throw new Conflict("a dead letter");
    for (const { after } of decided.states) db.states.set(after._id, this.withoutOld(after));
    for (const event of decided.events) db.events.set(event._id, event);
    for (const retry of decided.retries) {
      const { account: _, ...rest } = { ...db.retries.get(retry._id), ...retry };
      db.retries.set(retry._id, rest);
    }
    for (const letter of decided.dead) {
      db.dead.set(letter._id, { ...db.dead.get(letter._id), ...letter });
    }
    for (const id of deleted) db.retries.delete(id);
    for (const id of decided.done.filter((one) => view.dead.has(one))) {
      const { open: _, ...letter } = db.dead.get(id) ?? {};
      if ("_id" in letter) db.dead.set(id, { ...letter, replayedAt: decided.at });
    }
    for (const write of writes) write();
  }

  private withoutOld(state: StoredState): StoredState {
    if (state.handled.length <= handledMax) return state;
    const older = state.handled.slice(0, state.handled.length - handledMax / 2);
    for (const { id, ...answered } of older) this.db.handled.set(id, { stateId: state._id, ...answered });
    return { ...state, handled: state.handled.slice(older.length), handledBefore: true };
  }

  dueRetries(now: Date, limit: number): Promise<Retry[]> {
    return this.begin(
      limit,
      ({ dueAt }) => dueAt !== null && dueAt <= now,
      (a, b) => Number(a.dueAt) - Number(b.dueAt),
    );
  }

  asideOf(account: string, limit: number): Promise<Retry[]> {
    return this.begin(
      limit,
      (one) => one.account === account,
      (a, b) => Number(a.at) - Number(b.at),
    );
  }

  private async begin(
    limit: number,
    isMeant: (one: Retry) => boolean,
    order: (a: Retry, b: Retry) => number,
  ): Promise<Retry[]> {
    const found = await this.ask(() => [...this.db.retries.values()].filter(isMeant).sort(order).slice(0, limit));
    // Another instance may have begun or ended some of them meanwhile.
    if (found.length)
      await this.ask(() => {
        for (const { _id } of found) {
          const known = this.db.retries.get(_id);
          if (known) this.db.retries.set(_id, { ...known, begun: known.begun + 1 });
        }
      });
    return found.map((one) => ({ ...one, begun: one.begun + 1 }));
  }

  async dueTimers(now: Date, limit: number): Promise<DueTimer[]> {
    const found = await this.ask(() =>
      [...this.db.states.values()]
        .filter(({ nextTimer }) => nextTimer !== null && nextTimer <= now)
        .sort((a, b) => Number(a.nextTimer) - Number(b.nextTimer))
        .slice(0, limit),
    );
    const ids = found.flatMap(({ timers }) => timers.map(({ id }) => id));
    const waiting = ids.length ? await this.ask(() => ids.filter((id) => this.db.retries.has(id))) : [];
    const dead = ids.length ? await this.ask(() => ids.filter((id) => this.db.dead.get(id)?.open)) : [];
    const failed = new Set([...waiting, ...dead]);
    for (const state of found) await this.passOver(state, failed);
    return found.flatMap(({ tenant, processor, key, timers }) =>
      timers
        .filter(({ id, due }) => due <= now && !failed.has(id))
        .map(({ id, name, about }) => ({
          id,
          name,
          ...(about === undefined ? {} : { about }),
          tenant,
          processor,
          key,
        })),
    );
  }

  /** A timer that failed is not due any more, unless its state was written meanwhile. */
  private async passOver({ _id, version, timers }: StoredState, failed: ReadonlySet<string>): Promise<void> {
    const open = timers.filter(({ id }) => !failed.has(id)).map(({ due }) => due.getTime());
    if (open.length === timers.length) return;
    const nextTimer = open.length ? new Date(Math.min(...open)) : null;
    await this.ask(() => {
      const known = this.db.states.get(_id);
      if (known?.version === version) this.db.states.set(_id, { ...known, nextTimer });
    });
  }

  nextAccount(after: string): Promise<string | undefined> {
    return this.ask(() => {
      const accounts = [...new Set([...this.db.retries.values()].flatMap(({ account }) => account ?? []))].sort();
      return accounts.find((one) => one > after) ?? accounts[0];
    });
  }

  async setAside(messages: readonly Retry[]): Promise<void> {
    const { retries } = this.db;
    for (const message of messages) await this.ask(() => retries.has(message._id) || retries.set(message._id, message));
  }

  due({ now, unsentBefore }: { now: Date; unsentBefore: Date }): Promise<ReadonlySet<Due>> {
    return this.ask(() => {
      const { retries, states, publications, messages, documents } = this.db;
      const due = new Set<Due>();
      if (retries.size || [...states.values()].some(({ nextTimer }) => nextTimer && nextTimer <= now)) due.add("kept");
      const isUnpublished = ({ sequence, at }: Publication) => sequence === null && at < unsentBefore;
      const isDocumentDue = ({ dueAt }: DocumentNote) => dueAt <= now;
      if (
        messages.size ||
        [...publications.values()].some(isUnpublished) ||
        [...documents.values()].some(isDocumentDue)
      )
        due.add("outbox");
      return due;
    });
  }

  isAway(error: unknown): boolean {
    return error instanceof AwayError;
  }

  asideAccounts(): Promise<AsideAccount[]> {
    return this.ask(() => {
      const aside = [...this.db.retries.values()].sort((a, b) => Number(a.at) - Number(b.at));
      const accounts = [...Map.groupBy(aside, ({ account }) => account)].flatMap(([account, all]) =>
        account ? [{ account, count: all.length, caseNumber: all[0]?.envelope.caseNumber ?? "" }] : [],
      );
      return accounts.sort((a, b) => b.count - a.count).slice(0, asideAccountsMax);
    });
  }

  counts(): Promise<{ retries: number; aside: number; dead: number }> {
    return this.ask(() => {
      const all = [...this.db.retries.values()];
      return {
        retries: all.filter(({ dueAt }) => dueAt !== null).length,
        aside: all.filter(({ account }) => account).length,
        dead: [...this.db.dead.values()].filter(({ open }) => open).length,
      };
    });
  }
}

type View = Pick<Database, "states" | "retries" | "dead" | "handled">;
const viewOf = ({ states, retries, dead, handled }: Database): View => ({
  states: new Map(states),
  retries: new Map(retries),
  dead: new Map(dead),
  handled,
});

function loadedFrom(
  { states, retries, dead, handled }: View,
  asked: ReadonlySet<string>,
  messages: readonly string[],
): Loaded {
  const found = [...asked].flatMap((id) => states.get(id) ?? []);
  const answers = new Map<string, Answered>();
  for (const { _id, handled: known } of found)
    for (const { id, answer, sealed } of known) answers.set(id, { stateId: _id, answer, ...(sealed && { sealed }) });
  const kept = new Map<string, number | "dead">();
  for (const id of messages) {
    const before = found.some(({ handledBefore }) => handledBefore) ? handled.get(id) : undefined;
    if (before) answers.set(id, before);
    const retry = retries.get(id);
    if (retry) kept.set(id, retry.attempts);
    if (dead.get(id)?.open) kept.set(id, "dead");
  }
  return { asked, states: found, answers, kept };
}

class SimulatedLeases implements Leases {
  private readonly process: Process;
  private readonly db: Database;

  constructor(process: Process, db: Database) {
    this.process = process;
    this.db = db;
  }

  take({ name, holder, milliseconds }: Lease): Promise<boolean> {
    return this.process.ask(this.db.server, () => {
      const now = epoch + this.process.world.now + this.db.skew;
      const held = this.db.leases.get(name);
      if (held && held.holder !== holder && held.until > now) return false;
      this.db.leases.set(name, { holder, until: now + milliseconds });
      return true;
    });
  }

  drop({ name, holder }: Pick<Lease, "name" | "holder">): Promise<void> {
    return this.process.ask(this.db.server, () => {
      if (this.db.leases.get(name)?.holder === holder) this.db.leases.delete(name);
    });
  }

  async whileRenewed<T>(lease: Lease, work: () => Promise<T>): Promise<T> {
    const end = this.process.clock.every(lease.milliseconds / 3, () => void this.take(lease).catch(() => false));
    try {
      return await work();
    } finally {
      end();
    }
  }

  async under(lease: Lease, work: () => Promise<void>): Promise<void> {
    if (await this.take(lease)) await this.whileRenewed(lease, work);
  }
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
