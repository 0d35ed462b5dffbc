import { formSchemas } from "../../../cli/docs/forms.ts";
import { readTownOffers, readTowns, type TownOffer } from "../../../platform/casework/towns/towns.ts";
import { computeId, hashKeyOf, sha256 } from "../../../platform/messaging/ids.ts";
import { Scene } from "../../../test/support/given.ts";
import type { EventBodies } from "../../../types/generated/events.ts";
import { offers as dogTax } from "../../dog-tax/dog-tax.ts";
import { offers as certificate } from "../../residence-certificate/residence-certificate.ts";
import { type IntakeState, intake } from "../intake.ts";
import { type Announcement, Offers } from "../offers.ts";
import { Pushed, type PushedItem } from "../pushed.ts";

export const gladbeck = "055620014014";
export const hashKey = hashKeyOf(Buffer.alloc(32, 7));

const schemas = formSchemas();

type Own = typeof dogTax;
type Key = EventBodies["service.offered.v1"]["towns"][number]["keys"][number];

/** What a service announces for Gladbeck. */
export function announcement(service: string, offers: Own, days: Partial<Key> = {}): Announcement {
  return {
    service,
    offers: offers.map(({ forms, ...offer }) => ({
      ...offer,
      forms: forms.map((name) => ({ name, schema: JSON.stringify(schemas.get(name)) })),
    })),
    towns: [
      {
        municipality: gladbeck,
        keys: offers.map(({ key }) => ({ key, from: "2022-11-01", until: null, ...days })),
      },
    ],
  };
}

/** What intake knows when all services have announced themselves. */
export function allOffers(days: Partial<Key> = {}, expected: TownOffer[] = readTownOffers()): Offers {
  const offers = new Offers(expected);
  offers.set(1, announcement("dog-tax", dogTax, days));
  offers.set(1, announcement("residence-certificate", certificate, days));
  return offers;
}

export const applicant = {
  familyName: "Beispielová",
  givenNames: "Žofie",
  birthDate: "1984-02-29",
  address: { street: "Musterweg", houseNumber: "12a", supplement: "", postcode: "45966", city: "Gladbeck" },
};

export const dog = { dog: { name: "Bello", breed: "Dackel" }, keptSince: "2026-11-02" };

/** Intake's counter: records come in as a connector hands them over. */
export class Counter extends Scene<IntakeState, Offers> {
  offers: Offers;
  private pushed = 0;

  constructor(offers = allOffers()) {
    super(intake({ towns: readTowns(), hashKey, offers: async () => offers }));
    this.offers = offers;
  }

  /** Pushes a record. Its hash is made from what it says, as from its bytes. */
  push(change: Partial<PushedItem> = {}, receivedAt = "2026-11-22T10:00:00.000Z"): this {
    this.pushed += 1;
    const said = {
      kind: "application" as const,
      recordKey: "a-1",
      portal: "serviceportal-emscher-lippe",
      municipality: gladbeck,
      serviceKey: "99102013104000",
      form: "dog-tax-registration.v1",
      data: dog as Record<string, unknown>,
      applicant,
      trustLevel: "substantiell" as const,
      attachments: [],
      ...change,
    };
    const { problem, ...content } = said;
    const item: PushedItem = {
      ...said,
      deliveryId: computeId("delivery", this.pushed),
      partition: 0,
      offset: String(this.pushed),
      sha256: change.sha256 ?? sha256(Buffer.from(JSON.stringify(content))),
      receivedAt,
      traceparent: "",
    };
    const { portal, recordKey } = item;
    const metadata = { id: item.deliveryId, portal, applicationId: recordKey, receivedAt };
    return this.handle(Pushed[item.kind].name, item, metadata, this.offers);
  }

  reply(change: Partial<PushedItem> = {}): this {
    return this.push({ kind: "reply", submissionId: "r-1", text: "Anbei der Impfpass.", ...change });
  }

  withdraw(): this {
    return this.push({ kind: "withdrawal", submissionId: "w-1", text: "Hat sich erledigt." });
  }
}
