import type { Hall } from "./hall.ts";
import type { Trouble } from "./troubles.ts";
import type { Server } from "./world.ts";

/** The last answer that a server owes comes at the latest so long after it is well again, in ms. */
const answersMs = 10_000;

/** Makes something go wrong, now. */
export function makeTrouble(hall: Hall, trouble: Trouble): void {
  const { world, broker } = hall;
  switch (trouble.kind) {
    case "crash": {
      const alive = hall.alive(trouble.service);
      const one = alive[trouble.which % Math.max(1, alive.length)];
      if (trouble.steps) one?.process.dieAfter(trouble.steps, trouble.isDone);
      else one?.process.kill();
      return;
    }
    case "absent":
      hall.awayMs = trouble.milliseconds;
      for (const { process } of hall.alive(trouble.service)) process.kill();
      hall.awayMs = 0;
      return;
    case "look":
      world.note(`${trouble.service} looks how far it is`);
      for (const { runtime } of hall.alive(trouble.service)) runtime.check().catch(() => {}); // Its servers may be away.
      return;
    case "broken":
      breakFor(hall, trouble);
      return;
    case "away":
    case "hangs":
    case "loses-answers":
    case "slow":
    case "refuses":
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
      hall.database(trouble.service).uncertainUntil = world.now;
      return;
    case "redrive": {
      const [one] = hall.alive(trouble.service);
      world.note(`${trouble.service} is told to publish everything again`);
      one?.runtime.outbox.redrive(new Date(0)).catch(() => {}); // Its store may be away.
    }
  }
}

function breakFor(
  hall: Hall,
  { service, applicationId, how, isInner, milliseconds }: Extract<Trouble, { kind: "broken" }>,
): void {
  const { world, broken } = hall;
  world.note(`${service} ${how} for what is about ${applicationId}, for ${milliseconds} ms`);
  broken.set(service, { applicationId, how, isInner });
  world.after(milliseconds, () => {
    broken.delete(service);
    world.note(`${service} is mended`);
  });
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

function hurt(hall: Hall, server: Server, { kind, milliseconds }: Extract<Trouble, { server: string }>): void {
  const { world } = hall;
  world.note(`${server.name}: ${kind} for ${milliseconds} ms`);
  if (kind === "away") server.away = true;
  if (kind === "hangs") server.hangs = true;
  if (kind === "loses-answers") server.losesAnswers = 0.3;
  if (kind === "slow") server.slowMs = 1_000;
  if (kind === "refuses") server.refuses = 0.5;
  for (const db of hall.databases.values())
    if (db.server === server) db.uncertainUntil = Math.max(db.uncertainUntil, world.now + milliseconds + answersMs);
  world.after(milliseconds, () => {
    server.away = false;
    server.hangs = false;
    server.losesAnswers = 0;
    server.slowMs = 0;
    server.refuses = 0;
    world.note(`${server.name} is well`);
  });
}
