import type { EventBodies } from "../../../types/generated/events.ts";
import type { Kind, Measures } from "../application.ts";

export type Office = Exclude<EventBodies["consultation.requested.v1"]["office"], "UNKNOWN">;

export interface Rate {
  kind: Kind;
  zone: string;
  /** each started one */
  per: keyof Measures;
  /** each started one */
  period: "day" | "week" | "month" | "once";
  cents: number;
  /** at least, for the whole time */
  leastCents: number;
}

/** What a town says between two days; money is whole cents. */
export interface Tariff {
  from: string;
  until?: string | null;
  adminCents: number;
  rates: Rate[];
  zones: { zone: string; streets: string[] }[];
  otherZone: string;
  consultations: { office: Office; kinds: Kind[] }[];
  consultationDays: number;
  leadDays: number;
  signHours: number;
  remainingCm: number;
  postcodes: string[];
  conditions: { kinds: Kind[]; sentence: string }[];
  source: string;
}

const plain = (street: string) =>
  street
    .normalize("NFC")
    .toLocaleLowerCase("de")
    .replace(/stra(ß|ss)e\b|str\.?$/u, "str")
    .replace(/[\s-]+/gu, " ")
    .trim();

/** The zone that a street lies in; "Hochstr." is the Hochstraße. */
export function zoneOf({ zones, otherZone }: Tariff, street: string): string {
  return zones.find(({ streets }) => streets.some((one) => plain(one) === plain(street)))?.zone ?? otherZone;
}
