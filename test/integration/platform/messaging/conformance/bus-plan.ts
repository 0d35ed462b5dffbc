import type { Chance } from "../../../../support/chance.ts";
import type { Of } from "./bus-operation.ts";
import { deletes, looksAtStream, makes, publishes } from "./bus-producing.ts";
import { asksForNone, countsOpen, isReading, losesConsumer, settles, starts, stops } from "./bus-reading.ts";
import { type BusPort, type BusWorld, busTypes, takesOf } from "./bus-world.ts";
import { planned, type Step } from "./conform.ts";

const durables = Object.keys(takesOf);

/** Decides by a seed what is asked of a bus, and when its network fails. */
export function busPlan(seed: number, length: number): Step<BusPort, BusWorld>[] {
  let count = 0;
  const message = (chance: Chance) => {
    count += 1;
    return { id: `seed-${seed}-${count}`, type: chance.of(busTypes) };
  };
  // All streams have the first type, so that there is a consumer for every reader.
  const types = (chance: Chance) => busTypes.slice(0, 1 + chance.below(busTypes.length));
  const next = (chance: Chance): Of => {
    const kind = chance.below(20);
    if (kind < 3) return countsOpen(chance.of(durables));
    if (kind < 10)
      return publishes(
        Array.from({ length: 1 + chance.below(chance.once(4) ? 40 : 4) }, () => message(chance)),
        chance.once(6) ? chance.of([-1, 1]) : 0,
      );
    if (kind < 13) return makes(types(chance), 100 * chance.below(5));
    if (kind === 13) return chance.once(2) ? deletes : asksForNone;
    if (kind === 14) return losesConsumer(chance.of(durables));
    if (kind === 15) return stops(chance.of(durables));
    return kind < 18 ? starts(chance.of(durables)) : isReading(chance.of(durables));
  };
  const looks = () => [looksAtStream, ...durables.map(countsOpen), ...durables.map(isReading), settles];
  const begin = [makes(busTypes.slice(0, 2), 7), ...durables.map(starts), ...durables.map(isReading)];
  return [
    ...begin.map((operation) => ({ operation })),
    ...planned<BusPort, BusWorld>(seed, { length, inSoMany: 7 }, next, looks),
  ];
}
