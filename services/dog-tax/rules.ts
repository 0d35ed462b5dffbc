import { addDays, addMonths } from "../../platform/calendar.ts";
import type { Reason } from "../../platform/service/case-file.ts";
import type { FormData } from "../../types/generated/forms.ts";
import { type Dog, difference, type Months, type Part, partsOf, schedule, sumOf } from "./schedule.ts";
import { isListedBreed, type Tariff } from "./tariff.ts";

export type Registration = FormData["dog-tax-registration.v1"];
export type Deregistration = FormData["dog-tax-deregistration.v1"];

/** A household: its dogs, and what was assessed for each month so far. */
export interface Household {
  dogs: Dog[];
  assessed: Months;
}

/** What a registration or deregistration comes to. */
export interface Assessment {
  /** what is asked for now (or given back, if negative), month by month */
  months: Months;
  parts: Part[];
  totalCents: number;
  /** what the household owes in the year of assessment, all dogs together */
  yearCents: number;
  dogsNow: number;
  /** the dog was registered after the period that the statute gives */
  late: boolean;
}

export type Verdict =
  | { kind: "person"; reasons: Reason[] }
  | { kind: "assessed"; household: Household; assessment: Assessment; dog: Dog };

/** What the rules need beside the household: the town's tariffs and the days that count, YYYY-MM-DD. */
export interface Basis {
  tariffs: readonly Tariff[];
  /** day of receipt */
  receivedOn: string;
  /** day of the decision */
  today: string;
  caseId: string;
}

/** Assessments for more than four years back lapse (AO § 169(2)): a person looks at them. */
const yearsBackMax = 4;

const reason = (code: string, sentence: string, paragraph: string): Verdict => ({
  kind: "person",
  reasons: [{ code, sentence, paragraph }],
});

/**
 * Registers a dog: every dog of the household at the rate for their number in each month, pro rata by month from the
 * first day of the month of intake; what was assessed before is set off (KAG NRW § 3, AO § 155; statute of the town).
 * @param rateByPerson yearly cents that a case worker sets for this dog, or null
 */
export function register(
  household: Household,
  form: Registration,
  basis: Basis,
  rateByPerson: number | null = null,
): Verdict {
  const { dog, keptSince } = form;
  const { tariffs, today, receivedOn, caseId } = basis;
  const listed = isListedBreed(dog.breed, dog.secondBreed);
  const chip = dog.chipNumber ?? "";
  if (keptSince > addMonths(today, 1))
    return reason("begins-later", "Der Hund kommt erst später als in einem Monat in den Haushalt.", "Satzung");
  if (keptSince < addMonths(today, -12 * yearsBackMax))
    return reason(
      "begins-long-ago",
      "Der Hund wird seit mehr als vier Jahren gehalten; die Festsetzungsfrist ist zu prüfen.",
      "AO § 169",
    );
  if (chip && household.dogs.some((one) => one.chipNumber === chip && one.to === null))
    return reason("chip-known", "Ein Hund mit dieser Chipnummer ist im Haushalt bereits angemeldet.", "KAG NRW § 12");
  const added: Dog = {
    caseId,
    name: dog.name,
    breed: [dog.breed, dog.secondBreed].filter(Boolean).join(" / "),
    listed,
    chipNumber: chip,
    from: keptSince.slice(0, 7),
    to: null,
    yearlyCents: rateByPerson,
  };
  const dogs = [...household.dogs, added];
  const assessed = settle(
    household,
    dogs,
    basis,
    Math.max(yearOf(basis.today), yearOf(keptSince), lastAssessedYear(household)),
  );
  if (!assessed && listed)
    return reason("listed-breed", "Für Hunde dieser Rasse ist kein Steuersatz hinterlegt.", "LHundG NRW § 3, § 10");
  if (!assessed) return reason("no-tariff", "Für einen Teil des Zeitraums ist kein Tarif hinterlegt.", "Satzung");
  const { registrationDays = 14 } = tariffs.find(({ from }) => from <= keptSince) ?? {};
  const late = receivedOn > addDays(keptSince, registrationDays);
  return { kind: "assessed", household: assessed.household, assessment: { ...assessed.assessment, late }, dog: added };
}

/** Deregisters a dog: taxed to the end of the month, what was assessed beyond is given back. */
export function deregister(household: Household, form: Deregistration, basis: Basis): Verdict {
  const { dog, endedOn } = form;
  if (endedOn > basis.today) return reason("ends-later", "Das Ende der Haltung liegt in der Zukunft.", "Satzung");
  const sameChip = (one: Dog) => !dog.chipNumber || !one.chipNumber || one.chipNumber === dog.chipNumber;
  const named = household.dogs.filter((one) => one.to === null && sameName(one.name, dog.name) && sameChip(one));
  const [found, ...others] = named;
  if (!found)
    return reason("dog-unknown", "Zu diesem Hund gibt es im Haushalt keine laufende Anmeldung.", "KAG NRW § 12");
  if (others.length)
    return reason("dog-ambiguous", "Im Haushalt sind mehrere Hunde dieses Namens angemeldet.", "KAG NRW § 12");
  const to = endedOn.slice(0, 7);
  if (to < found.from) return reason("ends-before-begin", "Das Ende der Haltung liegt vor ihrem Beginn.", "Satzung");
  const ended: Dog = { ...found, to };
  const dogs = household.dogs.map((one) => (one === found ? ended : one));
  const assessed = settle(household, dogs, basis, lastAssessedYear(household));
  if (!assessed) return reason("no-tariff", "Für einen Teil des Zeitraums ist kein Tarif hinterlegt.", "Satzung");
  return { kind: "assessed", ...assessed, dog: ended };
}

const sameName = (a: string, b: string) =>
  a.normalize("NFC").toLocaleLowerCase("de") === b.normalize("NFC").toLocaleLowerCase("de");

const yearOf = (day: string) => Number(day.slice(0, 4));

/** Sets a household's schedule up to the end of a year against what was assessed before. null: a rate is missing. */
function settle(
  household: Household,
  dogs: Dog[],
  { tariffs, today }: Basis,
  lastYear: number,
): { household: Household; assessment: Assessment } | null {
  const owed = schedule(dogs, tariffs, lastYear);
  if (!owed) return null;
  const months = difference(household.assessed, owed);
  const year = today.slice(0, 4);
  const thisYear = Object.fromEntries(Object.entries(owed).filter(([month]) => month.startsWith(year)));
  const assessment: Assessment = {
    months,
    parts: partsOf(months, tariffs),
    totalCents: sumOf(months),
    yearCents: sumOf(thisYear),
    dogsNow: dogs.filter(({ to }) => to === null).length,
    late: false,
  };
  return { household: { dogs, assessed: owed }, assessment };
}

const lastAssessedYear = ({ assessed }: Household): number =>
  Math.max(0, ...Object.keys(assessed).map((month) => Number(month.slice(0, 4))));
