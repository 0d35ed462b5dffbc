import { storePlan } from "./store-plan.ts";
import { realStoreBench } from "./store-real.ts";
import { simulatedStoreBench } from "./store-simulated.ts";
import { emptyWorld, type StorePort, type StoreWorld } from "./store-world.ts";
import type { Suite } from "./suite.ts";

export const storeSuite: Suite<StorePort, StoreWorld> = {
  port: "store",
  plan: (seed) => storePlan(seed, 50),
  world: emptyWorld,
  simulatedForEach: 10,
  real: realStoreBench,
  simulated: async (seed) => simulatedStoreBench(seed),
};
