import mongoose, { type Connection, type Model, Schema, trusted } from "mongoose";
import type { Collection, CollectionItem, CollectionOptions } from "../../ports/collection.ts";
import { duplicateKey } from "./transaction.ts";

interface ItemDocument<Facts> extends Omit<CollectionItem<Facts>, "id"> {
  _id: string;
  /** when it was put */
  at: Date;
}

const itemOf = <Facts>({ _id: id, at: _, ...rest }: ItemDocument<Facts>): CollectionItem<Facts> => ({ id, ...rest });

function modelOf<Facts>(connection: Connection, name: string, keptSeconds?: number): Model<ItemDocument<Facts>> {
  const known = connection.models[name] as Model<ItemDocument<Facts>> | undefined;
  if (known) return known;
  const fields = { _id: String, tenant: String, mark: String, facts: Schema.Types.Mixed, body: Buffer, at: Date };
  const schema = new Schema<ItemDocument<Facts>>(fields as never, { versionKey: false, minimize: false });
  schema.index({ mark: 1, tenant: 1 }, { partialFilterExpression: { mark: { $exists: true } } });
  if (keptSeconds !== undefined) schema.index({ at: 1 }, { expireAfterSeconds: keptSeconds });
  return connection.model(name, schema, name) as never;
}

/** Keeps a service's own things in a collection of its database. */
export function mongoCollection<Facts>(
  connection: Connection,
  name: string,
  { keptSeconds, now }: CollectionOptions & { now: () => Date },
): Collection<Facts> {
  const model = modelOf<Facts>(connection, name, keptSeconds);
  const these = (tenant: string, ids: readonly string[]) => ({ _id: trusted({ $in: [...ids] }), tenant }) as never;
  const documentOf = ({ id: _id, ...rest }: CollectionItem<Facts>): ItemDocument<Facts> => ({
    _id,
    ...rest,
    at: now(),
  });
  const replace = (documents: readonly ItemDocument<Facts>[]) =>
    model.bulkWrite(
      documents.map((replacement) => ({
        replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
      })) as never,
    );
  return {
    put: async (items) => {
      const documents = [...new Map(items.map((item) => [item.id, documentOf(item)])).values()];
      const known = await insert(model, documents);
      if (known.length) await replace(known);
    },
    putOnce: async (item) => {
      const { _id, ...first } = documentOf(item);
      await model.updateOne({ _id } as never, { $setOnInsert: first } as never, { upsert: true });
    },
    read: async (tenant, id) => {
      const found = await model.findOne({ _id: id, tenant } as never).lean<ItemDocument<Facts>>();
      return found ? itemOf(found) : undefined;
    },
    readAll: async (tenant, ids) => {
      const found = await model.find(these(tenant, ids)).lean<ItemDocument<Facts>[]>();
      return found.map(itemOf);
    },
    marked: async (tenants, marks) => {
      const where = { mark: trusted({ $in: [...marks] }), tenant: trusted({ $in: [...tenants] }) };
      return (await model.find(where as never).lean<ItemDocument<Facts>[]>()).map(itemOf);
    },
    count: (tenant, ids) => model.countDocuments(these(tenant, ids)),
    drop: async (tenant, ids) => {
      await model.deleteMany(these(tenant, ids));
    },
  };
}

/**
 * Inserts documents on the driver: mongoose walks through each of them. New ones are the rule, and replacing takes the
 * server three times as long.
 * @returns those whose ids are there already
 */
async function insert<T extends { _id: string }>(model: Model<T>, documents: readonly T[]): Promise<T[]> {
  if (!documents.length) return [];
  try {
    await model.collection.insertMany(documents as never, { ordered: false, ignoreUndefined: true });
    return [];
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
    const failed = [error.writeErrors].flat();
    if (!failed.length || failed.some(({ code }) => code !== duplicateKey)) throw error;
    return failed.flatMap(({ index }) => documents[index] ?? []);
  }
}
