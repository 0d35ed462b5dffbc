import mongoose from "mongoose";
import { StoreClock } from "../../../../../platform/messaging/adapters/mongodb/clock.ts";
import { connectTo } from "../../../../../platform/messaging/adapters/mongodb/connect.ts";
import { modelsOf } from "../../../../../platform/messaging/adapters/mongodb/models.ts";
import { mongoStore } from "../../../../../platform/messaging/adapters/mongodb/store.ts";
import { servers } from "../../../../support/servers.ts";
import { tcpProxy } from "../../../../support/tcp-proxy.ts";
import { until } from "../../../../support/until.ts";
import type { Bench } from "./conform.ts";
import { losing } from "./losing.ts";
import type { StorePort } from "./store-world.ts";

interface UnderWay {
  lsid?: { id: unknown };
  transaction?: object;
}

/** Opens a database of its own on a real MongoDB, through a proxy, as two processes have it. */
export async function realStoreBench(seed: number): Promise<Bench<StorePort>> {
  const { mongodb } = (await servers()).config("conformance");
  const proxy = await tcpProxy(new URL(mongodb.url).host);
  const direct = await new mongoose.mongo.MongoClient(mongodb.url).connect();
  const name = `conformance-${seed}`;
  const appName = `${name}-${proxy.port}`;
  const url = `mongodb://127.0.0.1:${proxy.port}/?directConnection=true&appName=${appName}`;
  const connection = (await connectTo({ mongodb: { ...mongodb, url } })).useDb(name);
  const clock = new StoreClock();
  await clock.measure(connection);
  const [one, other] = [1, 2].map(() => mongoStore(connection, modelsOf(connection), clock));
  if (!one || !other) throw new Error("two stores");
  one.portal(); // Asked for before `prepare`, by who tells any.
  await one.prepare();

  /** What is being worked on for this bench, or lies in a transaction that nobody has ended. */
  const underWay = async () => {
    const ours = { $or: [{ appName }, { "clientMetadata.application.name": appName }] };
    const busy = { $or: [{ ns: { $regex: `^${name}\\.` } }, { transaction: { $exists: true } }] };
    const stages = [{ $currentOp: { allUsers: true, idleSessions: true } }, { $match: { $and: [ours, busy] } }];
    return await direct.db("admin").aggregate<UnderWay>(stages).toArray();
  };
  return {
    name: "MongoDB",
    port: {
      one,
      other,
      moveClock: async (milliseconds) => {
        const ends = { $subtract: ["$value.until", milliseconds] };
        const leases = { "value.until": { $exists: true } };
        await direct
          .db(name)
          .collection("meta")
          .updateMany(leases, [{ $set: { "value.until": ends } }]);
      },
    },
    under: (fault, work) => losing(proxy, fault, work),
    isAway: (error) => one.inbox.isAway(error),
    calm: async () => {
      const left = await underWay();
      const ids = left.flatMap(({ transaction, lsid }) => (transaction && lsid ? [{ id: lsid.id }] : []));
      if (ids.length) await direct.db("admin").command({ killSessions: ids });
      await until("nothing is worked on", async () => (await underWay()).length === 0);
    },
    close: async () => {
      await direct.db(name).dropDatabase();
      await connection.getClient().close();
      await direct.close();
      proxy.close();
    },
  };
}
