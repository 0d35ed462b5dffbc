import { Broker } from "../../../../simulation/broker.ts";
import { simulatedBus } from "../../../../simulation/bus.ts";
import { Process, World } from "../../../../simulation/world.ts";
import { type BusPort, producer, stream } from "./bus-world.ts";
import type { Bench } from "./conform.ts";
import { inVirtualTime } from "./simulated.ts";

/** Virtual time that something may take, in ms. */
const deadlineMs = 100_000;

/** Opens a simulated bus as a producer's process and its readers' have it. */
export function simulatedBusBench(seed: number): Bench<BusPort> {
  const world = new World(seed);
  const broker = new Broker(world);
  broker.doubles = world.dice.chance(0.5) ? 0.1 : 0;
  const [one, other] = ["producer", "readers"].map((name) => new Process(world, name));
  if (!one || !other) throw new Error("two processes");
  return {
    name: "simulated bus",
    port: {
      producer: simulatedBus(one, broker, producer),
      readers: simulatedBus(other, broker, "readers"),
      nameOf: (service) => service,
      loseConsumer: async (durable) => broker.loseConsumer(stream, durable),
      hasten: async () => {},
      until: async (what, look) => {
        const end = world.now + deadlineMs;
        while (!(await look())) {
          if (world.now > end) throw new Error(`not within its time: ${what}`);
          await other.clock.sleep(100);
        }
      },
      created: "",
      running: new Map(),
      came: new Map(),
    },
    under: (fault, work) => inVirtualTime({ world, server: broker.server, fault }, work),
    isAway: (error) => error instanceof Error,
    calm: async () => {},
    close: async () => {},
  };
}
