import { Dice } from "./dice.ts";
import { Hall, services } from "./hall.ts";
import { type History, historyOf } from "./history.ts";
import { faultsAfter } from "./invariants.ts";
import { makeTrouble } from "./make-trouble.ts";
import { decideAll } from "./person.ts";
import { ToldPortals } from "./portal.ts";
import type { Trouble } from "./troubles.ts";
import { startMs, World } from "./world.ts";

/** After so much virtual time everything has to be at rest, in ms: longer than any pause between tries after all troubles. */
const deadlineMs = 20 * 60_000;
/** When a person looks at what is dead for the first time, in ms from the end of all troubles. */
const replayMs = 30_000;
const dayMs = 24 * 3_600_000;

export interface Ran {
  seed: number;
  faults: string[];
  /** of everything that happened */
  trace: number;
  virtualMs: number;
  /** when and what */
  story: [string, string][];
}

/**
 * Runs the history of a seed, or a shortened one.
 * @param told keeps what happened, for a person
 */
export async function run(seed: number, history: History = historyOf(new Dice(seed)), told = false): Promise<Ran> {
  const world = new World(seed, told);
  const hall = new Hall(world);
  const portals = new ToldPortals(hall);
  for (const name of services) for (let i = 0; i < 2; i += 1) hall.start(name);
  hall.broker.doubles = history.doubles;
  for (const { at, portal, applicationId, what, value } of history.pushes)
    world.after(startMs + at, () => {
      world.note(`${portal} pushes ${what} (${applicationId})`);
      hall.kafka.append(`${portal}.applications`, applicationId, value);
    });
  for (const trouble of history.troubles) world.after(startMs + trouble.at, () => makeTrouble(hall, trouble));
  const last = Math.max(0, ...history.pushes.map(({ at }) => at), ...history.troubles.map(endOf));
  const begin = startMs + last;
  // A person replays what is dead: others may wait for it.
  world.after(begin + replayMs, () => void hall.replayDead());
  const rest = () => world.until(() => world.now > begin && hall.isQuiet, world.now + deadlineMs);
  let isQuiet = await rest();
  // A person has mended what messages died of.
  if (isQuiet && hall.replayDead()) isQuiet = await restAgain(world, rest);
  if (isQuiet && history.isDecided && decideAll(hall)) isQuiet = await restAgain(world, rest);
  if (isQuiet && history.days) {
    world.skip(history.days * dayMs);
    hall.unwatchLeases(); // Nobody renewed one in a time that was passed over.
    isQuiet = await restAgain(world, rest);
  }
  await portals.settled();
  const faults = faultsAfter(hall, portals, history);
  if (!isQuiet) faults.push(`it does not come to rest: ${hall.unrest.join("; ")}`);
  world.note(faults.join("; ") || "all is well");
  return { seed, faults, trace: world.trace, virtualMs: world.now, story: world.story ?? [] };
}

/** What was begun has at least been asked for when it is looked whether everything is at rest. */
async function restAgain(world: World, rest: () => Promise<boolean>): Promise<boolean> {
  const begun = world.now + 2_000;
  await world.until(() => world.now > begun, begun + 2_000);
  return await rest();
}

const endOf = (trouble: Trouble): number =>
  trouble.at + ("milliseconds" in trouble ? Math.abs(trouble.milliseconds) : 0);
