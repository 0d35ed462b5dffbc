import mongoose, { type Connection } from "mongoose";

const indexNotFound = 27;

/** Drops an index that is not needed any more, where it is there. Safe to do in several instances at once. */
export async function dropIndex(connection: Connection, collection: string, name: string): Promise<void> {
  try {
    await connection.collection(collection).dropIndex(name);
  } catch (error) {
    const isGone = error instanceof mongoose.mongo.MongoServerError && error.code === indexNotFound;
    if (!isGone) throw error;
  }
}

/** Drops what earlier versions had and this one has others for: each index is written with every message. */
export async function dropFormerIndexes(connection: Connection): Promise<void> {
  await dropIndex(connection, "dead", "open_1_reason_1_envelope.type_1_at_1__id_1");
}
