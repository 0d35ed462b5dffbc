import type { ServiceSchema } from "moleculer";
import {
  type Action,
  type Config,
  config,
  messagingService,
  type Runtime,
  type ServiceParts,
} from "../../messaging/index.ts";

import { commonActions, worklistActions } from "../office/actions.ts";
import { actorProver, type Prove } from "../office/actor.ts";
import { faultSentences } from "../office/fault-sentences.ts";
import type { OwnCommand } from "../office/run-command.ts";
import { delayedCase } from "../questions/delayed.ts";
import { type DecisionContract, plainDecision } from "./decision.ts";

export interface CaseworkParts extends Omit<ServiceParts, "actions" | "metadata"> {
  /** case workers decide here: adds `<name>.decide`, and what they may say beside outcome and reason */
  worklist?: boolean;
  decision?: DecisionContract;
  /** further commands of case workers and of those whom they consult */
  commands?: readonly OwnCommand[];
  /** the service's own actions, beside those that every service has */
  actions?(runtime: () => Runtime, prove: Prove): Record<string, Action>;
}

/** Makes a service of the town hall: with the actions of operators and case workers, whose actors are proven by tokens. */
export function caseworkService(
  { worklist = false, commands = [], decision = plainDecision, ...parts }: CaseworkParts,
  settings: Config = config(),
): ServiceSchema {
  const prove = actorProver(settings, parts.name);
  const casework = {
    ...parts,
    metadata: { worklist },
    givenUp: delayedCase,
    sentenceOf: (code: keyof typeof faultSentences) => faultSentences[code],
    actions: (runtime: () => Runtime): Record<string, Action> => ({
      ...commonActions(runtime, prove),
      ...(worklist ? worklistActions(runtime, prove, commands, decision) : {}),
      ...parts.actions?.(runtime, prove),
    }),
  };
  return messagingService(casework, settings);
}
