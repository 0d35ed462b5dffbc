import type { Caller } from "../../contracts/action.ts";
import type { Codec, Registrable } from "../../contracts/codec.ts";
import { repeat } from "../../loop.ts";
import type { Bus, Subscribed } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Sealing } from "../../ports/sealing.ts";
import type { Store } from "../../ports/store.ts";
import type { Log } from "../../telemetry/log.ts";
import { engineMetrics, observe } from "../../telemetry/metrics.ts";
import { waitFor } from "../../waiting.ts";
import type { Delivery, Outcome } from "../delivery.ts";
import { Engine, type GivenUp } from "../engine.ts";
import type { ServiceDefinition } from "../processor.ts";
import { takenBy } from "../routing.ts";
import { setAsideAs } from "./aside.ts";
import { CatchUp } from "./catch-up.ts";
import type { OpenStates } from "./open-states.ts";
import type { Outbox } from "./outbox.ts";
import { Pump } from "./pump.ts";
import { StoredMessages } from "./stored-messages.ts";
import { sweepAgeMs } from "./stream-outbox.ts";

/** What a service is built from: its own store, the contracts, ways to reach others. */
export interface Resources {
  name: string;
  /** the name of its stream, of its consumers, of its group in Kafka: no other service has it, in no namespace */
  durable: string;
  /** tells systems apart that share servers; "" for none */
  namespace: string;
  store: Store;
  bus: Bus;
  codec: Codec;
  sealing: Sealing;
  /** its states for reading */
  states: OpenStates;
  /** reaches other services' actions */
  caller: Caller;
  /** this process's own time, for waiting and for how long something takes */
  steadyClock: Clock;
  /** names this run of the service: a lease that it holds, a note that it wrote */
  instance: string;
  log: Log;
}

/** A service that handles messages. */
export interface Runtime<R extends Resources = Resources> {
  readonly resources: R;
  readonly engine: Pick<Engine, "handle" | "try">;
  readonly outbox: Outbox;
  readonly service: ServiceDefinition;
  readonly subscription: Subscribed;
  /** Notes how far the service is with each stream, and looks whether its own is still there; done from time to time anyway. */
  check(): Promise<void>;
  /** Counts what waits in its queues: messages, and seconds of the oldest. */
  depths(): Promise<Record<string, number>>;
  /** Stops after the messages at hand; what waits is left to the bus and to the store. */
  stop(): Promise<void>;
}

const pollMs = 1_000;
const checkMs = 60_000;
/** Each note asks the owner of each stream: milliseconds of three processes. What is sent again after a loss grows by it. */
const noteMs = 5 * 60_000;

/** Starts handling: events from the bus, retries and timers from the store, and whatever is given to the engine. */
export async function startRuntime<R extends Resources>(
  resources: R,
  service: ServiceDefinition,
  outbox: Outbox,
  givenUp?: GivenUp,
): Promise<Runtime<R>> {
  const { store, codec, sealing, log, name, bus, durable, steadyClock: clock } = resources;
  await prepare(resources, service, outbox);
  const engine = new Engine({
    ...{ service, durable, inbox: store.inbox, codec, sealing, log, outbox, givenUp, now: () => store.now(), clock },
    metrics: engineMetrics(name),
  });
  const { pump, stored } = takers(resources, service.batchMax ?? 500, (deliveries) => engine.handleKept(deliveries));
  const { catchUp, subscription } = reading(resources, service, pump);
  const noteHowFar = () => catchUp.noteHowFar(subscription.streams);
  const loops = [
    repeat({ name: "stream check", pauseMs: checkMs, clock, log }, () => outbox.check()),
    repeat({ name: "how far", pauseMs: noteMs, clock, log }, noteHowFar),
    repeat({ name: "what waits", pauseMs: pollMs, clock, log }, () => lookForWhatWaits(store, stored, outbox)),
  ];
  await waitFor("NATS", "JetStream", { log, clock }, () => subscription.start());
  // After a reconnect the server may have lost its streams: looked at at once instead of within the minute.
  const stopWatching = bus.onReconnect(() => {
    for (const loop of loops) loop.now();
    void subscription.refresh();
  });
  observe(name, async () => ({ ...(await depths({ resources, outbox })), ...(await onTheBus(subscription)) }));
  return {
    resources,
    engine,
    outbox,
    service,
    subscription,
    check: async () => {
      await outbox.check();
      await noteHowFar();
    },
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
    },
  };
}

