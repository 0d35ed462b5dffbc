import { busPlan } from "./bus-plan.ts";
import { realBusBench } from "./bus-real.ts";
import { simulatedBusBench } from "./bus-simulated.ts";
import { type BusPort, type BusWorld, emptyBus } from "./bus-world.ts";
import type { Suite } from "./suite.ts";

export const busSuite: Suite<BusPort, BusWorld> = {
  port: "bus",
  plan: (seed) => busPlan(seed, 24),
  world: emptyBus,
  simulatedForEach: 100,
  real: realBusBench,
  simulated: async (seed) => simulatedBusBench(seed),
};
