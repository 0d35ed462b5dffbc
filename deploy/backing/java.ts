import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileOf, isInstalled, type Means, type ServerName, versions, wheels } from "./programs.ts";
import { run } from "./run.ts";

export interface Java {
  file: string;
  flags: string[];
  /** Where a server's class archive lies or is to be written; undefined for a Java that cannot use ours. */
  archiveOf?: (server: ServerName) => string;
  /** The start that writes the archive. */
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
      archiveOf: (server) => archivePath(cache, server),
    };
  }
  const answer = await run("java", ["-version"], { env: environment });
  const version = Number(/version "(\d+)/.exec(answer.output)?.[1] ?? 0);
  if (answer.code !== 0 || version < oldestJava) return undefined;
  return { file: "java", flags: version >= 24 ? [...common, ...quietSince24] : common };
}

export function archivePath(cache: string, server: ServerName): string {
  return join(cache, `${server}-${versions[server]}-${wheels.jdk.folder}.jsa`);
}

/** Flags for a long-running server, with its class archive: that halves the time the registry needs to start. */
export function serverFlags(java: Java, server: ServerName, heapMb: number): string[] {
  const flags = [...java.flags, `-Xmx${heapMb}m`];
  const archive = java.archiveOf?.(server);
  if (!archive) return flags;
  if (java.training) return [...flags, "-XX:+AutoCreateSharedArchive", `-XX:SharedArchiveFile=${archive}`];
  // Java complains about an archive that is not there.
  return existsSync(archive) ? [...flags, `-XX:SharedArchiveFile=${archive}`] : flags;
}
