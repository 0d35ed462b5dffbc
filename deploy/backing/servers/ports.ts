// Loopback ports, chosen once for a data folder and used again at every start: clients keep their addresses over a
// restart, and MongoDB and Kafka have written theirs into their data.
import { randomInt } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";

// Below every system's range for outgoing connections (Linux from 32768, others from 49152). Inside it, a client that
// tries to reach a server that is down can be given that very port, talk to itself and keep the server from starting.
const lowest = 20_000;
const highest = 30_000;

export interface Ports {
  portOf(name: string): number;
  /** Chooses anew, because somebody else has taken one of them in the meantime. */
  renew(names: string[]): Promise<void>;
}

export async function openPorts(dataDir: string, names: string[]): Promise<Ports> {
  const file = `${dataDir}/ports.json`;
  const ports = read(file);
  const choose = async (name: string) => {
    const taken = new Set(Object.values(ports));
    let port = randomInt(lowest, highest);
    while (taken.has(port) || !(await isFree(port))) port = randomInt(lowest, highest);
    ports[name] = port;
  };
  const save = () => {
    writeFileSync(`${file}.new`, `${JSON.stringify(ports, null, 2)}\n`);
    renameSync(`${file}.new`, file);
  };

  for (const name of names) {
    const known = ports[name];
    if (known === undefined || !(await isFree(known))) await choose(name);
  }
  save();

  return {
    portOf(name) {
      const port = ports[name];
      if (port === undefined) throw new Error(`no port was chosen for ${name}`);
      return port;
    },
    async renew(again) {
      for (const name of again) await choose(name);
      save();
    },
  };
}

/** Whether a server could listen there now. Somebody else may still come first: the caller has to cope. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

function read(file: string): Record<string, number> {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, number>;
  } catch (problem) {
    if (problem instanceof SyntaxError) return {}; // Damaged by hand: new ports do no harm.
    throw problem;
  }
}
