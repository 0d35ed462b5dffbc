import { randomUUID } from "node:crypto";
import type { ServiceBroker } from "moleculer";
import type { Connection } from "mongoose";
import type { Config } from "../config.ts";
import { defaultLimits } from "../contracts/avro-guard.ts";
import { Codec } from "../contracts/codec.ts";
import { OpenStates } from "../engine/running/open-states.ts";
import type { Resources } from "../engine/running/runtime.ts";
import type { Kafka } from "../ports/kafka.ts";
import type { Sealing } from "../ports/sealing.ts";
import { logOf } from "../telemetry/log.ts";
import { systemClock } from "./clock.ts";
import { JetStreamBus } from "./jetstream/bus.ts";
import { closeBus, openBus } from "./jetstream/connect.ts";
import { closeDatabase, openDatabase } from "./mongodb/connect.ts";
import { type Models, modelsOf } from "./mongodb/models.ts";
import { mongoStore } from "./mongodb/store.ts";
import { connectRegistry } from "./registry.ts";
import { plainSealing } from "./sealing/plain.ts";

/** A service's resources on real servers, without those servers' clients. */
export interface ServiceResources extends Resources {
  config: Config;
  broker: ServiceBroker;
  /**
   * Makes a Kafka of this service's name; nothing is connected yet.
   * @param retries before a caller hears that Kafka is away, with half a second in between; 20 unless told otherwise
   */
  kafka(retries?: number): Promise<Kafka>;
  /** Makes a codec for what comes from outside, guarded more tightly than what services tell each other. */
  codecOfPortals(): Codec;
  /** Gives back what was opened. */
  close(): Promise<void>;
}

/** The same with its database, as tests look into it. */
export interface OpenedResources extends ServiceResources {
  connection: Connection;
  models: Models;
}

/** Opens everything that a service needs. Waits for each server that is not there, and says so. */
export async function openResources(
  name: string,
  config: Config,
  broker: ServiceBroker,
  sealing: Sealing = plainSealing,
): Promise<OpenedResources> {
  const log = logOf(name);
  const connection = await openDatabase(config, name, log);
  const models = modelsOf(connection);
  const nats = await openBus(config, log);
  const { namespace } = config;
  const manager = await nats.jetstreamManager();
  const registry = connectRegistry(config);
  const store = mongoStore(connection, models);
  return {
    name,
    durable: [namespace, name].filter(Boolean).join("-"),
    namespace,
    config,
    broker,
    caller: broker as never,
    connection,
    models,
    store,
    states: new OpenStates(store.states, sealing),
    // Inside, a notice's content or a form's schema is one string; the bus itself bounds the whole at 256 KiB.
    codec: new Codec(registry, { ...defaultLimits, maxStringBytes: 256 * 1024 }),
    sealing,
    bus: new JetStreamBus({ service: name, namespace, connection: nats, manager, log }),
    codecOfPortals: () => new Codec(registry),
    log,
    steadyClock: systemClock,
    instance: randomUUID(),
    kafka: async (retries) => {
      const { kafkaOf } = await import("./kafka/connect.ts"); // Only connectors need the client.
      return kafkaOf(config, name, log, retries);
    },
    close: async () => {
      await closeBus();
      await closeDatabase();
    },
  };
}
