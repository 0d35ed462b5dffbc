// What the towns' dog tax comes to, calculated here a second time from the published yearly rates: what a sample says it
// must cost is not taken from the program that it tests.
import type { TownName } from "./people.ts";

interface Rates {
  /** yearly cents a dog, by the number of dogs in the household: one, two, three and more */
  ordinary: [number, number, number];
  /** yearly cents of a dog of a listed breed, or nothing where the town has published none */
  listed?: (ordinary: number) => number;
}

const rates: Record<TownName, Rates> = {
  Gladbeck: { ordinary: [132_00, 150_00, 162_00] },
  Dorsten: { ordinary: [108_00, 120_00, 132_00], listed: (ordinary) => 4 * ordinary },
  Gelsenkirchen: { ordinary: [129_00, 147_00, 168_00], listed: () => 627_00 },
};

/** A dog in a household: first and last day, YYYY-MM-DD. */
export interface KeptDog {
  since: string;
  until?: string;
  listed?: boolean;
}

const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

/** What a household owes from its first dog's month of intake to the end of the year, in cents. */
export function householdCents(town: TownName, dogs: readonly KeptDog[], today: string): number {
  const { ordinary, listed } = rates[town];
  const lastYear = Math.max(...[today, ...dogs.map(({ since }) => since)].map((day) => Number(day.slice(0, 4))));
  let cents = 0;
  for (let month = Math.min(...dogs.map(({ since }) => monthOf(since))); month < (lastYear + 1) * 12; month += 1) {
    const present = dogs.filter(({ since, until }) => monthOf(since) <= month && (!until || month <= monthOf(until)));
    // Two dogs of which one left before the other came were never two at a time. Days that a month lacks change nothing.
    const name = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
    const atOnce = Array.from({ length: 31 }, (_, i) => {
      const day = `${name}-${String(i + 1).padStart(2, "0")}`;
      return present.filter(({ since, until }) => since <= day && (!until || day <= until)).length;
    });
    const yearly = ordinary[Math.min(Math.max(...atOnce), 3) - 1] ?? 0;
    for (const dog of present) cents += (dog.listed ? (listed?.(yearly) ?? 0) : yearly) / 12;
  }
  return cents;
}
