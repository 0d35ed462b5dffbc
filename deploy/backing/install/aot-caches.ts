// AOT caches for the Java servers: each is started once after installing and writes what it has loaded and linked when
// it stops. Later starts map that file instead of parsing some ten thousand classes. It only saves time: a failure is
// said and remembered, and the servers start without.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reasonOf } from "../../say.ts";
import { apicurio } from "../servers/apicurio.ts";
import { kafka } from "../servers/kafka.ts";
import { openPorts } from "../servers/ports.ts";
import { RunningServer } from "../servers/running.ts";
import type { Server } from "../servers/server.ts";
import { zipkin } from "../servers/zipkin.ts";
import { aotCachePath, findJava, type Java } from "./java.ts";
import { isInstalled, jars, type Means, wheels } from "./programs.ts";

const writtenWithinMs = 60_000; // Writing takes 1 to 4 s on a quiet machine.

export function aotCachesDue(cache: string): boolean {
  return due(cache).length > 0;
}

/** Makes the caches that are due, side by side, while more programs may still arrive. */
export class AotCaches {
  readonly #means: Means;
  readonly #begun = new Map<string, Promise<void>>();

  constructor(means: Means) {
    this.#means = means;
  }

  /** Begins with every server that is installed and has none yet. */
  begin(): void {
    for (const server of due(this.#means.cache)) {
      if (this.#begun.has(server.name)) continue;
      if (this.#begun.size === 0) this.#means.say("Preparing the Java servers to start in half the time (once) …");
      const made = this.#make(server);
      made.catch(() => undefined); // made() tells.
      this.#begun.set(server.name, made);
    }
  }

  async made(): Promise<void> {
    if (this.#begun.size === 0) return;
    await Promise.all(this.#begun.values());
    this.#means.say("Everything is installed and prepared.");
  }

  async #make(server: Server): Promise<void> {
    const java = await findJava(this.#means);
    if (!java) return;
    const room = join(this.#means.cache, `.training-${server.name}`);
    rmSync(room, { recursive: true, force: true });
    await train(server, room, java, this.#means);
    rmSync(room, { recursive: true, force: true });
  }
}

function due(cache: string): Server[] {
  if (!isInstalled(cache, wheels.jdk)) return [];
  return [kafka, apicurio, zipkin].filter((server) => {
    const aotCache = aotCachePath(cache, server.name);
    const installed = isInstalled(cache, jars[server.name as keyof typeof jars]);
    return installed && !existsSync(aotCache) && !existsSync(failureOf(aotCache));
  });
}

function failureOf(aotCache: string): string {
  return `${aotCache}.failed`;
}

async function train(server: Server, dataDir: string, java: Java, means: Means): Promise<void> {
  const { cache, environment, say, signal } = means;
  const aotCache = aotCachePath(cache, server.name);
  const written = join(dataDir, "written.aot");
  try {
    mkdirSync(dataDir, { recursive: true });
    const ports = await openPorts(dataDir, server.ports);
    const training = { ...java, training: true, cacheOf: () => written };
    // Nobody waits for this server, so nobody has to hear that it is ready.
    const running = new RunningServer(server, { cache, dataDir, ports, java: training, environment }, () => {});
    signal?.throwIfAborted();
    signal?.addEventListener("abort", () => running.stop("SIGKILL"), { once: true });
    await running.start();
    await running.stop("SIGTERM", writtenWithinMs);
    signal?.throwIfAborted();
    renameSync(written, aotCache);
  } catch (problem) {
    if (signal?.aborted) throw problem; // Next time, then.
    writeFileSync(failureOf(aotCache), reasonOf(problem));
    say(`No AOT cache for ${server.title}, so it starts more slowly: ${reasonOf(problem)}`);
  }
}
