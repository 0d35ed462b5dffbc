import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { connect, type NatsConnection } from "nats";
import type { Config } from "../../config.ts";
import type { Log } from "../../telemetry/log.ts";
import { waitFor } from "../../waiting.ts";
import { systemClock } from "../clock.ts";

let shared: Promise<NatsConnection> | undefined;
let users = 0;

/**
 * A server's certificate has to be for one of the addresses that we were given. The client by itself would look for
 * "localhost" in the certificate of a server that is named by its IP address.
 */
function tlsOptions(servers: string[], ca: string | undefined) {
  const hosts = servers.map((one) => new URL(one.includes("://") ? one : `tls://${one}`).hostname);
  return {
    ...(ca ? { ca } : {}),
    checkServerIdentity: (_: string, certificate: PeerCertificate) => {
      const problems = hosts.map((host) => checkServerIdentity(host, certificate));
      return problems.every(Boolean) ? problems[0] : undefined;
    },
  };
}

/** NATS client options of this configuration; Moleculer's transporter takes the same. */
export function natsOptions({ nats }: Pick<Config, "nats">) {
  const { user, password, ca } = nats;
  const servers = nats.servers.split(",").map((one) => one.trim());
  return {
    servers,
    ...(user && password ? { user, pass: password } : {}),
    ...(ca || nats.servers.startsWith("tls:") ? { tls: tlsOptions(servers, ca) } : {}),
    // Waits for a server that is not there yet and comes back to one that vanished, for ever.
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 100,
    // A handshake that breaks off half way is begun anew after this; by the client's default that is 20 s without a bus.
    timeout: 5_000,
    pingInterval: 10_000,
  };
}

async function open(config: Config, log: Log): Promise<NatsConnection> {
  // The client would wait by itself, also for a server that refuses it, and say nothing.
  const options = { ...natsOptions(config), waitOnFirstConnect: false, name: "antragsbus" };
  const connection = await waitFor("NATS", "NATS", { log, clock: systemClock }, () => connect(options));
  void connection.closed().then((error) => {
    if (!error) return; // It was us.
    // The client has given up, as it does when its password is refused: only a new process tries again, or says why.
    log.fatal({ error }, "the connection to NATS was closed for good; this process ends");
    process.exitCode = 1;
    process.kill(process.pid, "SIGTERM");
  });
  return connection;
}

/** This process's one connection to JetStream. Waits for the server and says so. */
export async function openBus(config: Config, log: Log): Promise<NatsConnection> {
  shared ??= open(config, log);
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
