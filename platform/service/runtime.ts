import type { ServiceBroker } from "moleculer";
import type { Connection } from "mongoose";
import type { NatsConnection } from "nats";
import { closeBus, openBus } from "../bus/connect.ts";
import { subjectRoot, takenSubjects } from "../bus/subjects.ts";
import { Subscription } from "../bus/subscription.ts";
import type { Config } from "../config.ts";
import { defaultLimits } from "../contracts/avro-guard.ts";
import { Codec, type Registrable } from "../contracts/codec.ts";
import { connectRegistry } from "../contracts/registry.ts";
import { repeat } from "../loop.ts";
import { closeDatabase, openDatabase } from "../store/connect.ts";
import { createIndexes, type Models, modelsOf } from "../store/models.ts";
import { type Log, logOf } from "../telemetry/log.ts";
import { engineMetrics, observe } from "../telemetry/metrics.ts";
import { waitFor } from "../waiting.ts";
import { keptPlaces, whatIsDue } from "./due.ts";
import { Engine } from "./engine.ts";
import { dueRetries, dueTimers } from "./kept.ts";
import { missedEvents } from "./missed.ts";
import type { Outbox } from "./outbox.ts";
import { Pump } from "./pump.ts";
import type { Surface } from "./surface.ts";

/** What a service is built from: its own database, the contracts, ways to reach others. */
export interface Resources {
  name: string;
  config: Config;
  broker: ServiceBroker;
  connection: Connection;
  models: Models;
  codec: Codec;
  bus: NatsConnection;
  log: Log;
}

export interface Runtime {
  readonly resources: Resources;
  readonly engine: Pick<Engine<unknown, unknown>, "handle">;
  readonly outbox: Outbox;
  readonly surface: Surface<unknown, unknown>;
  readonly subscription: Subscription;
  stop(): Promise<void>;
}

export const durableName = ({ config, name }: Resources): string => [config.namespace, name].filter(Boolean).join("-");
const pollMs = 1_000;
const checkMs = 60_000;

/** Opens everything that a service needs. Waits for each server that is not there, and says so. */
export async function openResources(name: string, config: Config, broker: ServiceBroker): Promise<Resources> {
  const log = logOf(name);
  const connection = await openDatabase(config, name, log);
  const models = modelsOf(connection);
  const bus = await openBus(config, log);
  // Inside, a notice's content or a form's schema is one string; the bus itself bounds the whole at 256 KiB.
  const codec = new Codec(connectRegistry(config), { ...defaultLimits, maxStringBytes: 256 * 1024 });
  return { name, config, broker, connection, models, codec, bus, log };
}

/** Starts handling: events from the bus, retries and timers from the store, and whatever is given to the engine. */
export async function startRuntime<S, P>(
  resources: Resources,
  surface: Surface<S, P>,
  outbox: Outbox,
): Promise<Runtime> {
  const { connection, models, codec, log, name, bus, config } = resources;
  const root = subjectRoot(config.namespace);
  await createIndexes(connection);
  await waitFor("SCHEMA_REGISTRY", "the schema registry", log, async () => {
    await codec.register(surface.publishes as readonly Registrable[]);
    await codec.learn(surface.takes as readonly Registrable[]);
  });
  await waitFor(...outbox.server, log, () => outbox.ensure());
  const engine = new Engine<S, P>({
    surface,
    connection,
    models,
    codec,
    log,
    metrics: engineMetrics(name),
    outbox,
    now: () => new Date(),
  });
  const batchMax = surface.batchMax ?? 500;
  const pump = new Pump(batchMax, log, (deliveries) => engine.handle(deliveries));
  const missed = missedEvents(resources, surface as Surface<unknown, unknown>);
  const subscription = new Subscription({
    durable: durableName(resources),
    root,
    taken: surface.takes.map((contract) => takenSubjects(root, contract.name, surface)),
    buffered: Math.min(500, 4 * batchMax),
    connection: bus,
    manager: await bus.jetstreamManager(),
    log,
    take: (message) => pump.take(message),
    missing: missed.note,
    reads: missed.ask,
  });
  const handleKept = async (now: Date) => {
    const due = [...(await dueRetries(models, now, batchMax)), ...(await dueTimers(models, now, batchMax))];
    for (let i = 0; i < due.length; i += batchMax) await engine.handle(due.slice(i, i + batchMax));
  };
  const loops = [
    repeat("stream check", checkMs, log, async () => {
      await outbox.check();
      await missed.upTo(subscription.streams);
    }),
    repeat("what waits", pollMs, log, async () => {
      const now = new Date();
      const due = await whatIsDue(models, { kept: keptPlaces(now), outbox: outbox.left(now) });
      const done = await Promise.allSettled([due.has("kept") && handleKept(now), due.has("outbox") && outbox.sweep()]);
      for (const one of done) if (one.status === "rejected") throw one.reason;
    }),
  ];
  await waitFor("NATS", "JetStream", log, () => subscription.start());
  const stopWatching = watchReconnects(bus, () => {
    for (const loop of loops) loop.now();
    void subscription.look();
  });
  observe(name, async () => ({ ...(await depths({ resources, outbox })), ...(await onTheBus(subscription)) }));
  return {
    resources,
    engine: engine as Runtime["engine"],
    outbox,
    surface: surface as Surface<unknown, unknown>,
    subscription,
    stop: async () => {
      stopWatching();
      const pumped = pump.stop();
      await subscription.stop();
      await pumped;
      await Promise.all(loops.map((loop) => loop.stop()));
      await missed.settled();
      await outbox.settled();
      await closeBus();
      await closeDatabase();
    },
  };
}

/** After a reconnect the server may have lost its streams: looked at at once instead of within the minute. */
function watchReconnects(bus: NatsConnection, look: () => void): () => void {
  let stopped = false;
  void (async () => {
    for await (const { type } of bus.status()) {
      if (stopped) return;
      if (type === "reconnect") look();
    }
  })();
  return () => {
    stopped = true;
  };
}

/** How deep this service's queues are, for metrics and for operators. */
export async function depths({ resources, outbox }: Pick<Runtime, "resources" | "outbox">) {
  const { retries, dead } = resources.models;
  const { waiting, oldest } = await outbox.depth();
  const kafka = await outbox.toRead?.();
  return {
    ...(kafka ? { "kafka.lag": kafka.reduce((sum, { lag }) => sum + lag, 0) } : {}),
    "outbox.unpublished": waiting,
    "outbox.age": oldest ? (Date.now() - oldest.getTime()) / 1000 : 0,
    retries: await retries.countDocuments({}),
    dead: await dead.countDocuments({ replayedAt: null }),
  };
}

/** What waits on the bus for this service, in all streams; not known while NATS is away. */
async function onTheBus(subscription: Subscription): Promise<Record<string, number>> {
  try {
    const found = await subscription.depths();
    return { "queue.pending": found.reduce((sum, one) => sum + one.pending + one.unacknowledged, 0) };
  } catch {
    return {}; // The other values are known all the same.
  }
}
