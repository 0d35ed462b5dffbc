import { type Bench, conform, type Step } from "./conform.ts";

/** One port, the servers that are to behave alike behind it, and what is asked of each of them. */
export interface Suite<Port, World> {
  port: string;
  /** Decides by a seed what is asked. */
  plan(seed: number): Step<Port, World>[];
  /** before the first operation */
  world(): World;
  /** Opens each server as the sequence of a seed has it, for nobody else. */
  open: Record<string, (seed: number) => Promise<Bench<Port>>>;
}

/** Does the sequence of a seed on one server. @throws NonconformanceError */
export async function sequence<Port, World>(
  { plan, world }: Pick<Suite<Port, World>, "plan" | "world">,
  open: (seed: number) => Promise<Bench<Port>>,
  seed: number,
): Promise<void> {
  const bench = await open(seed);
  try {
    await conform(bench, { seed, steps: plan(seed), world: world() });
  } finally {
    await bench.close();
  }
}

/** Does the sequences of some seeds on every server; they wait for the network most of their time, and go on side by side. */
export function conformance<Port, World>(suite: Suite<Port, World>, seeds: readonly number[]): void {
  describe(`conformance: ${suite.port}, the same on every server (seeds ${seeds[0]} to ${seeds.at(-1)})`, function () {
    this.timeout(60_000 + seeds.length * 20_000);
    for (const [name, open] of Object.entries(suite.open))
      it(`does what the port allows, and nothing else, on ${name}`, async () => {
        const all = await Promise.allSettled(seeds.map((seed) => sequence(suite, open, seed)));
        const failed = all.find((one) => one.status === "rejected");
        if (failed) throw failed.reason;
      });
  });
}

/** How many seeds run, and from which on: one that failed is run again by CONFORMANCE_SEED. */
export function seedsOf(count: number, from = 1): number[] {
  const { CONFORMANCE_SEED: one, CONFORMANCE_SEEDS: many } = process.env;
  const first = Number(one ?? from);
  return Array.from({ length: Number(many ?? (one ? 1 : count)) }, (_, i) => first + i);
}
