import mongoose, { type Connection } from "mongoose";
import type { Config } from "../../config.ts";
import type { Log } from "../../telemetry/log.ts";
import { waitFor } from "../../waiting.ts";
import { systemClock } from "../clock.ts";
import { type StoreClock, startClock } from "./clock.ts";

mongoose.set("strict", "throw");
mongoose.set("sanitizeFilter", true);
mongoose.set("autoIndex", false);
mongoose.set("autoCreate", false);
mongoose.set("bufferCommands", false);

interface Shared {
  connection: Connection;
  stopClock(): Promise<void>;
}

let shared: Promise<Shared> | undefined;
let users = 0;
const clocks = new WeakMap<object, StoreClock>();

/** How long one attempt to find a primary may take, in ms: short, since the caller tries again and says so. */
const selectionMs = 2_000;

/** Connects to the server of this configuration, which loses nothing that it has acknowledged. @throws while it is away */
export function connectTo({ mongodb }: Pick<Config, "mongodb">): Promise<Connection> {
  const { url, user, password, caFile } = mongodb;
  return mongoose
    .createConnection(url, {
      serverSelectionTimeoutMS: selectionMs,
      socketTimeoutMS: 20_000,
      maxPoolSize: 20,
      promoteBuffers: true,
      writeConcern: { w: "majority", journal: true },
      readConcern: { level: "majority" },
      ...(user && password ? { auth: { username: user, password } } : {}),
      // The driver takes the CA and would still speak without TLS.
      ...(caFile ? { tls: true, tlsCAFile: caFile } : {}),
    })
    .asPromise();
}

async function open(config: Config, log: Log): Promise<Shared> {
  const connection = await waitFor("MONGODB", "MongoDB", { log, clock: systemClock }, () => connectTo(config));
  const { clock, stop } = await waitFor("MONGODB", "MongoDB", { log, clock: systemClock }, () =>
    startClock(connection, log),
  );
  clocks.set(connection.getClient(), clock);
  return { connection, stopClock: stop };
}

/** A service's own database, over this process's one pool. Waits for the server and says so. */
export async function openDatabase(config: Config, service: string, log: Log): Promise<Connection> {
  shared ??= open(config, log);
  users += 1;
  const name = [config.namespace, service].filter(Boolean).join("-");
  return (await shared).connection.useDb(name, { useCache: true });
}

/** The clock of the store that a database belongs to. */
export function clockOf(database: Connection): StoreClock {
  const clock = clocks.get(database.getClient());
  if (!clock) throw new Error("this database was not opened here");
  return clock;
}

/** Gives the database back; the last one closes the pool. */
export async function closeDatabase(): Promise<void> {
  users -= 1;
  if (users > 0) return;
  const open = await shared;
  shared = undefined;
  await open?.stopClock();
  await open?.connection.close();
}
