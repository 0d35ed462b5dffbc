import {
  addDays,
  addMonths,
  type GrantedObjection,
  nextWorkingDay,
  type Reason,
} from "../../../platform/casework/index.ts";
import type { FormData } from "../../../types/generated/forms.ts";
import { type Code, reasonFor } from "../reasons.ts";
import { breedClass } from "./breeds.ts";
import {
  type Change,
  changes,
  type Dog,
  type Months,
  type Part,
  partsOf,
  schedule,
  stayOf,
  sumOf,
} from "./schedule.ts";
import { type Tariff, tariffOf } from "./tariff.ts";

export type Registration = FormData["dog-tax-registration.v1"];
export type Deregistration = FormData["dog-tax-deregistration.v1"];

/** A household: its dogs, and what was assessed for each month so far. */
export interface Household {
  dogs: Dog[];
  assessed: Months;
}

/** What a registration or deregistration comes to. */
export interface Assessment {
  /** the months for which another sum is owed than before, all dogs of the household together */
  months: Record<string, Change>;
  parts: Part[];
  /** what is asked for now, or given back if negative */
  totalCents: number;
  /** what the household owes for each year that is touched, or for the current one */
  years: Record<string, number>;
  dogsNow: number;
  /** a dog of a listed breed is or was taxed */
  listed: boolean;
  /** the dog was registered after the period that the statute gives */
  late: boolean;
  /** the year that was assessed for all dogs at once, where no dog came or left */
  yearly?: number;
  /** the last month of a relief (YYYY-MM), where it is its end that is told */
  reliefEnded?: string;
  /** why a registration was taken back, in a person's words */
  revoked?: string;
  /** an objection that was right, where it is that which is told */
  grantedObjection?: ObjectionGranted;
}

/** What is kept of a granted objection until its notice is written. */
export interface ObjectionGranted extends Pick<GrantedObjection, "inPart" | "reason" | "receivedOn" | "against"> {
  /** the dog was never taxable here */
  annulled: boolean;
}

export type Verdict =
  | { kind: "person"; reasons: Reason[] }
  | { kind: "assessed"; household: Household; assessment: Assessment; dog: Dog };

/** What the rules need beside the household. Days are YYYY-MM-DD. */
export interface Basis {
  tariffs: readonly Tariff[];
  /** day of receipt */
  receivedOn: string;
  /** day of the decision */
  today: string;
  caseId: string;
  /** codes of the reasons that a case worker knew and granted it all the same */
  accepted: readonly string[];
  /** yearly cents that a case worker sets for this dog, or null */
  yearlyCents: number | null;
  /** on what a figure of theirs rests, German, or "" */
  rateBasis: string;
  /** a fee that a case worker sets where the tariff names none, cents, or null */
  feeCents: number | null;
  /** since when the holder is registered at this address (BMG), or null where the register does not know them */
  residentSince: string | null;
  /** the day from which a dog counts here, as a case worker has found, or null */
  from: string | null;
  /** the last day on which there is a ground for a relief, as a case worker has found, or null */
  until: string | null;
  /** whether the breed is a listed one, as a case worker has found, or null */
  listed: boolean | null;
}

/** Assessments for more than four years back lapse (AO § 169(2)): a person looks at them. */
const yearsBackMax = 4;

/** Dogs of one household that the rules register alone; what they calculate grows with the dogs and with each message. */
const dogsMax = 50;

export const person = (...codes: Code[]): Verdict => ({
  kind: "person",
  reasons: codes.map(reasonFor),
});

/**
 * Registers a dog: every dog of the household at the rate for their number in each month, pro rata by month from the
 * first day of the month of intake; what was assessed before is set off (KAG NRW § 3, AO § 155; statute of the town).
 */
