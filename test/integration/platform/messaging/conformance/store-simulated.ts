import { Database } from "../../../../simulation/database.ts";
import { simulatedStore } from "../../../../simulation/store.ts";
import { Process, World } from "../../../../simulation/world.ts";
import type { Bench } from "./conform.ts";
import { inVirtualTime } from "./simulated.ts";
import type { StorePort } from "./store-world.ts";

/** Opens a simulated store as two processes have it. @param broken puts something else in the place of the first one's */
export function simulatedStoreBench(seed: number): Bench<StorePort> {
  const world = new World(seed);
  const db = new Database("conformance");
  const [one, other] = ["one", "other"].map((name) => simulatedStore(new Process(world, name), db));
  if (!one || !other) throw new Error("two stores");
  return {
    name: "simulated store",
    port: {
      one,
      other,
      moveClock: async (milliseconds) => {
        db.skew += milliseconds;
      },
    },
    under: (fault, work) => inVirtualTime({ world, server: db.server, fault }, work),
    isAway: (error) => one.inbox.isAway(error),
    calm: async () => {},
    close: async () => {},
  };
}
