import type { ServiceBroker } from "moleculer";
import { type Connection, trusted } from "mongoose";
import type { NatsConnection } from "nats";
import { closeBus, openBus } from "../adapters/jetstream/connect.ts";
import { subjectRoot, takenSubjects } from "../adapters/jetstream/subjects.ts";
import { Subscription } from "../adapters/jetstream/subscription.ts";
import type { StoreClock } from "../adapters/mongodb/clock.ts";
import { clockOf, closeDatabase, openDatabase } from "../adapters/mongodb/connect.ts";
import { keptPlaces, whatIsDue } from "../adapters/mongodb/due.ts";
import { setAside } from "../adapters/mongodb/kept-messages.ts";
import { createIndexes, type Models, modelsOf, noTime } from "../adapters/mongodb/models.ts";
import { checkStoreVersion } from "../adapters/mongodb/version.ts";
import { connectRegistry } from "../adapters/registry.ts";
import type { Config } from "../config.ts";
import { defaultLimits } from "../contracts/avro-guard.ts";
import { Codec, type Registrable } from "../contracts/codec.ts";
import { repeat } from "../loop.ts";
import { type Log, logOf } from "../telemetry/log.ts";
import { engineMetrics, observe } from "../telemetry/metrics.ts";
import { waitFor } from "../waiting.ts";
import { CatchUp } from "./catch-up.ts";
import type { Delivery } from "./delivery.ts";
import { Engine, type GivenUp } from "./engine.ts";
import type { Outbox } from "./outbox.ts";
import type { Surface } from "./processor.ts";
import { Pump } from "./pump.ts";
import { StoredMessages } from "./stored-messages.ts";

/** What a service is built from: its own database, the contracts, ways to reach others. */
export interface Resources {
  name: string;
  /** the name of its stream, of its consumers, of its group in Kafka: no other service has it, in no namespace */
  durable: string;
  config: Config;
  broker: ServiceBroker;
  connection: Connection;
  models: Models;
  codec: Codec;
  bus: NatsConnection;
  log: Log;
  /** the store's time, which all instances share */
  clock: StoreClock;
}

export interface Runtime {
  readonly resources: Resources;
  readonly engine: Pick<Engine<unknown, unknown>, "handle">;
  readonly outbox: Outbox;
  readonly surface: Surface<unknown, unknown>;
  readonly subscription: Subscription;
  /** notes how far the service is with each stream, and looks whether its own is still there; done from time to time anyway */
  check(): Promise<void>;
  /** how deep its queues are */
  depths(): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

const pollMs = 1_000;
const checkMs = 60_000;
/** Each note asks the owner of each stream: milliseconds of three processes. What is sent again after a loss grows by it. */
const noteMs = 5 * 60_000;

/** Opens everything that a service needs. Waits for each server that is not there, and says so. */
export async function openResources(name: string, config: Config, broker: ServiceBroker): Promise<Resources> {
  const log = logOf(name);
  const connection = await openDatabase(config, name, log);
  const models = modelsOf(connection);
  const bus = await openBus(config, log);
  // Inside, a notice's content or a form's schema is one string; the bus itself bounds the whole at 256 KiB.
  const codec = new Codec(connectRegistry(config), { ...defaultLimits, maxStringBytes: 256 * 1024 });
  const durable = [config.namespace, name].filter(Boolean).join("-");
  return { name, durable, config, broker, connection, models, codec, bus, log, clock: clockOf(connection) };
}

/** Starts handling: events from the bus, retries and timers from the store, and whatever is given to the engine. */
export async function startRuntime<S, P>(
  resources: Resources,
  surface: Surface<S, P>,
  outbox: Outbox,
  givenUp?: GivenUp,
): Promise<Runtime> {
  const { connection, models, codec, log, name, bus, config, clock } = resources;
  const now = () => clock.now();
  const root = subjectRoot(config.namespace);
  await checkStoreVersion(models);
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
    givenUp,
    now,
  });
  const batchMax = surface.batchMax ?? 500;
  const handle = (deliveries: Delivery[]) => engine.handleKept(deliveries);
  const failed = (error: unknown) => log.warn({ error }, "what was set aside waits for another try");
  const isBusy = () => pump.isBusy;
  const stored = new StoredMessages({ models, batchMax, handle, now, isBusy, failed });
  const pump = new Pump({
    batchMax,
    log,
    handle,
    setAside: async (deliveries, why) => {
      await setAside(models, deliveries, now(), why);
      if (why === "share") stored.lookAside();
    },
  });
  const manager = await bus.jetstreamManager();
  const catchUp = new CatchUp(resources, surface as Surface<unknown, unknown>, {
    consumer: (stream) => manager.consumers.info(stream, resources.durable),
    lastSequence: async (stream) => (await manager.streams.info(stream)).state.last_seq,
  });
  const subscription = new Subscription({
    durable: resources.durable,
    root,
    taken: surface.takes.map((contract) => takenSubjects(root, contract.name, surface)),
    buffered: Math.min(500, 4 * batchMax),
    connection: bus,
    manager,
    log,
    take: (message) => pump.take(message),
    missing: (stream) => catchUp.note(stream),
    reads: (stream) => catchUp.ask(stream),
  });
  const noteHowFar = () => catchUp.noteHowFar(subscription.streams);
  const check = async () => {
    await outbox.check();
    await noteHowFar();
  };
  const lookForWhatWaits = async () => {
    const places = { kept: keptPlaces(now()), outbox: outbox.left(now()) };
    const due = await whatIsDue(models, places);
    if (due.has("kept")) stored.lookAside();
    const done = await Promise.allSettled([due.has("kept") && stored.due(), due.has("outbox") && outbox.sweep()]);
    for (const one of done) if (one.status === "rejected") throw one.reason;
  };
  const loops = [
    repeat("stream check", checkMs, log, () => outbox.check()),
    repeat("how far", noteMs, log, noteHowFar),
    repeat("what waits", pollMs, log, lookForWhatWaits),
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
    check,
    depths: () => depths({ resources, outbox }),
    stop: async () => {
      stopWatching();
      const pumped = pump.stop();
      await subscription.stop();
      await pumped;
      await Promise.all(loops.map((loop) => loop.stop()));
      await stored.stop();
      await catchUp.settled();
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
async function depths({ resources, outbox }: Pick<Runtime, "resources" | "outbox">) {
  const { retries, dead } = resources.models;
  const { waiting, oldest } = await outbox.depth();
  const kafka = await outbox.toRead?.();
  const skew = outbox.skew?.();
  return {
    ...(skew === undefined ? {} : { "kafka.clock": skew }),
    ...(kafka ? { "kafka.lag": kafka.reduce((sum, { lag }) => sum + lag, 0) } : {}),
    ...(outbox.problems ? { "kafka.problems": outbox.problems().length } : {}),
    "outbox.unpublished": waiting,
    "outbox.age": oldest ? Math.max(0, resources.clock.now().getTime() - oldest.getTime()) / 1000 : 0,
    retries: await retries.countDocuments({ dueAt: trusted({ $gte: noTime }) }),
    aside: await retries.countDocuments({ account: trusted({ $gt: "" }) }),
    dead: await dead.countDocuments({ open: true }),
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
