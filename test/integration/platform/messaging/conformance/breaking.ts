import { expect } from "chai";
import { type Bench, NonconformanceError } from "./conform.ts";
import { type Suite, sequence } from "./suite.ts";

/** Seeds within which a broken adapter has to be found. */
const seedsMax = 100;

/** Puts something else in the place of some of a part's functions. */
export const withOthers = <T extends object>(part: T, others: Partial<T>): T =>
  new Proxy(part, {
    get: (target, name) => {
      const found: unknown = Reflect.get(name in others ? others : target, name);
      return typeof found === "function" ? found.bind(name in others ? others : target) : found;
    },
  });

/** Runs a suite on something that breaks nothing: what is put around a port does not fail by itself. */
export async function isLeftAlone<Port, World>(
  suite: Pick<Suite<Port, World>, "plan" | "world">,
  open: (seed: number) => Bench<Port>,
): Promise<void> {
  for (let seed = 1; seed <= 5; seed += 1) await sequence(suite, async () => open(seed), seed);
}

/** Runs a suite on something that breaks a promise, until a seed finds it. */
export async function isFoundOut<Port, World>(
  suite: Pick<Suite<Port, World>, "plan" | "world">,
  open: (seed: number) => Bench<Port>,
): Promise<void> {
  let failure: unknown;
  for (let seed = 1; seed <= seedsMax && !failure; seed += 1)
    await sequence(suite, async () => open(seed), seed).catch((error: unknown) => {
      failure = error;
    });
  expect(failure).to.be.instanceOf(NonconformanceError);
  expect(String(failure)).to.match(/seed \d+: this is not allowed/);
}
