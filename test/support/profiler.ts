import type { Connection } from "mongoose";

/** One operation as the server's profiler saw it. */
export interface Operation {
  op: string;
  /** collection, without the database */
  collection: string;
  planSummary?: string;
  docsExamined?: number;
  keysExamined?: number;
  nreturned?: number;
  ninserted?: number;
  ndeleted?: number;
  nMatched?: number;
  command: Record<string, unknown>;
}

const bytesMax = 64 * 1024 * 1024;

/** Says what the server did in a database while some work was done. */
export async function profiled(connection: Connection, work: () => Promise<unknown>): Promise<Operation[]> {
  const { db } = connection;
  if (!db) throw new Error("not connected");
  await db.command({ profile: 0 });
  await db.dropCollection("system.profile").catch(() => {}); // There is none the first time.
  await db.createCollection("system.profile", { capped: true, size: bytesMax });
  await db.command({ profile: 2 });
  try {
    await work();
  } finally {
    await db.command({ profile: 0 });
  }
  const found = await db.collection("system.profile").find().sort({ $natural: 1 }).toArray();
  return found
    .map((one) => ({ ...(one as unknown as Operation), collection: String(one.ns).slice(db.databaseName.length + 1) }))
    .filter(({ collection }) => collection !== "system.profile");
}
