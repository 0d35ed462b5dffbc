import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { mongo } from "mongoose";
import { cleanEnvironment, programFile, type Server } from "./server.ts";

const replicaSet = "rs0";

export const mongodb: Server = {
  name: "mongodb",
  title: "MongoDB",
  variables: ["MONGODB_URL"],
  ports: ["mongodb"],
  stopSignal: "SIGTERM",
  address: (ports) =>
    `mongodb://127.0.0.1:${ports.portOf("mongodb")}/?replicaSet=${replicaSet}&w=majority&journal=true`,

  async launch(place) {
    const folder = join(place.dataDir, "mongodb");
    mkdirSync(folder, { recursive: true });
    const port = String(place.ports.portOf("mongodb"));
    return {
      file: programFile(place, "mongodb"),
      args: [...["--dbpath", folder, "--port", port, "--bind_ip", "127.0.0.1"], ...mongodFlags],
      env: cleanEnvironment(place.environment),
    };
  },

  async isReady(place) {
    const port = place.ports.portOf("mongodb");
    // Half a second: the driver would go on looking for 30 s by itself, and we ask again anyway.
    const client = new mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
      serverSelectionTimeoutMS: 500,
      socketTimeoutMS: 2_000,
    });
    try {
      await client.connect();
      await beReplicaSet(client, `127.0.0.1:${port}`);
      const hello = await client.db("admin").command({ hello: 1 });
      return hello.isWritablePrimary === true;
    } finally {
      await client.close();
    }
  },
};

// Transactions need a replica set, also of one. 0.25 GB is the least cache that mongod takes.
export const mongodFlags = [
  "--nounixsocket",
  ...["--replSet", replicaSet, "--oplogSize", "128", "--wiredTigerCacheSizeGB", "0.25"],
  ...["--setParameter", "diagnosticDataCollectionEnabled=false"],
  ...["--setParameter", "shutdownTimeoutMillisForSignaledShutdown=500"],
  // What a process that was killed left open holds its documents for a minute otherwise; ours take 5 s at most.
  ...["--setParameter", "transactionLifetimeLimitSeconds=10"],
  "--quiet",
];

/** Makes it a replica set of one; brings the set's own record up to date when the port is another one than last time. */
async function beReplicaSet(client: mongo.MongoClient, host: string): Promise<void> {
  const admin = client.db("admin");
  try {
    await admin.command({ replSetGetStatus: 1 });
  } catch (problem) {
    const code = problem instanceof mongo.MongoServerError ? problem.codeName : undefined;
    if (code === "NotYetInitialized") {
      await admin.command({ replSetInitiate: { _id: replicaSet, members: [{ _id: 0, host }] } });
    } else if (code === "InvalidReplicaSetConfig") {
      const config = await client.db("local").collection("system.replset").findOne({});
      if (!config) throw problem;
      config.members[0].host = host;
      config.version += 1;
      // Forced: without a primary, which it cannot elect under the old address, it takes no other change.
      await admin.command({ replSetReconfig: config, force: true });
    } else {
      throw problem;
    }
  }
}
