import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mongo } from "mongoose";
import { chooseServers } from "../../deploy/backing/choose.ts";
import { cacheFolder } from "../../deploy/backing/install/programs.ts";
import { run } from "../../deploy/backing/install/run.ts";
import { apicurio } from "../../deploy/backing/servers/apicurio.ts";
import { brokerAnswers, kafka } from "../../deploy/backing/servers/kafka.ts";
import { mongodb } from "../../deploy/backing/servers/mongodb.ts";
import { nats } from "../../deploy/backing/servers/nats.ts";
import { openPorts } from "../../deploy/backing/servers/ports.ts";
import { RunningServer } from "../../deploy/backing/servers/running.ts";
import { javaOf, type Place, programFile, type Server } from "../../deploy/backing/servers/server.ts";
import type { Certificates } from "./certificates.ts";
import { type Credentials, front, passTo } from "./front.ts";

/** The launcher's own servers, made to want TLS and a password, as a town runs them. */
interface Secured {
  server: Server;
  /** what clients are given */
  address(place: Place): string;
}

const plainWords = ({ user, password }: Credentials) => JSON.stringify({ user, password });

function securedNats({ files }: Certificates, who: Credentials): Secured {
  const launch: Server["launch"] = async (place) => {
    const launched = await nats.launch(place);
    const tls = `tls { cert_file: ${JSON.stringify(files.cert)}, key_file: ${JSON.stringify(files.key)} }`;
    appendFileSync(join(place.dataDir, "nats/nats.conf"), `${tls}\nauthorization ${plainWords(who)}\n`);
    return launched;
  };
  return {
    server: { ...nats, launch },
    address: ({ ports }) => `tls://127.0.0.1:${ports.portOf("nats")}`,
  };
}

function securedMongodb({ files }: Certificates, { user, password }: Credentials): Secured {
  const launch: Server["launch"] = async (place) => {
    const launched = await mongodb.launch(place);
    const keyFile = join(place.dataDir, "mongodb.key");
    writeFileSync(keyFile, "the members of a replica set know each other by this", { mode: 0o600 });
    const tls = ["--tlsMode", "requireTLS", "--tlsCertificateKeyFile", files.both, "--tlsCAFile", files.ca];
    const args = [...launched.args, ...tls, "--tlsAllowConnectionsWithoutCertificates", "--keyFile", keyFile];
    return { ...launched, args };
  };
  const isReady: Server["isReady"] = async ({ ports }) => {
    const host = `127.0.0.1:${ports.portOf("mongodb")}`;
    const client = new mongo.MongoClient(`mongodb://${host}/?directConnection=true`, {
      ...{ tls: true, tlsCAFile: files.ca, serverSelectionTimeoutMS: 500 },
    });
    try {
      await client.connect();
      const admin = client.db("admin");
      // Whoever comes from this machine may do these two things while there is no user yet, and nothing afterwards.
      const { isWritablePrimary, setName } = await admin.command({ hello: 1 });
      if (!setName) await admin.command({ replSetInitiate: { _id: "rs0", members: [{ _id: 0, host }] } });
      if (!isWritablePrimary) return false;
      await admin.command({ createUser: user, pwd: password, roles: ["root"] });
      return true;
    } finally {
      await client.close();
    }
  };
  return { server: { ...mongodb, launch, isReady }, address: ({ ports }) => mongodb.address(ports) };
}

