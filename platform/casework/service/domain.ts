import type { ServiceSchema } from "moleculer";
import { PortalFormsOffered, ServiceOffered } from "../case/events.ts";
import { decisionsIn, objectionEvents, objections } from "../objections/objection-case.ts";
import type { OwnCommand } from "../office/run-command.ts";
import { announce, announcementOf, type Offer, offering } from "../towns/offer.ts";
import { type OfferedKey, readTowns } from "../towns/towns.ts";
import type { DomainDefinition } from "./case-processor.ts";
import { type CaseworkParts, caseworkService } from "./casework-service.ts";

export interface DomainParts {
  definition: DomainDefinition;
  offers: Offer[];
  /** the service's files in towns/, by ARS */
  towns: Map<string, { offered: OfferedKey[] }>;
  /** commands beside `decide` */
  commands?: readonly OwnCommand[];
  /** actions of its own */
  actions?: CaseworkParts["actions"];
}

/** Adds to what a domain service does that it announces what it offers, and that its decisions can be objected to. */
export const completed = <Definition extends Omit<DomainDefinition, "forms">>(
  definition: Definition,
  offers: readonly Offer[],
  objecting: ReturnType<typeof objections>,
): Definition => ({
  ...definition,
  serviceKeys: offers.map(({ key }) => key),
  processors: [offering, objecting, ...definition.processors],
  publishes: [...new Set([...definition.publishes, ...objectionEvents, ServiceOffered, PortalFormsOffered])],
});

/** Makes a domain service: with a worklist; it announces what it offers, and its decisions can be objected to. */
export function domainService({ definition, offers, towns, commands = [], actions }: DomainParts): ServiceSchema {
  return caseworkService({
    name: definition.name,
    worklist: true,
    commands,
    ...(definition.decision && { decision: definition.decision }),
    ...(actions && { actions }),
    define: ({ store }) => completed(definition, offers, objections(readTowns(), decisionsIn(store))),
    started: async (runtime) => {
      await announce(runtime, announcementOf(definition, offers, towns));
      return async () => {};
    },
  });
}
