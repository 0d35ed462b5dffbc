import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileOf, isInstalled, type Means, type ServerName, versions, wheels } from "./programs.ts";
import { run } from "./run.ts";

export interface Java {
  file: string;
  flags: string[];
  /** Where a server's AOT cache lies or is to be written; undefined for a Java that cannot use ours. */
  cacheOf?: (server: ServerName) => string;
  /** The start that writes the cache. */
  training?: boolean;
}

// A small heap to begin with and only the quick compiler: five servers share the machine with the services.
const common = [
  "-Xms48m",
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-Djava.net.preferIPv4Stack=true",
  "-Djava.awt.headless=true",
];
const quietSince24 = ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"];
const oldestJava = 17;

/** The Java 25 that was installed with the servers, else the machine's own from 17 on. */
export async function findJava({
  cache,
  environment,
}: Pick<Means, "cache" | "environment">): Promise<Java | undefined> {
  if (isInstalled(cache, wheels.jdk)) {
    return {
      file: fileOf(cache, wheels.jdk),
      flags: [...common, ...quietSince24],
      cacheOf: (server) => aotCachePath(cache, server),
    };
  }
  const answer = await run("java", ["-version"], { env: environment });
  const version = Number(/version "(\d+)/.exec(answer.output)?.[1] ?? 0);
  if (answer.code !== 0 || version < oldestJava) return undefined;
  return { file: "java", flags: version >= 24 ? [...common, ...quietSince24] : common };
}

export function aotCachePath(cache: string, server: ServerName): string {
  return join(cache, `${server}-${versions[server]}-${wheels.jdk.folder}.aot`);
}

/** Flags for a server and its tools, with its AOT cache (JEP 514): a start then takes half the time. */
export function serverFlags(java: Java, server: ServerName, heapMb: number): string[] {
  const plain = [...java.flags, `-Xmx${heapMb}m`];
  const cache = java.cacheOf?.(server);
  if (!cache) return plain;
  // Java 25 mixes up two calling adapters of Kafka when it reads them again, warns and makes them anew.
  const flags = [...plain, "-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTAdapterCaching"];
  if (java.training) return [...flags, `-XX:AOTCacheOutput=${cache}`];
  // Java complains about a cache that is not there.
  return existsSync(cache) ? [...flags, `-XX:AOTCache=${cache}`] : flags;
}
