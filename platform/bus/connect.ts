import { readFileSync } from "node:fs";
import { connect, type NatsConnection } from "nats";
import type { Config } from "../config.ts";

let shared: Promise<NatsConnection> | undefined;
let users = 0;

/** NATS client options of this configuration; Moleculer's transporter takes the same. */
export function natsOptions({ nats }: Config) {
  const { servers, user, password, caFile } = nats;
  return {
    servers: servers.split(","),
    ...(user && password ? { user, pass: password } : {}),
    ...(caFile ? { tls: { ca: readFileSync(caFile, "utf8") } } : {}),
    // Waits for a server that is not there yet and comes back to one that vanished, for ever.
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 100,
    pingInterval: 10_000,
  };
}

/** This process's one connection to JetStream. */
export async function openBus(config: Config): Promise<NatsConnection> {
  shared ??= connect({ ...natsOptions(config), name: "antragsbus" });
  users += 1;
  return await shared;
}

/** Gives the connection back; the last one drains and closes it. */
export async function closeBus(): Promise<void> {
  users -= 1;
  if (users > 0) return;
  const connection = await shared;
  shared = undefined;
  if (connection && !connection.isClosed()) await connection.close();
}
