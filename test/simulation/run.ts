import { Dice } from "./dice.ts";
import { Hall, services } from "./hall.ts";
import { type History, historyOf, type Trouble } from "./history.ts";
import { faultsAfter } from "./invariants.ts";
import { ToldPortals } from "./portal.ts";
import { type Server, World } from "./world.ts";

/** After so much virtual time everything has to be at rest, in ms: longer than any pause between tries after all troubles. */
const deadlineMs = 20 * 60_000;
/** All services are up before anything is pushed, in ms. */
const startMs = 5_000;

export interface Ran {
  seed: number;
  faults: string[];
  /** of everything that happened */
  trace: number;
  virtualMs: number;
  story: string[];
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
  const isQuiet = await world.until(() => world.now > begin && hall.isQuiet, deadlineMs);
  await portals.settled();
  const faults = faultsAfter(hall, portals, history.pushes);
  if (!isQuiet) faults.push(`it does not come to rest: ${hall.unrest.join("; ")}`);
  world.note(faults.join("; ") || "all is well");
  return { seed, faults, trace: world.trace, virtualMs: world.now, story: world.story ?? [] };
}

const endOf = (trouble: Trouble): number =>
  trouble.at + ("milliseconds" in trouble ? Math.abs(trouble.milliseconds) : 0);

function makeTrouble(hall: Hall, trouble: Trouble): void {
  const { world, broker } = hall;
  switch (trouble.kind) {
    case "crash": {
      const alive = hall.alive(trouble.service);
      const one = alive[trouble.which % Math.max(1, alive.length)];
      one?.process.kill();
      if (one) world.after(world.dice.int(100, 4_000), () => void hall.start(trouble.service));
      return;
    }
    case "away":
    case "hangs":
    case "loses-answers":
      hurt(hall, serverOf(hall, trouble.server), trouble);
      return;
    case "lose-stream":
      broker.loseStream(trouble.service);
      return;
    case "cut-back":
      broker.cutBack(trouble.service, world.dice.int(1, 3));
      return;
    case "lose-consumer":
      broker.loseConsumer(trouble.of, trouble.service);
      return;
    case "rebalance":
      world.note(`the group of ${trouble.portal} is joined anew`);
      hall.kafka.rebalance(trouble.portal);
      return;
    case "clock":
      world.note(`the clock of ${trouble.service}'s store jumps by ${trouble.milliseconds} ms`);
      hall.database(trouble.service).skew += trouble.milliseconds;
      return;
    case "redrive": {
      const [one] = hall.alive(trouble.service);
      world.note(`${trouble.service} is told to publish everything again`);
      one?.runtime.outbox.redrive(new Date(0)).catch(() => {}); // Its store may be away.
    }
  }
}

function serverOf(hall: Hall, name: string): Server {
  const all = [
    hall.broker.server,
    hall.kafka.server,
    hall.calls.server,
    ...[...hall.databases.values()].map(({ server }) => server),
  ];
  const found = all.find((one) => one.name === name);
  if (!found) throw new Error(`there is no server ${name}`);
  return found;
}

function hurt({ world }: Hall, server: Server, { kind, milliseconds }: Extract<Trouble, { server: string }>): void {
  world.note(`${server.name}: ${kind} for ${milliseconds} ms`);
  if (kind === "away") server.away = true;
  if (kind === "hangs") server.hangs = true;
  if (kind === "loses-answers") server.losesAnswers = 0.3;
  world.after(milliseconds, () => {
    server.away = false;
    server.hangs = false;
    server.losesAnswers = 0;
    world.note(`${server.name} is well`);
  });
}