export function register(household: Household, { dog, keptSince: said }: Registration, basis: Basis): Verdict {
  const { tariffs, today, receivedOn, caseId, yearlyCents, rateBasis, residentSince, from } = basis;
  // Who moved in from another town owed the tax there before.
  const keptSince = from !== null && from > said ? from : said;
  const breed = breedClass(dog.breed, dog.secondBreed);
  const added: Dog = {
    id: caseId,
    name: dog.name,
    breed: [dog.breed, dog.secondBreed].filter(Boolean).join(" / "),
    listed: basis.listed ?? breed === "listed",
    chipNumber: dog.chipNumber ?? "",
    from: keptSince,
    to: null,
    yearlyCents,
    ...(rateBasis ? { rateBasis } : {}),
  };
  // A dog that left and is back is the same one: it is not taxed twice for the month of its return.
  const back = household.dogs.find((one) => one.to !== null && isSameDog(one, added));
  const now: Dog = back ? { ...added, id: back.id, stay: caseId } : added;
  const many = doubts(basis, { "many-dogs": household.dogs.filter(({ to }) => to === null).length >= dogsMax });
  if (many.length) return person(...many);
  const open: Code[] = doubts(basis, {
    "begins-long-ago": isLongAgo(keptSince, today),
    "kept-before-address": from === null && residentSince !== null && said < residentSince,
    "breed-unclear": breed === "unclear" && yearlyCents === null && basis.listed === null,
  });
  if (now.chipNumber && household.dogs.some(({ chipNumber, to }) => to === null && chipNumber === now.chipNumber))
    open.push("chip-known");
  if (keptSince > addMonths(today, 1)) return person("begins-later", ...open);
  const assessed = settle(household, [...household.dogs, now], basis, keptSince);
  if (assessed === "rate") return person("listed-breed", ...open);
  if (assessed === "tariff") return person("no-tariff", ...open);
  if (open.length) return person(...open);
  const days = tariffOf(tariffs, keptSince.slice(0, 7))?.registrationDays;
  const late = days !== undefined && receivedOn > nextWorkingDay(addDays(keptSince, days));
  return { kind: "assessed", household: assessed.household, assessment: { ...assessed.assessment, late }, dog: now };
}

/** Deregisters a dog: taxed to the end of the month, what was assessed beyond is given back. */
export function deregister(household: Household, { dog, endedOn, reason }: Deregistration, basis: Basis): Verdict {
  const found = findDog(household, dog);
  if (typeof found === "string") return person(found);
  if (endedOn < found.from) return person("ends-before-begin");
  if (endedOn > basis.today) return person("ends-later");
  const open = doubts(basis, {
    "ended-long-ago": isLongAgo(endedOn, basis.today),
    "holder-died": reason === "holder_died",
  });
  const ended: Dog = { ...found, to: endedOn };
  const dogs = household.dogs.map((one) => (one === found ? ended : one));
  const assessed = settle(household, dogs, basis, endedOn);
  if (typeof assessed === "string") return person("no-tariff", ...open);
  return open.length ? person(...open) : { kind: "assessed", ...assessed, dog: ended };
}

/** Takes the registration of a dog back: what was assessed for it is given back (AO § 174). */
export function revoke(household: Household, basis: Basis): Verdict {
  const dog = household.dogs.find((one) => stayOf(one) === basis.caseId);
  if (!dog) return person("dog-unknown");
  const others = household.dogs.filter((one) => one !== dog);
  const assessed = settleAnew(household, others, basis);
  return typeof assessed === "string" ? person("no-tariff") : { kind: "assessed", ...assessed, dog };
}

/**
 * The tax of a year for the dogs that a household has, or once more by another tariff: what differs from what was
 * assessed (AO § 155). "tariff", "rate": what is missing for it; undefined: nothing differs.
 */
export function assessYear(
  household: Household,
  year: number,
  tariffs: readonly Tariff[],
): { household: Household; assessment: Assessment } | "tariff" | "rate" | undefined {
  const day = `${year}-01-01`;
  const assessed = settle(household, household.dogs, { tariffs, today: day }, day);
  if (typeof assessed === "string" || Object.keys(assessed.assessment.months).length) return assessed;
  return undefined;
}

