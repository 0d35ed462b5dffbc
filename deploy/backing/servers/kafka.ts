import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Kafka, type KafkaConfig, logLevel } from "kafkajs";
import { serverFlags } from "../install/java.ts";
import { lastLines, run } from "../install/run.ts";
import { cleanEnvironment, javaOf, type Place, programFile, type Server } from "./server.ts";

export const kafka: Server = {
  name: "kafka",
  title: "Kafka",
  variables: ["KAFKA_BROKERS"],
  ports: ["kafka", "kafka-controller"],
  stopSignal: "SIGTERM",
  address: (ports) => `127.0.0.1:${ports.portOf("kafka")}`,

  async launch(place) {
    const folder = join(place.dataDir, "kafka");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "server.properties");
    writeFileSync(file, `${properties(place).join("\n")}\n`);
    await format(place, folder, file);
    const java = javaOf(place);
    return {
      file: java.file,
      args: [
        ...serverFlags(java, "kafka", 256),
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
        ...["-cp", classPath(place), "kafka.Kafka", file],
      ],
      env: cleanEnvironment(place.environment),
    };
  },

  async isReady(place) {
    return await brokerAnswers(kafka.address(place.ports));
  },
};

/** Whether the one broker is in its cluster. Throws when it cannot be reached. */
export async function brokerAnswers(
  address: string,
  security: Pick<KafkaConfig, "ssl" | "sasl"> = {},
): Promise<boolean> {
  const admin = new Kafka({
    ...{ brokers: [address], ...security, logLevel: logLevel.NOTHING },
    ...{ retry: { retries: 0 }, connectionTimeout: 500, requestTimeout: 1_000 },
  }).admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length === 1;
  } finally {
    await admin.disconnect();
  }
}

function classPath(place: Place): string {
  return join(dirname(programFile(place, "kafka")), "*");
}

/** Makes the storage once. A format that was cut off is done again from the beginning. */
async function format(place: Place, folder: string, configuration: string): Promise<void> {
  const done = join(folder, "formatted");
  if (existsSync(done) && existsSync(join(folder, "log", "meta.properties"))) return;
  rmSync(join(folder, "log"), { recursive: true, force: true });
  const java = javaOf(place);
  const tool = ["-cp", classPath(place), "kafka.tools.StorageTool", "format", "--standalone"];
  // An id of its own for each data folder: a client that meets another folder's broker notices.
  const id = `A${randomBytes(16).toString("base64url").slice(1)}`;
  // The broker's own cache: its class path is the same. A start that writes that cache does so as the broker alone.
  const flags = java.training ? java.flags : serverFlags(java, "kafka", 256);
  const { code, output } = await run(java.file, [...flags, ...tool, "--cluster-id", id, "--config", configuration], {
    env: cleanEnvironment(place.environment),
  });
  if (code !== 0) throw new Error(`its storage could not be formatted: ${lastLines(output, 1)}`);
  writeFileSync(done, "");
}

function properties(place: Place): string[] {
  const broker = `127.0.0.1:${place.ports.portOf("kafka")}`;
  const controller = `127.0.0.1:${place.ports.portOf("kafka-controller")}`;
  const listeners = `BROKER://${broker},CONTROLLER://${controller}`;
  return [
    ...[`listeners=${listeners}`, `advertised.listeners=${listeners}`],
    `controller.quorum.bootstrap.servers=${controller}`,
    `log.dirs=${join(place.dataDir, "kafka", "log")}`,
    ...settings,
  ];
}

const settings = [
  "process.roles=broker,controller",
  "node.id=1",
  "controller.listener.names=CONTROLLER",
  "inter.broker.listener.name=BROKER",
  "listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
  // A misspelt topic is an error, not a new topic.
  "auto.create.topics.enable=false",
  // One broker holds every copy there is.
  "offsets.topic.replication.factor=1",
  "offsets.topic.num.partitions=4",
  "transaction.state.log.replication.factor=1",
  "transaction.state.log.min.isr=1",
  "transaction.state.log.num.partitions=4",
  "share.coordinator.state.topic.replication.factor=1",
  "share.coordinator.state.topic.min.isr=1",
  "group.initial.rebalance.delay.ms=0",
  // After kill -9 the next start waits until the dead one's session ends: 3 s instead of 9 s.
  "broker.session.timeout.ms=3000",
  "broker.heartbeat.interval.ms=500",
  // Records up to 10 MiB, for topics that allow it.
  "message.max.bytes=10485760",
  "replica.fetch.max.bytes=10485760",
  // What one clone needs, not what a data centre does.
  "log.cleaner.dedupe.buffer.size=4194304",
  "num.network.threads=2",
  "num.io.threads=4",
  "log.retention.hours=-1",
  "log.segment.bytes=67108864",
];