function securedKafka({ ca, files }: Certificates, { user, password }: Credentials): Secured {
  const launch: Server["launch"] = async (place) => {
    const folder = join(place.dataDir, "kafka");
    mkdirSync(folder, { recursive: true });
    const at = (port: string) => `127.0.0.1:${place.ports.portOf(port)}`;
    const names = "SECURED:SASL_SSL,BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT";
    const all = `SECURED://${at("kafka")},BROKER://${at("kafka-inner")},CONTROLLER://${at("kafka-controller")}`;
    const settings = [
      ...["process.roles=broker,controller", "node.id=1", "controller.listener.names=CONTROLLER"],
      ...["inter.broker.listener.name=BROKER", `listener.security.protocol.map=${names}`],
      ...[`listeners=${all}`, `advertised.listeners=${all}`, `log.dirs=${join(folder, "log")}`],
      `controller.quorum.bootstrap.servers=${at("kafka-controller")}`,
      ...["sasl.enabled.mechanisms=SCRAM-SHA-512", "ssl.keystore.type=PEM", `ssl.keystore.location=${files.both}`],
      "listener.name.secured.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;",
    ].join("\n");
    await format(place, settings, `SCRAM-SHA-512=[name=${user},password=${password}]`);
    const launched = await kafka.launch(place);
    appendFileSync(join(folder, "server.properties"), `${settings}\n`); // The later line counts.
    return launched;
  };
  const isReady: Server["isReady"] = ({ ports }) => {
    const sasl = { mechanism: "scram-sha-512", username: user, password } as const;
    return brokerAnswers(kafka.address(ports), { ssl: { ca: [ca] }, sasl });
  };
  const server: Server = { ...kafka, ports: ["kafka", "kafka-controller", "kafka-inner"], launch, isReady };
  return { server, address: ({ ports }) => kafka.address(ports) };
}

/** The first user has to be there before anybody can log in: formatting the storage makes it. */
async function format(place: Place, settings: string, scram: string): Promise<void> {
  const folder = join(place.dataDir, "kafka");
  const file = join(folder, "format.properties");
  writeFileSync(file, settings);
  const java = javaOf(place);
  const classes = join(dirname(programFile(place, "kafka")), "*");
  const tool = ["-cp", classes, "kafka.tools.StorageTool", "format", "--standalone", "--cluster-id", "A".repeat(22)];
  const args = [...java.flags, ...tool, "--config", file, "--add-scram", scram];
  const { code, output } = await run(java.file, args, { env: place.environment });
  if (code !== 0) throw new Error(output);
  writeFileSync(join(folder, "formatted"), "");
}

export interface SecuredServers {
  /** MONGODB_URL and the others, each with _USER, _PASSWORD and _CA_FILE */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** Starts NATS, MongoDB, Kafka and the registry as they stand in a town: with TLS, and letting in one user each. */
export async function startSecured(
  dataDir: string,
  certificates: Certificates,
  environment: Record<string, string | undefined>,
): Promise<SecuredServers> {
  const who = (server: string): Credentials => ({ user: `${server}-user`, password: `${server}-secret` });
  const all = {
    MONGODB: securedMongodb(certificates, who("mongodb")),
    NATS: securedNats(certificates, who("nats")),
    KAFKA: securedKafka(certificates, who("kafka")),
    SCHEMA_REGISTRY: { server: apicurio, address: () => "" },
  };
  const cache = cacheFolder(environment);
  const wanted = Object.values(all).map(({ server }) => server);
  const { java } = await chooseServers(wanted, new Set(), { cache, environment, say: () => {} });
  const ports = await openPorts(
    dataDir,
    wanted.flatMap((server) => server.ports),
  );
  const place: Place = { cache, dataDir, java, environment, ports };
  const running = wanted.map((server) => new RunningServer(server, place, () => {}));
  const registry = new URL(apicurio.address(ports));
  const proxy = await front(certificates, who("schema_registry"), passTo(registry.origin));
  const stop = async () => {
    proxy.close();
    await Promise.all(running.map((one) => one.stop()));
  };
  try {
    await Promise.all(running.map((one) => one.start()));
  } catch (problem) {
    await stop();
    throw problem;
  }
  const env: Record<string, string> = {};
  for (const [
    server,
    {
      address,
      server: { variables },
    },
  ] of Object.entries(all)) {
    const { user, password } = who(server.toLowerCase());
    env[variables[0]] = address(place) || `https://127.0.0.1:${proxy.port}${registry.pathname}`;
    Object.assign(env, {
      ...{ [`${server}_USER`]: user, [`${server}_PASSWORD`]: password },
      [`${server}_CA_FILE`]: certificates.files.ca,
    });
  }
  return { env, stop };
}
