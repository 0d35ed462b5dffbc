import { resident } from "../../sandbox/samples/people.ts";
import type { Dice } from "./dice.ts";
import { benefit, deadlyRecord, dog, further, nonsense, objection, type Push } from "./records.ts";
import { residentsKnown } from "./residents.ts";
import { kafkaHangs, type Trouble, troublesOf } from "./troubles.ts";

export interface History {
  pushes: Push[];
  troubles: Trouble[];
  /** how often the bus brings a message twice */
  doubles: number;
  /** days that pass when everything is done: timers fire */
  days: number;
  /** whether a person then refuses everything of the dog tax that waits for one */
  isDecided: boolean;
}

const pushMs = 8_000;

/** People whom the register knows, and some whom it does not. */
const someone = (dice: Dice): number =>
  dice.chance(0.8) ? dice.int(0, residentsKnown - 1) : dice.int(residentsKnown, 2 * residentsKnown);
export const isKnown = (holder: number): boolean => holder < residentsKnown && !resident(holder).blocked;

/** Decides by a seed what is pushed and what goes wrong. */
export function historyOf(dice: Dice): History {
  const pushes: Push[] = [];
  const count = dice.int(3, 8);
  let holder = someone(dice);
  // Now and then everything is one person's, who brings very much then.
  const isAlone = dice.chance(0.1);
  // And now and then everything comes at once.
  const withinMs = dice.chance(0.3) ? 300 : pushMs;
  while (pushes.length < count) {
    // Often somebody comes again: a second dog of one household, a second application for one dwelling.
    if (!isAlone && dice.chance(0.6)) holder = someone(dice);
    pushes.push(...one(dice, holder, pushes, withinMs));
  }
  const all = pushes.slice(0, count).sort((a, b) => a.at - b.at);
  const more = dice.chance(0.02) ? again(dice, dice.oneOf(all)) : { pushes: [], troubles: [] };
  if (dice.chance(0.02)) all.push(deadlyRecord(dice, Math.floor(dice.next() * pushMs), count));
  const troubles = [...troublesOf(dice, all), ...more.troubles];
  const history = {
    pushes: [...all, ...more.pushes],
    doubles: dice.chance(0.5) ? dice.next() * 0.1 : 0,
    days: dice.chance(0.25) ? dice.int(1, 70) : 0,
    isDecided: dice.chance(0.3),
  };
  if (dice.chance(0.04)) troubles.push(...kafkaHangs(dice, all));
  return { ...history, troubles: troubles.sort((a, b) => a.at - b.at) };
}

/** A portal that pushes a record again and again, while its connector is slow or its store away. */
function again(dice: Dice, first: Push): Pick<History, "pushes" | "troubles"> {
  const pushes = Array.from({ length: 60 }, () => ({
    ...first,
    at: first.at + dice.int(500, 2_500),
    what: `${first.what}, again and again`,
  }));
  const [at, server, milliseconds] = [
    first.at + dice.int(400, 1_000),
    `store of ${first.portal}`,
    dice.int(2_000, 6_000),
  ];
  const kind = dice.oneOf(["slow", "slow", "away"] as const);
  const crash = {
    at: at + dice.int(500, 4_000),
    service: first.portal,
    which: 0,
    steps: dice.int(0, 3),
    isDone: false,
  };
  return {
    pushes,
    troubles: [{ at, kind, server, milliseconds }, ...(dice.chance(0.5) ? [{ ...crash, kind: "crash" } as const] : [])],
  };
}

function one(dice: Dice, holder: number, before: readonly Push[], withinMs: number): Push[] {
  const at = Math.floor(dice.next() * withinMs);
  const earlier = before.filter(({ says }) => says.kind === "dog" || says.kind === "benefit");
  const lot = dice.next();
  if (lot < 0.5 || !earlier.length)
    return lot < 0.3 ? [benefit(holder, at, before.length)] : [dog(dice, holder, at, before.length)];
  const first = dice.oneOf(earlier);
  const later = first.at + Math.floor(dice.next() * 0.75 * withinMs);
  if (lot < 0.65) return [{ ...first, at: later, what: `${first.what}, once more` }];
  if (lot < 0.72) return [nonsense(dice, at, before.length)];
  if (lot < 0.77 && first.says.kind === "dog") return [objection(first, later, before.length)];
  return [further(first, later, before.length, lot < 0.87 ? "reply" : "withdrawal")];
}
