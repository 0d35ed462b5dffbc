import { mkdirSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { answersOk, cleanEnvironment, type Place, programFile, type Server } from "./server.ts";

export const nats: Server = {
  name: "nats",
  title: "NATS",
  variables: ["NATS_URL"],
  ports: ["nats", "nats-monitoring"],
  stopSignal: "SIGTERM",
  address: (ports) => `nats://127.0.0.1:${ports.portOf("nats")}`,

  async launch(place) {
    const folder = join(place.dataDir, "nats");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "nats.conf");
    writeFileSync(file, configuration(place));
    return { file: programFile(place, "nats"), args: ["-c", file], env: cleanEnvironment(place.environment) };
  },

  // Turns 503 when the disk is full, while connections go on looking healthy.
  isReady: (place) => answersOk(`${natsMonitoring(place)}/healthz`),
};

export function natsMonitoring(place: Pick<Place, "ports">): string {
  return `http://127.0.0.1:${place.ports.portOf("nats-monitoring")}`;
}

export function deleteNatsStore(dataDir: string): Promise<void> {
  return rm(storeFolder(dataDir), { recursive: true, force: true });
}

function storeFolder(dataDir: string): string {
  return join(dataDir, "nats", "store");
}

// What was acknowledged is written to the disk at once and forced onto it every second (the server's own default is
// two minutes). A power failure may take that second: the outboxes of the services publish it again.
function configuration(place: Place): string {
  return `server_name: "antragsbus"
listen: "127.0.0.1:${place.ports.portOf("nats")}"
http: "127.0.0.1:${place.ports.portOf("nats-monitoring")}"
jetstream {
  store_dir: ${JSON.stringify(storeFolder(place.dataDir))}
  sync_interval: "1s"
  max_mem: 256MB
  max_file: 10GB
}
`;
}
