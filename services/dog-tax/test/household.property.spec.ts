import { expect } from "chai";
import fc from "fast-check";
import { addDays, addMonths } from "../../../platform/casework/law/calendar.ts";
import { type House, household, type TownName } from "./household.ts";

/** Yearly cents from the towns' own pages: one, two, three and more dogs, and a dog of a listed breed. */
const rates: Record<TownName, { ordinary: number[]; listed(ordinary: number): number }> = {
  Gladbeck: { ordinary: [132_00, 150_00, 162_00], listed: () => 600_00 },
  Dorsten: { ordinary: [108_00, 120_00, 132_00], listed: (ordinary) => 4 * ordinary },
  Gelsenkirchen: { ordinary: [129_00, 147_00, 168_00], listed: () => 627_00 },
};

interface Stay {
  name: string;
  listed: boolean;
  from: string;
  to: string | null;
}

const known = new Map<string, string[]>();

function days(month: string): string[] {
  const list =
    known.get(month) ??
    Array.from({ length: 31 }, (_, i) => addDays(`${month}-01`, i)).filter((day) => day.startsWith(month));
  known.set(month, list);
  return list;
}

/** What a household owes, calculated day by day: a second time, in another way than the service does. */
function owed(town: TownName, stays: readonly Stay[], lastYear: number): number {
  const { ordinary, listed } = rates[town];
  let cents = 0;
  for (let month = "2023-01"; month <= `${lastYear}-12`; month = addMonths(`${month}-01`, 1).slice(0, 7)) {
    const there = (day: string) => stays.filter(({ from, to }) => from <= day && (to === null || day <= to));
    const present = days(month).map((day) => new Set(there(day).map(({ name }) => name)));
    const dogs = new Set(present.flatMap((names) => [...names]));
    const yearly = ordinary[Math.min(3, Math.max(...present.map(({ size }) => size))) - 1] ?? 0;
    for (const name of dogs) cents += (stays.find((stay) => stay.name === name)?.listed ? listed(yearly) : yearly) / 12;
  }
  return cents;
}

const start = "2024-02-10";
interface Act {
  dog: number;
  /** days since the act before */
  after: number;
  /** days between what is told and the day on which it is told */
  ago: number;
}
const acts = fc.array(
  fc.record({
    dog: fc.integer({ min: 0, max: 3 }),
    after: fc.integer({ min: 0, max: 120 }),
    ago: fc.integer({ min: 0, max: 90 }),
  }),
  { minLength: 1, maxLength: 12 },
);
const town = fc.constantFrom<TownName>("Gladbeck", "Dorsten", "Gelsenkirchen");

/** Dog 0 is a listed one. Each act of a dog is its coming or its leaving, in turn. */
function play(house: House, acts: readonly Act[], told: (stays: readonly Stay[], lastYear: number) => void): void {
  const stays: Stay[] = [];
  let today = start;
  for (const { dog, after, ago } of acts) {
    today = addDays(today, after);
    house.on(today);
    const name = `Hund ${dog}`;
    const day = addDays(today, -ago);
    const last = stays.findLast((stay) => stay.name === name);
    if (last?.to === null) {
      const to = day < last.from ? last.from : day;
      house.deregisters(name, to);
      last.to = to;
    } else {
      const from = last?.to && day <= last.to ? addDays(last.to, 1) : day;
      if (from > today) continue;
      const listed = dog === 0;
      house.registers(name, from, { breed: listed ? "Rottweiler" : `Mischling ${dog}` });
      if (house.names.includes("case.referred.v1")) house.person("grant", { yearlyCents: 600_00 });
      stays.push({ name, listed, from, to: null });
    }
    told(stays, Number(today.slice(0, 4)));
  }
}

describe("dog tax: whatever a household does", () => {
  it("its claims so far add up to its schedule, in whole cents, each time either a demand or a credit", () => {
    fc.assert(
      fc.property(town, acts, (town, acts) => {
        const house = household(town, start);
        play(house, acts, (stays, lastYear) => {
          expect(house.claimed).to.equal(owed(town, stays, lastYear));
          for (const cents of Object.values(house.state.assessed)) expect(Number.isSafeInteger(cents)).to.equal(true);
          if (house.names.includes("payment.requested.v1"))
            expect(new Set(house.parts.map(([, cents]) => Math.sign(cents))).size).to.equal(1);
        });
      }),
      { numRuns: 100 },
    );
  });

  it("dogs of one moment cost the same in any order", () => {
    const dogs = fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(
        town,
        dogs,
        fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 6, maxLength: 6 }),
        (town, dogs, since) => {
          const claimed = (order: readonly number[]) => {
            const house = household(town, "2026-02-28");
            for (const dog of order) house.registers(`Hund ${dog}`, addDays("2026-02-28", -(since[dog] ?? 0)));
            return house.claimed;
          };
          expect(claimed(dogs)).to.equal(claimed([...dogs].reverse()));
        },
      ),
      { numRuns: 40 },
    );
  });
});
