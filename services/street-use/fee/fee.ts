import { addDays, addMonths } from "../../../platform/casework/index.ts";
import { type Application, kindOf, type Measures, measuresOf } from "../application.ts";
import { type Rate, type Tariff, zoneOf } from "./tariff.ts";

/** A fee with all that it was calculated from; whole cents. */
export interface Fee {
  zone: string;
  per: keyof Measures;
  quantity: number;
  period: Rate["period"];
  periods: number;
  rateCents: number;
  leastCents: number;
  useCents: number;
  adminCents: number;
  totalCents: number;
}

const dayMs = 86_400_000;

/** Days from one to another, both included. */
export const daysOf = (from: string, until: string): number => (Date.parse(until) - Date.parse(from)) / dayMs + 1;

/** How often a period has begun between two days, both included: a month ends before its date comes again (BGB § 188). */
export function periodsOf(period: Rate["period"], from: string, until: string): number {
  if (period === "once") return 1;
  const days = daysOf(from, until);
  if (period === "day") return days;
  if (period === "week") return Math.ceil(days / 7);
  const [begin, end] = [from, until].map((day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)));
  const months = (end ?? 0) - (begin ?? 0);
  return addMonths(from, months) <= until ? months + 1 : months;
}

/**
 * The fee for a special use: what it takes up × started periods × the rate of its kind and zone, at least the rate's
 * minimum, and the administrative fee (StrWG NRW § 19a, the town's statute).
 * @returns undefined when the days are no period, or the tariff has no rate for it
 */
export function feeOf(form: Application, tariff: Tariff): Fee | undefined {
  const { from, until, place } = form;
  const kind = kindOf(form);
  const zone = zoneOf(tariff, place.street);
  const rate = tariff.rates.find((one) => one.kind === kind && one.zone === zone);
  const quantity = rate && measuresOf(form)[rate.per];
  if (until < from || !rate || quantity === undefined) return undefined;
  const { per, period, leastCents, cents: rateCents } = rate;
  const periods = periodsOf(period, from, until);
  const useCents = Math.max(leastCents, quantity * periods * rateCents);
  const { adminCents } = tariff;
  const totalCents = useCents + adminCents;
  return { zone, per, quantity, period, periods, rateCents, leastCents, useCents, adminCents, totalCents };
}

/** The day on which signs have to stand, for a use that begins on a day; the time of day is the same. */
export const signsOn = (from: string, { signHours }: Tariff): string => addDays(from, -signHours / 24);
