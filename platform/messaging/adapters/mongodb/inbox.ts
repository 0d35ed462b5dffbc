import { type Connection, trusted } from "mongoose";
import type {
  AsideAccount,
  Begun,
  Decided,
  Due,
  DueTimer,
  InboxStore,
  Loaded,
  More,
  RecordedEvent,
  Retry,
  Transaction,
  Wanted,
} from "../../ports/store.ts";
import { decideBatch, writeBatch } from "./batch.ts";
import { whatIsDue } from "./lookups/due.ts";
import { asideAccounts, asideOf, begin, dueRetries, dueTimers, nextAccount } from "./lookups/due-messages.ts";
import { type Models, noTime } from "./models.ts";
import { isStoreAway, MongoTransaction, transaction } from "./transaction.ts";

/** A service's inbox in its own database. */
export class MongoInbox implements InboxStore {
  private readonly connection: Connection;
  private readonly models: Models;

  constructor(connection: Connection, models: Models) {
    this.connection = connection;
    this.models = models;
  }

  async transact<Noted>(
    wanted: Wanted,
    decide: (loaded: Loaded) => Promise<Decided | More>,
    also: (transaction: Transaction, events: readonly RecordedEvent[], at: Date) => Promise<Noted>,
  ): Promise<Noted | undefined> {
    return await transaction(this.connection, async (session) => {
      const decided = await decideBatch(this.models, session, wanted, decide);
      await writeBatch(this.models, session, decided);
      const { events, at } = decided;
      return events.length ? await also(new MongoTransaction(session), events, at) : undefined;
    });
  }

  async preview(wanted: Wanted, decide: (loaded: Loaded) => Promise<Decided | More>): Promise<void> {
    await transaction(this.connection, (session) => decideBatch(this.models, session, wanted, decide));
  }

  dueRetries(now: Date, limit: number): Promise<Retry[]> {
    return dueRetries(this.models, now, limit);
  }

  dueTimers(now: Date, limit: number): Promise<DueTimer[]> {
    return dueTimers(this.models, now, limit);
  }

  asideOf(account: string, limit: number): Promise<Retry[]> {
    return asideOf(this.models, account, limit);
  }

  begin(these: Begun): Promise<void> {
    return begin(this.models, these);
  }

  nextAccount(after: string): Promise<string | undefined> {
    return nextAccount(this.models, after);
  }

  async setAside(messages: readonly Retry[]): Promise<void> {
    const operations = messages.map(({ _id, ...message }) => ({
      updateOne: { filter: { _id }, update: { $setOnInsert: message }, upsert: true },
    }));
    if (operations.length) await this.models.retries.bulkWrite(operations, { ordered: false });
  }

  due(at: { now: Date; unsentBefore: Date }): Promise<ReadonlySet<Due>> {
    return whatIsDue(this.models, at);
  }

  isAway(error: unknown): boolean {
    return isStoreAway(error);
  }

  asideAccounts(): Promise<AsideAccount[]> {
    return asideAccounts(this.models);
  }

  async counts(): Promise<{ retries: number; aside: number; dead: number }> {
    const { retries, dead } = this.models;
    return {
      retries: await retries.countDocuments({ dueAt: trusted({ $gte: noTime }) }),
      aside: await retries.countDocuments({ account: trusted({ $gt: "" }) }),
      dead: await dead.countDocuments({ open: true }),
    };
  }
}