/** Makes what is needed before the first message, in the store, in the schema registry and where events go. */
async function prepare(resources: Resources, service: ServiceDefinition, outbox: Outbox): Promise<void> {
  const { store, codec, log, steadyClock: clock } = resources;
  await store.prepare();
  await waitFor("SCHEMA_REGISTRY", "the schema registry", { log, clock }, async () => {
    await codec.register(service.publishes as readonly Registrable[]);
    await codec.learn(takenBy(service) as readonly Registrable[]);
  });
  await waitFor(...outbox.server, { log, clock }, () => outbox.ensure());
}

/** Those who take messages in: from the bus, and from the store, where the first sets aside what the second brings back. */
function takers(
  { store, log, steadyClock: clock, instance }: Resources,
  batchMax: number,
  handle: (deliveries: Delivery[]) => Promise<Outcome[]>,
) {
  const { inbox, leases } = store;
  const now = () => store.now();
  const failed = (error: unknown) => log.warn({ error }, "what was set aside waits for another try");
  const isBusy = () => pump.isBusy;
  const stored = new StoredMessages({ inbox, leases, batchMax, instance, clock, handle, now, isBusy, failed });
  const pump = new Pump({
    batchMax,
    clock,
    log,
    handle,
    setAside: async (deliveries, why) => {
      const at = now();
      await inbox.setAside(deliveries.map((delivery) => setAsideAs(delivery, at, why)));
      if (why === "share") stored.lookAside();
    },
    isAway: (error) => inbox.isAway(error),
  });
  return { pump, stored };
}

/** Reads the bus into the pump, and asks for what came before its consumers were made. */
function reading(resources: Resources, service: ServiceDefinition, pump: Pump) {
  const { store, bus, caller, durable, namespace, instance, steadyClock: clock, log } = resources;
  const consumes = takenBy(service).map((contract) => contract.name);
  const catchUp = new CatchUp({
    notes: store.catchUp,
    bus,
    caller,
    durable,
    namespace,
    consumes,
    instance,
    clock,
    log,
  });
  const subscription = bus.subscribe({
    durable,
    consumes,
    portal: service.portal,
    serviceKeys: service.serviceKeys,
    buffered: Math.min(500, 4 * (service.batchMax ?? 500)),
    take: (message) => pump.take(message),
    missing: (stream) => catchUp.note(stream),
    reads: (stream) => catchUp.ask(stream),
  });
  return { catchUp, subscription };
}

/** Looks once for what lies in the store and waits for its time. */
async function lookForWhatWaits(store: Store, stored: StoredMessages, outbox: Outbox): Promise<void> {
  const at = store.now();
  const due = await store.inbox.due({ now: at, unsentBefore: new Date(at.getTime() - sweepAgeMs) });
  if (due.has("kept")) stored.lookAside();
  const done = await Promise.allSettled([due.has("kept") && stored.due(), due.has("outbox") && outbox.sweep()]);
  for (const one of done) if (one.status === "rejected") throw one.reason;
}

/** How deep this service's queues are, for metrics and for operators. */
async function depths({ resources, outbox }: Pick<Runtime, "resources" | "outbox">) {
  const { store } = resources;
  const { waiting, oldest } = await outbox.depth();
  const kafka = await outbox.toRead?.();
  const skew = outbox.skew?.();
  return {
    ...(skew === undefined ? {} : { "kafka.clock": skew }),
    ...(kafka ? { "kafka.lag": kafka.reduce((sum, { lag }) => sum + lag, 0) } : {}),
    ...(outbox.problems ? { "kafka.problems": outbox.problems().length } : {}),
    "outbox.unpublished": waiting,
    "outbox.age": oldest ? Math.max(0, store.now().getTime() - oldest.getTime()) / 1000 : 0,
    ...(await store.inbox.counts()),
  };
}

/** What waits on the bus for this service, in all streams; not known while NATS is away. */
async function onTheBus(subscription: Subscribed): Promise<Record<string, number>> {
  try {
    const found = await subscription.depths();
    return { "queue.pending": found.reduce((sum, one) => sum + one.pending + one.unacknowledged, 0) };
  } catch {
    return {}; // The other values are known all the same.
  }
}
