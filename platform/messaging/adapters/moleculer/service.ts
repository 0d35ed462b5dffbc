import type { ServiceBroker, ServiceSchema } from "moleculer";
import { Errors } from "moleculer";
import { type Config, config } from "../../config.ts";
import { action } from "../../contracts/action.ts";
import type { GivenUp } from "../../engine/engine.ts";
import type { Outbox } from "../../engine/outbox.ts";
import type { Surface } from "../../engine/processor.ts";
import { openResources, type Resources, type Runtime, startRuntime } from "../../engine/runtime.ts";
import { StreamOutbox } from "../../engine/stream-outbox.ts";
import { Fault, type FaultCode, faultOf, faults } from "../../faults.ts";
import { orEnd } from "../../waiting.ts";
import { publishedSubjects, subjectRoot } from "../jetstream/subjects.ts";
import { noTime } from "../mongodb/models.ts";

export type Action = { params: Record<string, unknown>; handler: (ctx: never) => Promise<unknown> };

export interface ServiceParts<S, P> {
  name: string;
  /** what other nodes may know of the service */
  metadata?: Record<string, unknown>;
  surface(resources: Resources): Promise<Surface<S, P>> | Surface<S, P>;
  actions?(runtime: () => Runtime): Record<string, Action>;
  /** where events go; a JetStream stream of its own unless told otherwise */
  outbox?(resources: Resources): Promise<Outbox> | Outbox;
  /** what is told of a message that is given up, where the surface itself says nothing */
  givenUp?: GivenUp;
  /** what a caller is told of a failure; its code unless told otherwise */
  sentenceOf?(code: FaultCode): string;
  /** after everything is ready; what it returns is called before the service stops to handle messages */
  started?(runtime: Runtime): Promise<() => Promise<void>>;
  /** after the last message was handled */
  stopped?(): Promise<void>;
}

async function streamOutbox(resources: Resources, surface: Surface<unknown, unknown>): Promise<Outbox> {
  const { bus, models, log, name, config, clock } = resources;
  const root = subjectRoot(config.namespace);
  return new StreamOutbox({
    stream: resources.durable,
    // A service that publishes nothing has a stream all the same: its name is taken, and later versions may publish.
    root,
    subjects: surface.publishes.length
      ? surface.publishes.map((contract) => publishedSubjects(root, name, contract.name))
      : [`${root}.${name}.nothing`],
    connection: bus,
    manager: await bus.jetstreamManager(),
    models,
    log,
    now: () => clock.now(),
  });
}

/** A fault as Moleculer sends it to another node: `type` is what a caller compares. */
function errorOf(error: unknown, sentenceOf: (code: FaultCode) => string): Error {
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
        throw errorOf(error, sentenceOf);
      }
    },
  };
}

/** Of a service whose events go to no stream. */
const nothingComplete = { redriven: 0, highest: 0, before: noTime };

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
 * A Moleculer service around a surface: everything is wired here, nothing is decided here. The configuration is read
 * when the service is made, so that a bad one stops the process before anything starts.
 */
export function moleculerService<S, P>(parts: ServiceParts<S, P>, settings: Config = config()): ServiceSchema {
  let running: Runtime | undefined;
  let end: () => Promise<void> = async () => {};
  const runtime = () => {
    if (!running) throw new Fault("unavailable", "starting");
    return running;
  };
  const { sentenceOf = (code) => code } = parts;
  const actions = { ...betweenServices(runtime), ...parts.actions?.(runtime) };
  const start = async (broker: ServiceBroker) => {
    const resources = await openResources(parts.name, settings, broker);
    const surface = (await parts.surface(resources)) as Surface<unknown, unknown>;
    const outbox = await (parts.outbox?.(resources) ?? streamOutbox(resources, surface));
    running = await startRuntime(resources, surface, outbox, parts.givenUp);
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
      await orEnd(start(this.broker));
    },
    async stopped() {
      await end();
      await running?.stop();
      await parts.stopped?.();
      running = undefined;
    },
  } as ServiceSchema;
}
