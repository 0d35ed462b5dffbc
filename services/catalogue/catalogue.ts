import { ServiceOffered, type Town, type TownOffer } from "../../platform/casework/index.ts";
import { is, on, type Processor, type Returns, type ServiceDefinition } from "../../platform/messaging/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";

type Announcement = EventBodies["service.offered.v1"];

/** The latest announcement of one service. */
export interface CatalogueState {
  announcement: Announcement | null;
}

/** Keeps the latest announcement of each service. */
export const announcements: Processor<CatalogueState> = {
  name: "announcement",
  initial: () => ({ announcement: null }),
  key: (message) => (is(ServiceOffered, message) ? { tenant: "offers", key: message.body.service } : undefined),
  on: [on(ServiceOffered, (_state, { body }) => ({ state: { announcement: body }, events: [] }))],
  view: ({ announcement }) => ({ status: announcement ? "announced" : "unknown", tasks: [], timers: [] }),
};

/** Says which town offers what. */
export const catalogue: ServiceDefinition = { name: "catalogue", processors: [announcements], publishes: [] };

type Rows = Returns<"catalogue.offers">["offers"];

/**
 * Which town offers which keys, or is going to: what services announced, and what towns' files name beyond that.
 * @param day YYYY-MM-DD; what has ended before it is left out
 */
export function offersOf(
  announcements: Announcement[],
  towns: Map<string, Town>,
  named: TownOffer[],
  day: string,
): Rows {
  const goesOn = ({ until }: { until?: string | null }) => !until || day <= until;
  const nameOf = (municipality: string) => towns.get(municipality)?.name ?? municipality;
  const announced = announcements.flatMap(({ service, offers, towns: offering }) =>
    offering.flatMap(({ municipality, keys }) =>
      keys.filter(goesOn).flatMap(({ key, from }) => {
        const offer = offers.find((one) => one.key === key);
        if (!offer) return [];
        const { title, demandedTrustLevel, forms } = offer;
        const row = { municipality, town: nameOf(municipality), service, key, title, from, demandedTrustLevel };
        return [{ ...row, forms: forms.map(({ name }) => name), announced: true }];
      }),
    ),
  );
  const missing = named
    .filter(goesOn)
    .filter(({ municipality, key }) => !announced.some((row) => row.municipality === municipality && row.key === key));
  return [
    ...announced,
    ...missing.map(({ municipality, service, key, from }) => ({
      municipality,
      town: nameOf(municipality),
      service,
      key,
      title: "",
      from,
      demandedTrustLevel: "",
      forms: [],
      announced: false,
    })),
  ].sort((a, b) => a.municipality.localeCompare(b.municipality) || a.key.localeCompare(b.key));
}
