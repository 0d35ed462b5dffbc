import { KafkaBroker, simulatedKafka } from "../../../../simulation/kafka.ts";
import { Process, World } from "../../../../simulation/world.ts";
import type { Bench } from "./conform.ts";
import { type KafkaPort, ReadLog } from "./kafka-world.ts";
import { inVirtualTime } from "./simulated.ts";

/** Virtual time that something may take, in ms. */
const deadlineMs = 100_000;

/** Opens a simulated Kafka as the process of a connector has it. */
export function simulatedKafkaBench(seed: number): Bench<KafkaPort> {
  const world = new World(seed);
  const broker = new KafkaBroker(world);
  const process = new Process(world, "connector");
  const kafka = simulatedKafka(process, broker);
  broker.makeTopic("conformance");
  return {
    name: "simulated Kafka",
    port: {
      ...{ kafka, readersKafka: kafka, topic: "conformance", groupId: "conformance", producer: undefined },
      running: new Map(),
      read: new ReadLog(),
      until: async (what, look) => {
        const end = world.now + deadlineMs;
        while (!(await look())) {
          if (world.now > end) throw new Error(`not within its time: ${what}`);
          await process.clock.sleep(100);
        }
      },
    },
    under: (fault, work) => inVirtualTime({ world, server: broker.server, fault }, work),
    isAway: (error) => error instanceof Error,
    calm: async () => {},
    close: async () => {},
  };
}
