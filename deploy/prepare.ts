// What has to be there before services run: topics, the portals' schemas, the sandbox's residents. Safe to repeat.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../platform/messaging/adapters/clock.ts";
import { closeBus, openBus } from "../platform/messaging/adapters/jetstream/connect.ts";
import { makeTopics } from "../platform/messaging/adapters/kafka/topics.ts";
import { closeDatabase, openDatabase } from "../platform/messaging/adapters/mongodb/connect.ts";
import { modelsOf } from "../platform/messaging/adapters/mongodb/models.ts";
import { mongoStore } from "../platform/messaging/adapters/mongodb/store.ts";
import { connectRegistry } from "../platform/messaging/adapters/registry.ts";
import { plainSealing } from "../platform/messaging/adapters/sealing/plain.ts";
import { readConfig } from "../platform/messaging/config.ts";
import { readSchema } from "../platform/messaging/contracts/validate.ts";
import { logOf } from "../platform/messaging/telemetry/log.ts";
import { RefusedError, waitFor } from "../platform/messaging/waiting.ts";
import { resident, residentsMax } from "../sandbox/samples/people.ts";
import { Register } from "../services/identity/register.ts";

const config = readConfig(process.env);
const log = logOf("prepare");
const portalsFolder = join(import.meta.dirname, "../schemas/portals");
const portals = existsSync(portalsFolder) ? readdirSync(portalsFolder).sort() : [];
const topicsFolder = join(import.meta.dirname, "../schemas/topics");
/** Two weeks: portal topics keep personal data no longer. */
const retentionMs = String(14 * 24 * 3_600_000);

const shared = {
  "compression.type": "uncompressed",
  "message.timestamp.type": "LogAppendTime",
  "retention.ms": retentionMs,
};

/** Topics of channels, from schemas/topics/. */
function channelTopics(): { topic: string; max: string; partitions: number }[] {
  const files = existsSync(topicsFolder) ? readdirSync(topicsFolder).sort() : [];
  return files.flatMap((file) => {
    const { topics, maxMessageBytes } = readSchema("topics", file) as { topics: string[]; maxMessageBytes: number };
    return topics.map((topic) => ({ topic, max: String(maxMessageBytes), partitions: 1 }));
  });
}

/** Topics as connectors demand them. Partitions: enough that a portal can grow to three instances; else one. */
async function topics(): Promise<void> {
  const all = [
    ...portals.flatMap((portal) => [
      { topic: `${portal}.applications`, max: String(10 * 1024 * 1024), partitions: 3 },
      { topic: `${portal}.status`, max: String(2 * 1024 * 1024), partitions: 3 },
    ]),
    ...channelTopics(),
  ];
  const wanted = all.map(({ topic, max, partitions }) => {
    return { topic, partitions, settings: { ...shared, "max.message.bytes": max } };
  });
  // A broker that is busy takes longer than a request may: what it made all the same is there at the next look.
  await waitFor("KAFKA", "Kafka", { log, clock: systemClock }, () => makeTopics(config, "prepare", log, wanted));
}

async function schemas(): Promise<void> {
  const registry = connectRegistry(config);
  for (const portal of portals) {
    for (const file of readdirSync(join(portalsFolder, portal))) {
      const schema = readSchema("portals", portal, file) as {
        type: "record";
        name: string;
        namespace: string;
        fields: [];
      };
      await waitFor("SCHEMA_REGISTRY", "the schema registry", { log, clock: systemClock }, () =>
        registry.register(`${schema.namespace}.${schema.name}`, schema),
      );
    }
  }
}

/** Which residents a register was filled with: another name where people.ts makes them differently. */
const filled = "residents, all here before 2021";

async function residents(): Promise<void> {
  const connection = await openDatabase(config, "identity", log);
  const store = mongoStore(connection, modelsOf(connection));
  const register = new Register(store, config.hashKey, plainSealing);
  await store.prepare();
  if ((await store.checkpoints.read(filled)) !== residentsMax) {
    await register.fill(Array.from({ length: residentsMax }, (_, i) => resident(i)));
    await store.checkpoints.write(filled, residentsMax);
  }
  await closeDatabase();
}

/** Nothing has to be made on NATS, but whether it takes us is better said here, where somebody is looking. */
async function bus(): Promise<void> {
  await openBus(config, log);
  await closeBus();
}

/** Refusals come within moments of each other; told together, one start shows all that has to be mended. */
const togetherMs = 1_500;
const refusals: string[] = [];

async function orRefused(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    refusals.push(error.message);
    await new Promise((resolve) => setTimeout(resolve, togetherMs));
    process.stderr.write(`${refusals.join(" ")}\n`);
    process.exit(1);
  }
}

await Promise.all([topics(), schemas(), residents(), bus()].map(orRefused));
