import { portals } from "./contracts.ts";
import type { Dice } from "./dice.ts";
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
  | { at: number; kind: "broken"; service: string; applicationId: string; isDeadly: boolean; milliseconds: number }
  | { at: number; kind: "look"; service: string }
  | { at: number; kind: "lose-stream" | "cut-back"; service: string }
  | { at: number; kind: "lose-consumer"; service: string; of: string }
  | { at: number; kind: "rebalance"; portal: string }
  | { at: number; kind: "clock"; service: string; milliseconds: number }
  | { at: number; kind: "redrive"; service: string };

const [serviceportal = "", sozialplattform = ""] = portals.map(({ name }) => name);
const troubleMs = 20_000;
const names = ["intake", "identity", "dog-tax", "housing-benefit", "payments", "documents"];

/** Decides by a seed what goes wrong. */
export function troublesOf(dice: Dice, pushes: readonly Push[]): Trouble[] {
  const all = [...names, ...portals.map(({ name }) => name)];
  return Array.from({ length: dice.int(0, 6) }, (): Trouble => {
    const at = Math.floor(dice.next() * troubleMs);
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
      () => brokenBy(dice, at, pushes),
      () => ({ at, kind: "lose-stream", service: dice.oneOf(names) }),
      () => ({ at, kind: "cut-back", service: dice.oneOf(names) }),
      () => ({ at, kind: "lose-consumer", service, of: dice.oneOf(names) }),
      () => ({ at, kind: "rebalance", portal: dice.oneOf([serviceportal, sozialplattform]) }),
      () => ({ at, kind: "clock", service, milliseconds: dice.int(-4_000, 4_000) }),
      () => ({ at, kind: "redrive", service: dice.oneOf(names) }),
    ];
    return dice.oneOf(kinds)();
  }).sort((a, b) => a.at - b.at);
}

/** A service that fails for one application until somebody has mended it. */
function brokenBy(dice: Dice, at: number, pushes: readonly Push[]): Trouble {
  const { applicationId } = dice.oneOf(pushes);
  const service = dice.oneOf(names.filter((name) => name !== "intake"));
  const milliseconds = dice.int(1_000, 40_000);
  return { at, kind: "broken", service, applicationId, isDeadly: dice.chance(0.3), milliseconds };
}
