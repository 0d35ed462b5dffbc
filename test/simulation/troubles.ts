import { portals } from "./contracts.ts";
import type { Dice } from "./dice.ts";
import type { Broken } from "./hall.ts";
import type { Push } from "./records.ts";

/** What goes wrong, and when. */
export type Trouble =
  | { at: number; kind: "crash"; service: string; which: number; steps: number; isDone: boolean }
  | { at: number; kind: "absent"; service: string; milliseconds: number }
  | {
      at: number;
      kind: "away" | "hangs" | "loses-answers" | "slow" | "refuses";
      server: string;
      milliseconds: number;
    }
  | {
      at: number;
      kind: "broken";
      service: string;
      applicationId: string;
      how: Broken["how"];
      isInner: boolean;
      milliseconds: number;
    }
  | { at: number; kind: "look"; service: string }
  | { at: number; kind: "lose-stream" | "cut-back"; service: string }
  | { at: number; kind: "lose-consumer"; service: string; of: string }
  | { at: number; kind: "rebalance"; portal: string }
  | { at: number; kind: "clock"; service: string; milliseconds: number }
  | { at: number; kind: "redrive"; service: string };

const [serviceportal = "", sozialplattform = ""] = portals.map(({ name }) => name);
const troubleMs = 12_000;
const names = ["intake", "identity", "dog-tax", "housing-benefit", "payments", "documents"];

/** Decides by a seed what goes wrong. */
export function troublesOf(dice: Dice, pushes: readonly Push[]): Trouble[] {
  // Now and then nothing else is wrong: what a service fails for holds up nobody else.
  if (dice.chance(0.1)) return [brokenBy(dice, dice.oneOf(pushes))];
  const single = Array.from({ length: dice.int(0, 6) }, () => oneOf(dice, pushes));
  const more = dice.chance(0.08) ? farBehind(dice, pushes) : [];
  const lost = dice.chance(0.06) ? lostWhileDying(dice, pushes) : [];
  return [...single, ...more, ...lost].sort((a, b) => a.at - b.at);
}

const all = [...names, ...portals.map(({ name }) => name)];

function oneOf(dice: Dice, pushes: readonly Push[]): Trouble {
  // Most of it while something is on its way.
  const push = dice.oneOf(pushes);
  const at = dice.chance(0.6) ? push.at + dice.int(0, 250) : Math.floor(dice.next() * troubleMs);
  {
    const service = dice.oneOf(all);
    const milliseconds = dice.int(50, 9_000);
    const server = dice.oneOf([...all.map((name) => `store of ${name}`), "bus", "bus", "kafka", "calls"]);
    const kinds: (() => Trouble)[] = [
      () => ({ at, kind: "crash", service, which: dice.int(0, 1), steps: 0, isDone: false }),
      () => ({ at, kind: "crash", service, which: dice.int(0, 1), steps: dice.int(0, 40), isDone: dice.chance(0.5) }),
      () => ({ at, kind: "absent", service, milliseconds: dice.int(10_000, 60_000) }),
      () => ({ at, kind: "away", server, milliseconds }),
      () => ({ at, kind: "hangs", server, milliseconds }),
      () => ({ at, kind: "loses-answers", server, milliseconds }),
      () => ({ at, kind: "slow", server, milliseconds }),
      () => ({ at, kind: "refuses", server: `store of ${service}`, milliseconds }),
      () => ({ at, kind: "look", service }),
      () => brokenBy(dice, push),
      () => brokenBy(dice, push),
      () => ({ at, kind: "lose-stream", service: dice.oneOf(names) }),
      () => ({ at, kind: "cut-back", service: dice.oneOf(names) }),
      () => ({ at, kind: "lose-consumer", service, of: dice.oneOf(names) }),
      () => ({ at, kind: "rebalance", portal: dice.oneOf([serviceportal, sozialplattform]) }),
      () => ({ at, kind: "clock", service, milliseconds: dice.int(-4_000, 4_000) }),
      () => ({ at, kind: "redrive", service: dice.oneOf(names) }),
    ];
    return dice.oneOf(kinds)();
  }
}

/** A service that fails for one application until somebody has mended it. */
function brokenBy(dice: Dice, { at, applicationId }: Push): Trouble {
  const service = dice.oneOf(all.filter((name) => name !== "intake"));
  const how = dice.oneOf(["is-away", "is-away", "fails", "fails", "gives-up", "dies"] as const);
  const milliseconds = how === "dies" ? dice.int(1_000, 150_000) : dice.int(1_000, 40_000);
  return { at, kind: "broken", service, applicationId, how, isInner: dice.chance(0.3), milliseconds };
}

/** Who waits for whose events. */
const ways: readonly [service: string, of: string][] = [
  ["identity", "intake"],
  ["dog-tax", "intake"],
  ["dog-tax", "identity"],
  ["housing-benefit", "intake"],
  ["housing-benefit", "identity"],
  ["payments", "dog-tax"],
  ["payments", "housing-benefit"],
  ["documents", "dog-tax"],
  ["documents", "housing-benefit"],
  [sozialplattform, "dog-tax"],
  [sozialplattform, "housing-benefit"],
];

/** A service dies of what it has on the bus, time and again, looks how far it is in between, and loses its consumer then. */
function farBehind(dice: Dice, pushes: readonly Push[]): Trouble[] {
  const { at, applicationId } = dice.oneOf(pushes);
  const [service, of] = dice.oneOf(ways);
  const dies = { kind: "broken", how: "dies", isInner: false, service, applicationId } as const;
  const looks = Array.from({ length: 8 }, (_, i) => at + 22_000 + 2_000 * i + dice.int(0, 2_000));
  return [
    { ...dies, at, milliseconds: 60_000 },
    ...looks.map((at) => ({ at, kind: "look", service }) as const),
    dice.oneOf<Trouble>([
      { at: at + 38_500, kind: "lose-consumer", service, of },
      { at: at + 38_500, kind: "lose-stream", service: of },
      { at: at + dice.int(500, 3_000), kind: "cut-back", service: of },
    ]),
  ];
}

/** Both instances of a service die while they make a consumer anew. */
function lostWhileDying(dice: Dice, pushes: readonly Push[]): Trouble[] {
  const at = dice.oneOf(pushes).at + dice.int(0, 100);
  const service = dice.oneOf(all);
  const of = dice.oneOf(names.filter((name) => name !== service));
  const dies = (which: number): Trouble => ({
    ...{ at: at + dice.int(0, 1_500), kind: "crash", service, which },
    ...{ steps: dice.int(1, 5), isDone: dice.chance(0.7) },
  });
  // The other one often was dead before, and comes back to a consumer that is there.
  const other = dies(1);
  const before = { ...other, at, steps: 0, isDone: false };
  return [{ at, kind: "lose-consumer", service, of }, dies(0), dice.chance(0.5) ? before : other];
}

/** Kafka takes long for what is sent just now. */
export function kafkaHangs(dice: Dice, pushes: readonly Push[]): Trouble[] {
  return [{ at: dice.oneOf(pushes).at + dice.int(0, 300), kind: "hangs", server: "kafka", milliseconds: 3_000 }];
}
