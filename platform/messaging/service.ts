import type { ServiceBroker, ServiceSchema } from "moleculer";
import type { ServiceResources } from "./adapters/open.ts";
import { type Config, config } from "./config.ts";
import { action } from "./contracts/action.ts";
import type { GivenUp } from "./engine/engine.ts";
import type { ServiceDefinition } from "./engine/processor.ts";
import type { Outbox } from "./engine/running/outbox.ts";
import { type Runtime, startRuntime } from "./engine/running/runtime.ts";
import { StreamOutbox } from "./engine/running/stream-outbox.ts";
import { Fault, type FaultCode, faultOf, faults } from "./faults.ts";
import type { Sealing } from "./ports/sealing.ts";
import { exitOnRefusal } from "./waiting.ts";

/** An action as Moleculer takes it. */
export interface Action {
  params: Record<string, unknown>;
  /** Answers a call whose params fit. @throws Fault, which the caller gets by its code */
  handler: (ctx: never) => Promise<unknown>;
}

/** What a service is made of. */
export interface ServiceParts {
  name: string;
  /** what other nodes may know of the service */
  metadata?: Record<string, unknown>;
  /** Says what the service does, by what it reads. */
  define(resources: ServiceResources): Promise<ServiceDefinition> | ServiceDefinition;
  /** Makes actions of its own; the runtime is there once the service has started. */
  actions?(runtime: () => ServiceRuntime): Record<string, Action>;
  /** Makes what seals its bodies; form 1 unless told otherwise. */
  sealing?(): Sealing;
  /** Makes the outbox that its events leave by; a JetStream stream of its own unless told otherwise. */
  outbox?(resources: ServiceResources): Promise<Outbox> | Outbox;
  /** what is told of a message that is given up, where its processor says nothing */
  givenUp?: GivenUp;
  /** Says what a caller is told of a failure; its code unless told otherwise. */
  sentenceOf?(code: FaultCode): string;
  /** Does what comes after everything is ready. @returns what is called before the service stops to handle messages */
  started?(runtime: ServiceRuntime): Promise<() => Promise<void>>;
  /** Ends what is left, after the last message was handled. */
  stopped?(): Promise<void>;
}

/** A service's runtime on real servers. */
export type ServiceRuntime = Runtime<ServiceResources>;

function streamOutbox({ durable, bus, store, instance, log }: ServiceResources, service: ServiceDefinition): Outbox {
  const { stream: notes, leases } = store;
  const types = service.publishes.map(({ name }) => name);
  return new StreamOutbox({ stream: durable, types, bus, notes, leases, instance, log, now: () => store.now() });
}

/** A fault as Moleculer sends it to another node: `type` is what a caller compares. */
async function errorOf(error: unknown, sentenceOf: (code: FaultCode) => string): Promise<Error> {
  const { Errors } = await import("moleculer");
  if (error instanceof Errors.MoleculerError) return error;
  const { code, detail } = faultOf(error);
  const { status, retry } = faults[code];
  const sentence = sentenceOf(code);
  const data = { sentence, detail };
  return retry
    ? new Errors.MoleculerRetryableError(sentence, status, code, data)
    : new Errors.MoleculerError(sentence, status, code, data);
}

function guarded(action: Action, sentenceOf: (code: FaultCode) => string): Action {
  return {
    ...action,
    handler: async (ctx: never) => {
      try {
        return await action.handler(ctx);
      } catch (error) {
        throw await errorOf(error, sentenceOf);
      }
    },
  };
}

/** Of a service whose events go to no stream. */
const nothingComplete = { redriven: 0, highest: 0, before: new Date(0) };

/** What the consumers of other services ask of every service. */
const betweenServices = (runtime: () => Runtime): Record<string, Action> => ({
  redrive: action("service.redrive", async ({ since, types }) => ({
    ...(await runtime().outbox.redrive(new Date(since), types)),
  })) as Action,
  complete: action("service.complete", async () => {
    const { redriven, highest, before } = (await runtime().outbox.complete?.()) ?? nothingComplete;
    return { redriven, highest, before: before.toISOString() };
  }) as Action,
});

/**
 * Makes a Moleculer service of a definition: everything is wired here, nothing is decided here. The configuration is read
 * when the service is made, so that a bad one stops the process before anything starts.
 */
export function messagingService(parts: ServiceParts, settings: Config = config()): ServiceSchema {
  let running: ServiceRuntime | undefined;
  let end: () => Promise<void> = async () => {};
  const runtime = () => {
    if (!running) throw new Fault("unavailable", "starting");
    return running;
  };
  const { sentenceOf = (code) => code } = parts;
  const actions = { ...betweenServices(runtime), ...parts.actions?.(runtime) };
  const start = async (broker: ServiceBroker) => {
    // Only now: whoever uses the room's contracts alone needs no client of any server.
    const { openResources } = await import("./adapters/open.ts");
    const resources = await openResources(parts.name, settings, broker, parts.sealing?.());
    const service = await parts.define(resources);
    const outbox = await (parts.outbox?.(resources) ?? streamOutbox(resources, service));
    running = await startRuntime(resources, service, outbox, parts.givenUp);
    end = (await parts.started?.(running)) ?? end;
    resources.log.info({ event: "ready" });
  };
  return {
    name: parts.name,
    metadata: { antragsbus: true, ...parts.metadata },
    actions: Object.fromEntries(
      Object.entries(actions).map(([name, action]) => [name, guarded(action, sentenceOf)]),
    ) as never,
    async started(this: { broker: ServiceBroker }) {
      await exitOnRefusal(start(this.broker));
    },
    async stopped() {
      await end();
      await running?.stop();
      await running?.resources.close();
      await parts.stopped?.();
      running = undefined;
    },
  } as ServiceSchema;
}
