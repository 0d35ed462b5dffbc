import { type Bench, conform, type Step } from "./conform.ts";

type Open<Port> = (seed: number) => Promise<Bench<Port>>;

/** One port, the servers that are to behave alike behind it, and what is asked of each of them. */
export interface Suite<Port, World> {
  port: string;
  /** Decides by a seed what is asked. */
  plan(seed: number): Step<Port, World>[];
  /** before the first operation */
  world(): World;
  /** how many sequences the simulated server is asked for each one of the real one */
  simulatedForEach: number;
  /** Open a server as the sequence of a seed has it, for nobody else. */
  real: Open<Port>;
  simulated: Open<Port>;
}

/** Does the sequence of a seed on one server. @throws NonconformanceError */
export async function sequence<Port, World>(
  { plan, world }: Pick<Suite<Port, World>, "plan" | "world">,
  open: Open<Port>,
  seed: number,
): Promise<void> {
  const bench = await open(seed);
  try {
    await conform(bench, { seed, steps: plan(seed), world: world() });
  } finally {
    await bench.close();
  }
}

/** Does the sequences of some seeds on both servers; on a real one they wait most of their time, and go on side by side. */
export function conformance<Port, World>(suite: Suite<Port, World>, seeds: readonly number[]): void {
  const [first = 1] = seeds;
  const many = Array.from({ length: seeds.length * suite.simulatedForEach }, (_, i) => first + i);
  describe(`conformance: ${suite.port}, real and simulated, from seed ${first}`, function () {
    this.timeout(60_000 + seeds.length * 20_000);

    it(`the real one does what the port allows, and nothing else (${seeds.length} seeds)`, async () => {
      const all = await Promise.allSettled(seeds.map((seed) => sequence(suite, suite.real, seed)));
      const failed = all.find((one) => one.status === "rejected");
      if (failed) throw failed.reason;
    });

    it(`and so does the simulated one (${many.length} seeds)`, async () => {
      for (const seed of many) await sequence(suite, suite.simulated, seed);
    });
  });
}

/** How many seeds run, and from which on: one that failed is run again by CONFORMANCE_SEED. */
export function seedsOf(count: number, from = 1): number[] {
  const { CONFORMANCE_SEED: one, CONFORMANCE_SEEDS: many } = process.env;
  const first = Number(one ?? from);
  return Array.from({ length: Number(many ?? (one ? 1 : count)) }, (_, i) => first + i);
}
