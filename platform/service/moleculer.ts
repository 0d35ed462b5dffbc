import type { ServiceBroker, ServiceSchema } from "moleculer";
import { Errors } from "moleculer";
import { publishedSubjects, subjectRoot } from "../bus/subjects.ts";
import { type Config, config } from "../config.ts";
import { Fault, faultOf, faults } from "../faults.ts";
import { orEnd } from "../waiting.ts";
import { commonActions, type OwnCommand, worklistActions } from "./actions.ts";
import { actorProver, type Prove } from "./actor.ts";
import type { Outbox } from "./outbox.ts";
import { durableName, openResources, type Resources, type Runtime, startRuntime } from "./runtime.ts";
import { StreamOutbox } from "./stream-outbox.ts";
import type { Surface } from "./surface.ts";

type Action = { params: Record<string, unknown>; handler: (ctx: never) => Promise<unknown> };

export interface ServiceParts<S, P> {
  name: string;
  /** case workers decide here: adds `<name>.decide` */
  worklist?: boolean;
  /** further commands of case workers and of those whom they consult */
  commands?: readonly OwnCommand[];
  surface(resources: Resources): Promise<Surface<S, P>> | Surface<S, P>;
  /** the service's own actions, beside those that every service has */
  actions?(runtime: () => Runtime, prove: Prove): Record<string, Action>;
  /** where events go; a JetStream stream of its own unless told otherwise */
  outbox?(resources: Resources): Promise<Outbox> | Outbox;
  /** after everything is ready; what it returns is called before the service stops to handle messages */
  started?(runtime: Runtime): Promise<() => Promise<void>>;
  /** after the last message was handled */
  stopped?(): Promise<void>;
}

async function streamOutbox(resources: Resources, surface: Surface<unknown, unknown>): Promise<Outbox> {
  const { bus, models, log, name, config, clock } = resources;
  const root = subjectRoot(config.namespace);
  return new StreamOutbox({
    stream: durableName(resources),
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
function errorOf(error: unknown): Error {
  if (error instanceof Errors.MoleculerError) return error;
  const { code, detail } = faultOf(error);
  const { status, sentence, retry } = faults[code];
  const data = { sentence, detail };
  return retry
    ? new Errors.MoleculerRetryableError(sentence, status, code, data)
    : new Errors.MoleculerError(sentence, status, code, data);
}

function guarded(action: Action): Action {
  return {
    ...action,
    handler: async (ctx: never) => {
      try {
        return await action.handler(ctx);
      } catch (error) {
        throw errorOf(error);
      }
    },
  };
}

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
  const prove = actorProver(settings, parts.name);
  const actions: Record<string, Action> = {
    ...(commonActions(runtime, prove) as Record<string, Action>),
    ...(parts.worklist ? (worklistActions(runtime, prove, parts.commands) as Record<string, Action>) : {}),
    ...parts.actions?.(runtime, prove),
  };
  const start = async (broker: ServiceBroker) => {
    const resources = await openResources(parts.name, settings, broker);
    const surface = (await parts.surface(resources)) as Surface<unknown, unknown>;
    const outbox = await (parts.outbox?.(resources) ?? streamOutbox(resources, surface));
    running = await startRuntime(resources, surface, outbox);
    end = (await parts.started?.(running)) ?? end;
    resources.log.info({ event: "ready" });
  };
  return {
    name: parts.name,
    metadata: { antragsbus: true, worklist: parts.worklist ?? false },
    actions: Object.fromEntries(Object.entries(actions).map(([name, action]) => [name, guarded(action)])) as never,
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
