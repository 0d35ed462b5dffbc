import { setTimeout as sleep } from "node:timers/promises";
import mongoose, { type ClientSession, type Connection, type Model } from "mongoose";
import { DeadlineError, type Transaction } from "../../ports/store.ts";

/**
 * What a transaction may take altogether, with its repetitions and its commit, in ms: well below the time after which the
 * bus brings a message again (20 s). The driver's own `timeoutMS` has no effect inside of `withTransaction`.
 */
const transactionMs = 5_000;
/** What one operation within it may take on the server, in ms: it gives up by itself before we do. */
const operationMs = 4_000;
/** How long a store may take for one small durable write before it counts as away, in ms. */
const probeMs = 1_500;
const backoffMaxMs = 200;

const { MongoError, MongoServerError, MongoNetworkError, MongoServerSelectionError, MongoNotConnectedError } =
  mongoose.mongo;

/** Says that the store takes connections and writes nothing. */
export class StoreHangsError extends Error {
  override name = "StoreHangsError";
}

/** Whether an error means that the store cannot be reached, so that trying less of the same would not help. */
export function isStoreAway(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (error instanceof MongoNotConnectedError || error instanceof StoreHangsError) return true;
  // 91 shutting down, 189/10107/13435 no primary: also "not reachable now".
  return error instanceof MongoServerError && [91, 189, 10107, 11600, 11602, 13435].includes(Number(error.code));
}

/** The server's code for a document that a unique index refused. */
export const duplicateKey = 11000;
/** Whether a unique index refused a document. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof MongoServerError && Number(error.code) === duplicateKey;

/** What the engine hands from one part of the store to another. */
export class MongoTransaction implements Transaction {
  readonly kind = "transaction";
  readonly session: ClientSession;

  constructor(session: ClientSession) {
    this.session = session;
  }
}

/** The session of a transaction that this store began. */
export function sessionOf(transaction: Transaction): ClientSession {
  if (transaction instanceof MongoTransaction) return transaction.session;
  throw new Error("a transaction of another store");
}

/** Options of every operation within a transaction. */
export const within = (session: ClientSession) => ({ session, maxTimeMS: operationMs });

/**
 * Inserts documents as they are, within a transaction. On the driver: mongoose walks through each of them, also with
 * `lean`, which costs more than the server takes.
 * @throws a duplicate key as the driver's own insert does
 */
export async function insertAll<T>(model: Model<T>, documents: readonly T[], session: ClientSession): Promise<void> {
  if (!documents.length) return;
  const { db } = model.db;
  if (!db) throw new MongoNotConnectedError("the store's connection was closed");
  const command = { insert: model.collection.name, documents, maxTimeMS: operationMs };
  const { writeErrors } = await db.command(command, { session, ignoreUndefined: true });
  const [first] = writeErrors ?? []; // A command that wrote less than all has succeeded all the same.
  if (first) throw new MongoServerError({ message: first.errmsg, code: first.code });
}

/**
 * Runs work in one transaction; conflicts with other instances are tried again within its time.
 * @throws DeadlineError after 5 s where the store answers and this work is what takes so long or collides; StoreHangsError
 *   where it does not. In both cases nothing says whether the commit went through: who repeats finds the ids it wrote.
 */
export async function transaction<T>(connection: Connection, work: (session: ClientSession) => Promise<T>): Promise<T> {
  try {
    return await twice(connection, work, performance.now() + transactionMs);
  } catch (error) {
    if (error instanceof DeadlineError && !(await writes(connection)))
      throw new StoreHangsError("the store does not write", { cause: error });
    throw error;
  }
}

/** Another instance may have written the same state, id or event first: a second look finds it and drops what is known. */
async function twice<T>(connection: Connection, work: (session: ClientSession) => Promise<T>, end: number): Promise<T> {
  try {
    return await once(connection, work, end);
  } catch (error) {
    if (isDuplicate(error)) return await once(connection, work, end);
    throw error;
  }
}

async function once<T>(connection: Connection, work: (session: ClientSession) => Promise<T>, end: number): Promise<T> {
  const session = await connection.startSession();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const left = Math.max(0, end - performance.now());
    timer = setTimeout(() => reject(new DeadlineError(`not within ${transactionMs} ms`)), left);
  });
  try {
    return await Promise.race([attempts(session, work, end), late]);
  } finally {
    clearTimeout(timer);
    const ended = session.endSession(); // Aborts what is open; the driver ignores what goes wrong with that.
    if (performance.now() < end) await ended; // A store that hangs would hold us up here.
  }
}

async function attempts<T>(session: ClientSession, work: (session: ClientSession) => Promise<T>, end: number) {
  for (let tries = 1; ; tries += 1) {
    session.startTransaction({
      readConcern: { level: "snapshot" },
      writeConcern: { w: "majority", journal: true },
      maxCommitTimeMS: operationMs,
    });
    try {
      const result = await work(session);
      await commit(session, end);
      return result;
    } catch (error) {
      if (session.inTransaction()) await session.abortTransaction();
      if (!hasLabel(error, "TransientTransactionError")) throw error;
      if (performance.now() >= end) throw new DeadlineError("it collided again and again", { cause: error });
      await sleep(Math.random() * Math.min(5 * 1.5 ** tries, backoffMaxMs));
    }
  }
}

/** Commits, and asks again where the answer was lost. */
async function commit(session: ClientSession, end: number): Promise<void> {
  for (;;) {
    if (performance.now() >= end) throw new DeadlineError("the time was up before the commit");
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      if (!hasLabel(error, "UnknownTransactionCommitResult")) throw error;
    }
  }
}

const hasLabel = (error: unknown, label: string): boolean => error instanceof MongoError && error.hasErrorLabel(label);

/** Whether the store writes durably: one whose disk stands still answers a ping all the same. */
async function writes(connection: Connection): Promise<boolean> {
  const durable = { writeConcern: { w: "majority", j: true }, maxTimeMS: probeMs, upsert: true } as const;
  const probe = connection
    .collection("meta")
    .updateOne({ _id: "probe" as never }, { $set: { value: new Date() } }, durable)
    .then(
      () => true,
      () => false,
    );
  return await Promise.race([probe, sleep(probeMs, false, { ref: false })]);
}
