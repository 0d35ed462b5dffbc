// The same servers from their official images, for machines that cannot run them natively. The docker command stays in
// the foreground as our child, so everything else treats it like a native server; the data lies in named volumes.
import { createHash } from "node:crypto";
import { apicurioSettings } from "../servers/apicurio.ts";
import { mongodFlags } from "../servers/mongodb.ts";
import type { Ports } from "../servers/ports.ts";
import type { Place, Server } from "../servers/server.ts";
import { zipkinSettings } from "../servers/zipkin.ts";
import type { Environment, ServerName } from "./programs.ts";
import { run } from "./run.ts";

interface Image {
  name: string;
  /** Where the image keeps its data. */
  volume?: string;
  env: Record<string, string>;
  args: string[];
}

/** Whether an engine answers; the command alone proves nothing. */
export async function dockerAnswers(environment: Environment): Promise<boolean> {
  const patience = AbortSignal.timeout(5_000);
  return (await run("docker", ["info"], { env: environment, signal: patience })).code === 0;
}

/** The server as a container: same name, same ports, same question whether it is ready. */
export function inDocker(server: Server): Server {
  return {
    ...server,
    async launch(place) {
      const container = containerName(place.dataDir, server.name);
      const remove = async () => {
        await run("docker", ["rm", "--force", container], { env: place.environment });
      };
      await remove(); // A killed start leaves its container running.
      return {
        file: "docker",
        args: dockerArguments(server, place, container),
        env: definedOnly(place.environment),
        contained: { remove },
      };
    },
  };
}

export function dockerArguments(server: Server, place: Pick<Place, "ports" | "dataDir">, name: string): string[] {
  const image = imageOf(server.name, place.ports);
  const published = server.ports.map((port) => place.ports.portOf(port));
  return [
    ...["run", "--rm", "--name", name],
    ...published.flatMap((port) => ["--publish", `127.0.0.1:${port}:${port}`]),
    ...(image.volume ? ["--volume", `${name}:${image.volume}`] : []),
    ...Object.entries(image.env).flatMap(([variable, value]) => ["--env", `${variable}=${value}`]),
    image.name,
    ...image.args,
  ];
}

/** One name for each data folder, so that two clones do not share a container. */
function containerName(dataDir: string, server: ServerName): string {
  return `antragsbus-${createHash("sha256").update(dataDir).digest("hex").slice(0, 12)}-${server}`;
}

// Inside a container "every interface" is the container's own; only the published port is reachable, on loopback.
function imageOf(server: ServerName, ports: Ports): Image {
  const port = (name: string) => String(ports.portOf(name));
  switch (server) {
    case "nats":
      return {
        name: "nats:2",
        volume: "/data",
        env: {},
        args: ["--jetstream", "--store_dir", "/data", "--port", port("nats"), "-m", port("nats-monitoring")],
      };
    case "mongodb":
      return {
        name: "mongo:8",
        volume: "/data/db",
        env: {},
        args: ["--port", port("mongodb"), "--bind_ip_all", ...mongodFlags],
      };
    case "kafka":
      return {
        name: "apache/kafka:4.1.2",
        volume: "/var/lib/kafka/data",
        env: kafkaEnvironment(port("kafka"), port("kafka-controller")),
        args: [],
      };
    case "apicurio":
      return {
        name: "apicurio/apicurio-registry-mem:2.6.13.Final",
        volume: "/tmp",
        env: {
          ...apicurioSettings,
          HTTP_PORT: port("apicurio"),
          REGISTRY_DATASOURCE_URL: "jdbc:h2:file:/tmp/registry;WRITE_DELAY=0",
        },
        args: [],
      };
    case "zipkin":
      return {
        name: "openzipkin/zipkin:3",
        env: { ...zipkinSettings, QUERY_PORT: port("zipkin") },
        args: [],
      };
  }
}

function kafkaEnvironment(broker: string, controller: string): Record<string, string> {
  return {
    KAFKA_NODE_ID: "1",
    KAFKA_PROCESS_ROLES: "broker,controller",
    KAFKA_LISTENERS: `BROKER://0.0.0.0:${broker},CONTROLLER://0.0.0.0:${controller}`,
    KAFKA_ADVERTISED_LISTENERS: `BROKER://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}`,
    KAFKA_CONTROLLER_QUORUM_VOTERS: `1@127.0.0.1:${controller}`,
    KAFKA_CONTROLLER_LISTENER_NAMES: "CONTROLLER",
    KAFKA_INTER_BROKER_LISTENER_NAME: "BROKER",
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
    KAFKA_LOG_DIRS: "/var/lib/kafka/data",
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: "false",
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: "1",
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: "1",
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: "1",
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: "0",
    KAFKA_MESSAGE_MAX_BYTES: "10485760",
    KAFKA_REPLICA_FETCH_MAX_BYTES: "10485760",
    KAFKA_LOG_RETENTION_HOURS: "-1",
  };
}

function definedOnly(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
