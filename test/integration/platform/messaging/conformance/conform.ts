import { isDeepStrictEqual } from "node:util";
import { Chance } from "../../../../support/chance.ts";

/** What goes wrong while one operation is under way. */
export interface NetworkFault {
  /** what is lost: one request or answer, with the connection, or every one until the operation gives up */
  kind: "request-lost" | "answer-lost" | "all-requests-lost" | "all-answers-lost";
  /** how many of them come through before */
  skip: number;
}

/** One thing that is asked of a port, with what may come of it. */
export interface Operation<Port, World> {
  /** for a person who reads a failure */
  what: string;
  /** Does it on the port. @returns what can be seen of it */
  run(port: Port): Promise<unknown>;
  /** Worlds after it where this was seen; none: it may not be seen in that world. */
  after(world: World, seen: unknown): World[];
  /** Worlds after it where the network failed and nothing was answered. */
  torn(world: World): World[];
  /** Says whether the server has to refuse it in that world, with this error. */
  refused?(world: World, error: unknown): boolean;
  /** It may be repeated within itself where the network fails: what is seen is then that of the last time. */
  repeats?: boolean;
  /** It is done on a network that does not fail: what it shows could not be told from what the network does. */
  steady?: boolean;
}

/** A port on a server, real or simulated, whose network fails as it is told. */
export interface Bench<Port> {
  name: string;
  port: Port;
  /** Does something while the network fails so. Rejects with what the work rejects with. */
  under<T>(fault: NetworkFault | undefined, work: () => Promise<T>): Promise<T>;
  /** Says whether the port names an error as one of its network or server. */
  isAway(error: unknown): boolean;
  /** Resolves once the network is well again and nothing of what failed is still being worked on. */
  calm(): Promise<void>;
  close(): Promise<void>;
}

export interface Step<Port, World> {
  operation: Operation<Port, World>;
  fault?: NetworkFault | undefined;
}

/** Says that an adapter did what its port does not allow. */
export class NonconformanceError extends Error {
  override name = "NonconformanceError";
}

/** More worlds than these cannot be told apart by what is seen: the plan has to look more often. */
const worldsMax = 256;

export interface Conformance<Port, World> {
  /** names the sequence in a failure */
  seed: number;
  steps: readonly Step<Port, World>[];
  /** before the first operation */
  world: World;
}

/**
 * Does a sequence of operations on a port and compares each with what is allowed. Where the network failed, the operation
 * was applied or not, as its `torn` says: all these worlds are kept until something is seen that is not in one of them.
 * @throws NonconformanceError with the seed and what was done before
 */
export async function conform<Port, World>(
  bench: Bench<Port>,
  { seed, steps, world }: Conformance<Port, World>,
): Promise<World[]> {
  let worlds = [world];
  const done: string[] = [];
  for (const step of steps) {
    const { operation, fault } = step;
    const got = await outcomeOf(bench, step);
    done.push(`${operation.what}${fault ? ` (${fault.kind}, ${fault.skip} through)` : ""} → ${told(got)}`);
    const next = unique(worlds.flatMap((one) => worldsAfter(bench, step, got, one)));
    if (!next.length || next.length > worldsMax)
      throw new NonconformanceError(
        [
          `${bench.name}, seed ${seed}: ${next.length ? "too many worlds" : "this is not allowed"}`,
          ...done.slice(-25),
          `in ${JSON.stringify(worlds.slice(0, 3)).slice(0, 3_000)}`,
        ].join("\n"),
        "error" in got ? { cause: got.error } : {},
      );
    worlds = next;
    if (fault) await bench.calm();
  }
  return worlds;
}

type Got = { seen: unknown } | { error: unknown };

const outcomeOf = <Port, World>(bench: Bench<Port>, { operation, fault }: Step<Port, World>): Promise<Got> =>
  bench
    .under(fault, () => operation.run(bench.port))
    .then(
      (seen) => ({ seen }),
      (error: unknown) => ({ error }),
    );

function worldsAfter<Port, World>(
  bench: Bench<Port>,
  { operation, fault }: Step<Port, World>,
  got: Got,
  world: World,
): World[] {
  if ("seen" in got) {
    const after = operation.after(world, got.seen);
    if (!fault || !operation.repeats) return after;
    return [...after, ...operation.torn(world).flatMap((one) => operation.after(one, got.seen))];
  }
  const refused = operation.refused?.(world, got.error) ? [world] : [];
  return fault && bench.isAway(got.error) ? [world, ...refused, ...operation.torn(world)] : refused;
}

const told = (got: Got): string => ("seen" in got ? JSON.stringify(got.seen) : String(got.error));

const unique = <World>(worlds: readonly World[]): World[] => [
  ...new Map(worlds.map((one) => [JSON.stringify(one), one])).values(),
];

/**
 * Makes an operation of which exactly one thing can be seen in each world.
 * @param does changes a world, as the server is changed, and gives what is seen of it
 * @param parts changes a world as far as one that was broken off may, for those that are not all or nothing
 */
export function determined<Port, World>(
  { what, run }: Pick<Operation<Port, World>, "what" | "run">,
  does: (world: World) => unknown,
  parts: (world: World) => World[] = () => [],
): Operation<Port, World> {
  const applied = (world: World) => {
    const after = structuredClone(world);
    return { seen: does(after), after };
  };
  return {
    what,
    run,
    after: (world, seen) => {
      const one = applied(world);
      return isSame(one.seen, seen) ? [one.after] : [];
    },
    torn: (world) => [applied(world).after, ...parts(world)],
  };
}

/** Whether two things are the same to whoever reads them: what is undefined is not there. */
export const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(plain(one), plain(other));
const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** Single losses are what a driver gets over by itself, in part; whatever goes on costs its time. */
const kinds = [
  "request-lost",
  "request-lost",
  "answer-lost",
  "answer-lost",
  "all-requests-lost",
  "all-answers-lost",
] as const;

/** Makes a plan of so many operations, some of them on a network that fails; after each of these it is looked closely. */
export function planned<Port, World>(
  seed: number,
  { length, inSoMany }: { length: number; inSoMany: number },
  next: (chance: Chance) => Operation<Port, World>,
  looks: () => readonly Operation<Port, World>[],
): Step<Port, World>[] {
  const chance = new Chance(seed);
  const steps: Step<Port, World>[] = [];
  for (let i = 0; i < length; i += 1) {
    const operation = next(chance);
    const fault =
      chance.once(inSoMany) && !operation.steady ? { kind: chance.of(kinds), skip: chance.below(5) } : undefined;
    steps.push({ operation, fault });
    if (fault || i % 10 === 9) steps.push(...looks().map((operation) => ({ operation })));
  }
  steps.push(...looks().map((operation) => ({ operation })));
  return steps;
}
