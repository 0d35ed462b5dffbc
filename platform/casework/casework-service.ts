import type { ServiceSchema } from "moleculer";
import {
  type Action,
  type Config,
  config,
  messagingService,
  type Resources,
  type Runtime,
  type ServiceParts,
} from "../messaging/index.ts";
import { commonActions, type OwnCommand, worklistActions } from "./actions.ts";
import { actorProver, type Prove } from "./actor.ts";
import { delayedCase } from "./delayed.ts";
import type { DomainSurface } from "./domain-surface.ts";
import { faultSentences } from "./fault-sentences.ts";

/** A service at run time, with what its surface says of cases. */
export interface DomainRuntime extends Runtime {
  readonly surface: DomainSurface<unknown, unknown>;
}

export interface CaseworkParts<S, P> extends Omit<ServiceParts<S, P>, "surface" | "actions" | "metadata"> {
  /** case workers decide here: adds `<name>.decide` */
  worklist?: boolean;
  /** further commands of case workers and of those whom they consult */
  commands?: readonly OwnCommand[];
  surface(resources: Resources): Promise<DomainSurface<S, P>> | DomainSurface<S, P>;
  /** the service's own actions, beside those that every service has */
  actions?(runtime: () => Runtime, prove: Prove): Record<string, Action>;
}

/** Makes a service of the town hall: with the actions of operators and case workers, whose actors are proven by tokens. */
export function caseworkService<S, P>(
  { worklist = false, commands = [], ...parts }: CaseworkParts<S, P>,
  settings: Config = config(),
): ServiceSchema {
  const prove = actorProver(settings, parts.name);
  let surface: DomainSurface<unknown, unknown> | undefined;
  const own = {
    ...parts,
    metadata: { worklist },
    givenUp: delayedCase,
    sentenceOf: (code: keyof typeof faultSentences) => faultSentences[code],
    surface: async (resources: Resources) => {
      const made = await parts.surface(resources);
      surface = made as DomainSurface<unknown, unknown>;
      return made;
    },
    actions: (runtime: () => Runtime) => {
      const domain = (): DomainRuntime => ({ ...runtime(), surface: surface ?? runtime().surface });
      return {
        ...(commonActions(runtime, prove) as Record<string, Action>),
        ...(worklist ? (worklistActions(domain, prove, commands) as Record<string, Action>) : {}),
        ...parts.actions?.(runtime, prove),
      };
    },
  };
  return messagingService<S, P>(own, settings);
}
