import type { EventBodies } from "../../../types/generated/events.ts";
import {
  computeId,
  newEvent,
  on,
  type Processor,
  type Resources,
  type Runtime,
  readSchema,
  record,
  sha256,
} from "../../messaging/index.ts";
import { PortalFormsOffered, ServiceOffered } from "../case/events.ts";
import { objectionForm } from "../objections/objection-case.ts";
import { type Forms, schemaOf } from "./forms.ts";
import type { OfferedKey } from "./towns.ts";

/** What a service says of itself: what it offers in which towns, and how each portal writes its forms. */
export interface Announcement {
  offered: EventBodies["service.offered.v1"];
  portals: EventBodies["portal-forms.offered.v1"][];
}

/** What a domain service takes, said once in its definition. */
export interface Offer {
  /** LeiKa key, 14 digits */
  key: string;
  /** German */
  title: string;
  demandedTrustLevel: "basis" | "substantiell" | "hoch";
  /** names of the service's files in forms/, e.g. "dog-tax-registration.v1" */
  forms: string[];
  /**
   * JSON pointers into {applicant, data} that name an account which several applications share; none: each case for
   * itself. "case:" before the only one: it points at the portal's id of the application that this one follows.
   * "address.v1:" before one: it points at an address, which is compared in that form (address.ts).
   */
  account: string[];
}

/** What this version of a service offers. */
const OfferMade = record<Announcement>("offer");

/** Announces what a service offers, as one more event of its stream. */
export const offering: Processor<Record<string, never>> = {
  name: "offer",
  initial: () => ({}),
  key: () => ({ tenant: "offers", key: "own" }),
  on: [
    on(OfferMade, (state, { body: { offered, portals } }) => ({
      state,
      events: [
        newEvent(ServiceOffered, offered),
        ...portals.map((one) => newEvent(PortalFormsOffered, one, { portal: one.portal })),
      ],
    })),
  ],
  view: () => ({ status: "", tasks: [], timers: [] }),
};

/**
 * Says what a version of a service offers, with its forms.
 * @param towns which towns offer which of its keys, by ARS
 * @throws Error for a form that is offered and not there
 */
export const announcementOf = (
  { name: service, forms: serviceForms }: { name: string; forms: Forms },
  offers: readonly Offer[],
  towns: ReadonlyMap<string, { offered: OfferedKey[] }>,
): Announcement => ({
  offered: {
    service,
    offers: offers.map(({ forms, ...offer }) => ({
      ...offer,
      forms: [
        ...forms.map((name) => ({ name, schema: JSON.stringify(schemaOf(serviceForms, name)) })),
        { name: objectionForm, schema: JSON.stringify(readSchema("forms", `${objectionForm}.json`)) },
      ],
    })),
    towns: [...towns].map(([municipality, { offered }]) => ({
      municipality,
      keys: offered.map(({ key, from, until }) => ({ key, from, until })),
    })),
  },
  portals: [...serviceForms.portals].map(([portal, forms]) => ({
    ...{ service, portal },
    forms: forms.map((form) => JSON.stringify(form)),
  })),
});

/** Announces what this version of the service offers, unless the latest announcement says the same. */
export async function announce(
  { engine, resources }: Pick<Runtime, "engine"> & { resources: Pick<Resources, "name" | "store"> },
  offered: Announcement,
): Promise<void> {
  const body = Buffer.from(JSON.stringify(offered));
  const latest = await resources.store.checkpoints.read("offer");
  const { hash = "", count = 0 } = (latest ?? {}) as { hash?: string; count?: number };
  if (hash === sha256(body)) return;
  // The count tells going back to an earlier version from a repetition of the same announcement.
  const id = computeId("offer", resources.name, sha256(body), count);
  await engine.handle([OfferMade.create({ id }, offered)]);
  const value = { hash: sha256(body), count: count + 1 };
  await resources.store.checkpoints.write("offer", value);
}
