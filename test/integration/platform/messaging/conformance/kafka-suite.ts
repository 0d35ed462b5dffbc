import { type Operation, planned, type Step } from "./conform.ts";
import { asksForNone, changesProducer, inspects, sends, settles, starts, stops } from "./kafka-operations.ts";
import { realKafkaBench } from "./kafka-real.ts";
import { simulatedKafkaBench } from "./kafka-simulated.ts";
import { emptyKafka, type KafkaPort, type KafkaWorld } from "./kafka-world.ts";
import type { Suite } from "./suite.ts";

type Of = Operation<KafkaPort, KafkaWorld>;
const readers = ["anna", "berta"];
const keys = ["a", "b", "c", "d"];

function kafkaPlan(seed: number, length: number): Step<KafkaPort, KafkaWorld>[] {
  let count = 0;
  const plan = planned<KafkaPort, KafkaWorld>(
    seed,
    { length, inSoMany: 5 },
    (chance): Of => {
      const kind = chance.below(20);
      if (kind < 13) {
        const messages = Array.from({ length: 1 + chance.below(6) }, () => {
          count += 1;
          return { id: `m${count}`, key: chance.of(keys) };
        });
        return sends(messages);
      }
      if (kind < 16) return inspects;
      if (kind === 16) return chance.once(2) ? changesProducer : asksForNone;
      return chance.once(3) ? stops(chance.of(readers)) : starts(chance.of(readers));
    },
    () => [inspects],
  );
  return [{ operation: starts("anna") }, ...plan, { operation: starts("anna") }, { operation: settles }];
}

export const kafkaSuite: Suite<KafkaPort, KafkaWorld> = {
  port: "Kafka",
  plan: (seed) => kafkaPlan(seed, 24),
  world: emptyKafka,
  simulatedForEach: 100,
  real: realKafkaBench,
  simulated: async (seed) => simulatedKafkaBench(seed),
};
