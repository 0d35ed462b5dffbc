import type { ServiceSchema } from "moleculer";
import type { OwnCommand } from "./actions.ts";
import { type CaseworkParts, caseworkService } from "./casework-service.ts";
import type { DomainSurface } from "./domain-surface.ts";
import { decisionsIn, withObjections } from "./objection-case.ts";
import { announce, type Offer, withOffer } from "./offer.ts";
import { type OfferedKey, readTowns } from "./towns.ts";

export interface DomainParts<S> {
  surface: DomainSurface<S>;
  offers: Offer[];
  /** the service's files in towns/, by ARS */
  towns: Map<string, { offered: OfferedKey[] }>;
  /** commands beside `decide` */
  commands?: readonly OwnCommand[];
  /** actions of its own */
  actions?: CaseworkParts<unknown, unknown>["actions"];
}

/** A domain service: a surface with a worklist that announces what it offers, and whose decisions can be objected to. */
export function domainService<S extends object>({
  surface,
  offers,
  towns,
  commands = [],
  actions,
}: DomainParts<S>): ServiceSchema {
  return caseworkService({
    name: surface.name,
    worklist: true,
    commands,
    ...(actions && { actions }),
    surface: ({ store }) => withOffer(withObjections(surface, readTowns(), decisionsIn(store)), offers),
    started: async (runtime) => {
      await announce(runtime, offers, towns);
      return async () => {};
    },
  });
}
