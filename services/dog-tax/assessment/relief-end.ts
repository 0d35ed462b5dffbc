import { addDays, addMonths, endOfDay } from "../../../platform/casework/index.ts";
import { computeId, Fault, type Timer, timer } from "../../../platform/messaging/index.ts";
import type { FormData } from "../../../types/generated/forms.ts";
import { type Basis, doubts, findDog, type Household, isLongAgo, person, settle, type Verdict } from "./rules.ts";
import { type Dog, type Granted, missingFigure, stayOf } from "./schedule.ts";
import type { Tariff } from "./tariff.ts";

export type ReliefEnd = FormData["dog-tax-relief-end.v1"];

/**
 * Ends a dog's relief with the month in which its ground fell away, as the holder says: from the next month on the full
 * tax is owed, and what was assessed with the relief is assessed anew (KAG NRW § 12, AO § 90; statute of the town).
 */
export function endRelief(household: Household, { dog, endedOn }: ReliefEnd, basis: Basis): Verdict {
  const found = findDog(household, dog);
  if (typeof found === "string") return person(found);
  const month = endedOn.slice(0, 7);
  const { reliefs = [] } = found;
  if (!reliefs.some((one) => holdsAfter(one, month))) return person("relief-none");
  const open = doubts(basis, { "ended-long-ago": isLongAgo(endedOn, basis.today) });
  const cut = (one: Granted): Granted => (holdsAfter(one, month) ? { ...one, until: month, announced: true } : one);
  const ended: Dog = { ...found, reliefs: reliefs.map(cut) };
  const dogs = household.dogs.map((one) => (one === found ? ended : one));
  const assessed = settle(household, dogs, basis, basis.today);
  if (typeof assessed === "string") return person("no-tariff", ...open);
  if (open.length) return person(...open);
  const assessment = { ...assessed.assessment, reliefEnded: month };
  return { kind: "assessed", household: assessed.household, assessment, dog: ended };
}

const holdsAfter = ({ until }: Granted, month: string) => until === undefined || until > month;

const lastDayOf = (month: string) => addDays(addMonths(`${month}-01`, 1), -1);

/** The last month of a relief has ended. */
export const ReliefEnds = timer("relief-ends");

/** The relief whose end a dog's holder still has to be told of; one that another follows goes on. */
function ending(dog: Dog): { timer: Timer; until: string; caseId: string } | undefined {
  const { until, announced, caseId = "" } = dog.reliefs?.at(-1) ?? {};
  if (dog.to !== null || until === undefined || announced) return undefined;
  const id = computeId("relief-ends", stayOf(dog), until);
  return { timer: ReliefEnds.at(id, endOfDay(lastDayOf(until))), until, caseId };
}

/** Timers that fire with the end of the last month of each relief. */
export const reliefTimers = ({ dogs }: Household): Timer[] => dogs.flatMap((dog) => ending(dog)?.timer ?? []);

/** The relief that a timer is of; undefined: it was renewed, or its dog has left since. */
export function endingBy({ dogs }: Household, timerId: string) {
  for (const dog of dogs) {
    const end = ending(dog);
    if (end?.timer.id === timerId) return { dog, until: end.until, caseId: end.caseId };
  }
  return undefined;
}

/**
 * A relief has run out: the holder is told that the full tax is owed again, also where the year was assessed so before.
 * @param timerId of the timer that fired; undefined comes back when its relief was renewed or its dog has left since
 * @returns what it comes to, with the case that granted the relief
 * @throws Fault not-possible where the months that were assessed have no tariff any more
 */
export function runOut(household: Household, timerId: string, tariffs: readonly Tariff[]) {
  const end = endingBy(household, timerId);
  if (!end) return undefined;
  const { dog, until, caseId } = end;
  const after: Dog = { ...dog, reliefs: (dog.reliefs ?? []).map((one) => ({ ...one, announced: true })) };
  const dogs = household.dogs.map((one) => (one === dog ? after : one));
  // Not further than that month's year, or what was assessed: the next year's tax has an assessment of its own.
  const day = lastDayOf(until);
  const assessed = settle(household, dogs, { tariffs, today: day }, day);
  if (typeof assessed === "string") throw new Fault("not-possible", missingFigure[assessed]);
  const assessment = { ...assessed.assessment, reliefEnded: until };
  return { caseId, verdict: { kind: "assessed", household: assessed.household, assessment, dog: after } as const };
}
