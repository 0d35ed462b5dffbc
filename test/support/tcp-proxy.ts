import { createServer, type Socket, connect as tcpConnect } from "node:net";
import { Kafka as Client, logLevel } from "kafkajs";
import { portOf } from "../../platform/messaging/adapters/kafka/connect.ts";
import type { Kafka } from "../../platform/messaging/ports/kafka.ts";
import { logOf } from "../../platform/messaging/telemetry/log.ts";

/** A network between a client and a real server, which does what networks do. */
export interface TcpProxy {
  port: number;
  /** "mute": requests arrive, answers do not; "down": nobody is there, and who was connected no longer is */
  set(state: "pass" | "mute" | "down"): void;
  /** Loses what comes from now on, each time with its connection: an answer only to what was asked since then. */
  lose(loss: Loss | undefined): void;
  close(): void;
}

/** What a network loses. */
export interface Loss {
  what: "requests" | "answers";
  /** how many come through before */
  skip: number;
  /** one, or every one until it is told otherwise */
  isOne: boolean;
}

export async function tcpProxy(target: string): Promise<TcpProxy> {
  const [host = "", port = ""] = target.split(":");
  const sockets = new Set<Socket>();
  let state: Parameters<TcpProxy["set"]>[0] = "pass";
  let loss: Loss | undefined;
  /** connections that asked something since a loss was set */
  const asking = new Set<Socket>();
  const isLost = (what: Loss["what"]): boolean => {
    if (loss?.what !== what) return false;
    if (loss.skip > 0) {
      loss.skip -= 1;
      return false;
    }
    if (loss.isOne) loss = undefined;
    return true;
  };
  const server = createServer((client) => {
    if (state === "down") return void client.destroy();
    const upstream = tcpConnect(Number(port), host);
    const both = [client, upstream];
    const end = () => {
      for (const one of both) one.destroy();
    };
    client.on("data", (data) => {
      if (loss) asking.add(client);
      if (isLost("requests")) end();
      else upstream.write(data);
    });
    upstream.on("data", (data) => {
      if (asking.has(client) && isLost("answers")) end();
      else if (state === "pass") client.write(data);
    });
    for (const socket of both) {
      sockets.add(socket);
      socket.on("error", () => {}); // It closes after it.
      socket.on("close", () => {
        sockets.delete(socket);
        asking.delete(socket);
        end();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("no port");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    set: (next) => {
      state = next;
      if (next === "down") cut();
    },
    lose: (next) => {
      loss = next && { ...next };
      asking.clear();
    },
    close: () => {
      server.close();
      cut();
    },
  };
}

/** A Kafka whose every connection goes through a proxy, and which gives up soon. */
export function kafkaThrough({ port }: TcpProxy, brokers: string[]): Kafka {
  const client = new Client({
    brokers,
    requestTimeout: 1_000,
    connectionTimeout: 1_000,
    retry: { retries: 3, initialRetryTime: 50, maxRetryTime: 100 },
    logLevel: logLevel.NOTHING,
    socketFactory: ({ onConnect }) => tcpConnect(port, "127.0.0.1", onConnect),
  });
  return portOf(client, logOf("through-a-proxy"));
}
