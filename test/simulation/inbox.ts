import type { StoredState } from "../../platform/messaging/ports/store.ts";
import {
  type Answered,
  type AsideAccount,
  type Begun,
  DeadlineError,
  type Decided,
  type Due,
  type DueTimer,
  type InboxStore,
  type Loaded,
  type More,
  type RecordedEvent,
  type Retry,
  type Transaction,
  type Wanted,
} from "../../platform/messaging/ports/store.ts";
import type { Database, DocumentNote, Publication } from "./database.ts";
import { SimulatedTransaction } from "./transaction.ts";
import { AwayError, type Process } from "./world.ts";

/** Ids of handled messages that a state holds; the older half of more is kept beside. A real one holds 200: here few are enough. */
const handledMax = 6;
/** What a transaction may take, in ms, with its repetitions. */
const transactionMs = 5_000;
/** Accounts that are named among those that have most set aside. */
const asideAccountsMax = 5;

class Conflict extends Error {}

/** What a service takes in, in a simulated store. */
export class SimulatedInbox implements InboxStore {
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

  async preview(wanted: Wanted, decide: (loaded: Loaded) => Promise<Decided | More>): Promise<void> {
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
    if (this.process.world.dice.chance(db.server.refuses)) throw new Error("refused");
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
    return this.found(
      limit,
      ({ dueAt }) => dueAt !== null && dueAt <= now,
      (a, b) => Number(a.dueAt) - Number(b.dueAt),
    );
  }

  asideOf(account: string, limit: number): Promise<Retry[]> {
    return this.found(
      limit,
      (one) => one.account === account,
      (a, b) => Number(a.at) - Number(b.at),
    );
  }

  private found(
    limit: number,
    isMeant: (one: Retry) => boolean,
    order: (a: Retry, b: Retry) => number,
  ): Promise<Retry[]> {
    return this.ask(() => [...this.db.retries.values()].filter(isMeant).sort(order).slice(0, limit));
  }

  async begin({ retries, timers }: Begun): Promise<void> {
    // Another instance may have begun or ended some of them meanwhile.
    if (retries.length)
      await this.ask(() => {
        for (const id of retries) {
          const known = this.db.retries.get(id);
          if (known) this.db.retries.set(id, { ...known, begun: known.begun + 1 });
        }
      });
    if (!timers.length) return;
    const ids = new Set(timers.map(({ id }) => id));
    await this.ask(() => {
      for (const { stateId } of timers) {
        const known = this.db.states.get(stateId);
        const begun = known?.timers.map((one) => (ids.has(one.id) ? { ...one, begun: (one.begun ?? 0) + 1 } : one));
        if (known && begun) this.db.states.set(stateId, { ...known, timers: begun });
      }
    });
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
    return found.flatMap(({ _id, tenant, processor, key, timers }) =>
      timers
        .filter(({ id, due }) => due <= now && !failed.has(id))
        .map(({ id, name, argument, begun = 0 }) => ({
          ...{ id, name, ...(argument === undefined ? {} : { argument }) },
          ...{ stateId: _id, tenant, processor, key, begun },
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
  return { asked, states: found, answers, parked: kept };
}
