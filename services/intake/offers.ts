import { holds, type TownOffer } from "../../platform/casework/index.ts";
import { type Check, compileSchema } from "../../platform/messaging/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";

export type Announcement = EventBodies["service.offered.v1"];
type Offer = Announcement["offers"][number];

export interface Route {
  service: string;
  offer: Offer;
  /** the form's check, or undefined when the offer has no such form */
  check: Check | undefined;
}

/** What intake knows about forms and offers: its own copy of what services announced, and what towns' files name. */
export class Offers {
  private readonly announcements = new Map<string, { version: number; announcement: Announcement }>();
  private readonly checks = new Map<string, Check>();
  private readonly expected: readonly TownOffer[];
  private readonly compile: (schema: string) => Check;

  /** @param compile makes a form's check of its schema, once for each */
  constructor(expected: readonly TownOffer[], compile = (schema: string): Check => compileSchema(JSON.parse(schema))) {
    this.expected = expected;
    this.compile = compile;
  }

  /** Says which version of a service's announcement is known; 0: none. */
  versionOf(service: string): number {
    return this.announcements.get(service)?.version ?? 0;
  }

  /** Takes an announcement in. */
  set(version: number, announcement: Announcement): void {
    this.announcements.set(announcement.service, { version, announcement });
  }

  /**
   * Who takes an application.
   * @param day the day of receipt, YYYY-MM-DD
   * @returns "not-announced": the town offers it, but no service has said so yet
   */
  route(municipality: string, key: string, form: string, day: string): Route | "not-offered" | "not-announced" {
    for (const { announcement } of this.announcements.values()) {
      const town = announcement.towns.find((one) => one.municipality === municipality);
      const offered = town?.keys.some((one) => one.key === key && holds(one, day));
      const offer = offered ? announcement.offers.find((one) => one.key === key) : undefined;
      if (offer) return { service: announcement.service, offer, check: this.checkOf(offer, form) };
    }
    const waitedFor = this.expected.some(
      (one) =>
        one.municipality === municipality && one.key === key && holds(one, day) && !this.announcements.has(one.service),
    );
    return waitedFor ? "not-announced" : "not-offered";
  }

  private checkOf({ forms }: Offer, name: string): Check | undefined {
    const form = forms.find((one) => one.name === name);
    if (!form) return undefined;
    const known = this.checks.get(form.schema);
    if (known) return known;
    const check = this.compile(form.schema);
    this.checks.set(form.schema, check);
    return check;
  }
}