/** The dog of a household that somebody names, by its chip where it has one, else by its name. */
export function findDog(household: Household, dog: Deregistration["dog"]): Dog | "dog-unknown" | "dog-ambiguous" {
  const here = household.dogs.filter(({ to }) => to === null);
  const withChip = here.filter(({ chipNumber }) => chipNumber && chipNumber === dog.chipNumber);
  const named = here.filter(
    (one) => sameText(one.name, dog.name) && !(one.chipNumber && dog.chipNumber && one.chipNumber !== dog.chipNumber),
  );
  const [found, ...others] = withChip.length ? withChip : named;
  if (!found) return "dog-unknown";
  return others.length ? "dog-ambiguous" : found;
}

/**
 * How far a correction goes (YYYY-MM-DD): to the last month that was assessed. A year that has begun since is assessed for
 * all at once, and is no part of what was wrong.
 * @param today where nothing was assessed yet
 */
export function assessedUpTo({ assessed }: Household, today: string): string {
  const last = Object.keys(assessed).sort().at(-1);
  return last ? `${last}-01` : today;
}

/** Settles what was assessed wrongly, and nothing beyond it. */
export function settleAnew(household: Household, dogs: Dog[], { tariffs, today }: Basis): ReturnType<typeof settle> {
  const day = assessedUpTo(household, today);
  return settle(household, dogs, { tariffs, today: day }, day);
}

/** What a case worker may decide otherwise. Nothing else can be overruled: it has to be mended, or its day has to come. */
export function doubts({ accepted }: Basis, found: Partial<Record<Code, boolean>>): Code[] {
  return (Object.keys(found) as Code[]).filter((code) => found[code] && !accepted.includes(code));
}

/** Whether a day lies so far back that an assessment for it may have lapsed. */
export const isLongAgo = (day: string, today: string) => day < addMonths(today, -12 * yearsBackMax);

const sameText = (a: string, b: string) => plain(a) === plain(b);
const plain = (text: string) => text.normalize("NFC").trim().replace(/\s+/gu, " ").toLocaleLowerCase("de");

/** By chip where both have one, else by name and breed. */
const isSameDog = (a: Dog, b: Dog) =>
  a.chipNumber && b.chipNumber ? a.chipNumber === b.chipNumber : sameText(a.name, b.name) && sameText(a.breed, b.breed);

const yearOf = (day: string) => Number(day.slice(0, 4));

/**
 * Sets a household's schedule against what was assessed before: to the end of the current year, or of the later year
 * that a day or an earlier assessment lies in. "tariff", "rate": what is missing for it.
 */
export function settle(
  household: Household,
  dogs: Dog[],
  { tariffs, today }: Pick<Basis, "tariffs" | "today">,
  day: string,
): { household: Household; assessment: Assessment } | "tariff" | "rate" {
  const lastYear = Math.max(yearOf(today), yearOf(day), ...Object.keys(household.assessed).map(yearOf));
  const owed = schedule(dogs, tariffs, lastYear);
  if (typeof owed === "string") return owed;
  const months = changes(household.assessed, owed);
  const touched = Object.keys(months).map((month) => month.slice(0, 4));
  const years = new Set(touched.length ? touched : [today.slice(0, 4)]);
  const ofYear = (year: string) =>
    sumOf(Object.entries(owed).map(([month, { cents }]) => (month.startsWith(year) ? cents : 0)));
  const assessment: Assessment = {
    months,
    parts: partsOf(months, tariffs),
    totalCents: sumOf(Object.values(months).map(({ cents, before }) => cents - before)),
    years: Object.fromEntries([...years].map((year) => [year, ofYear(year)])),
    dogsNow: dogs.filter(({ to }) => to === null).length,
    listed: dogs.some(({ listed }) => listed),
    late: false,
  };
  const assessed = Object.fromEntries(Object.entries(owed).map(([month, { cents }]) => [month, cents]));
  return { household: { dogs, assessed }, assessment };
}
