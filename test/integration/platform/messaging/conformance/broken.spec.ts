import { expect } from "chai";
import type { Store } from "../../../../../platform/messaging/ports/store.ts";
import { type Bench, NonconformanceError } from "./conform.ts";
import { simulatedStoreBench } from "./store-simulated.ts";
import { storeSuite } from "./store-suite.ts";
import type { StorePort } from "./store-world.ts";
import { seedsOf, sequence } from "./suite.ts";

/** Seeds within which a broken adapter has to be found. */
const seeds = seedsOf(40);

/** A store that breaks one promise. */
type Broken = (store: Store) => Partial<Store>;

/** Puts something else in the place of some of a part's functions. */
const withOthers = <T extends object>(part: T, others: Partial<T>): T =>
  new Proxy(part, {
    get: (target, name) => {
      const found: unknown = Reflect.get(name in others ? others : target, name);
      return typeof found === "function" ? found.bind(name in others ? others : target) : found;
    },
  });

const broken: Record<string, Broken> = {
  "acknowledges a batch that it did not write": ({ inbox }) => ({
    inbox: withOthers(inbox, {
      transact: async (wanted, decide) => {
        await inbox.look(wanted, decide);
        return undefined;
      },
    }),
  }),
  "writes what was decided on states that another instance changed": ({ inbox }) => ({
    inbox: withOthers(inbox, {
      transact: (wanted, decide, also) => {
        let first: ReturnType<typeof decide> | undefined;
        return inbox.transact(wanted, (loaded) => (first ??= decide(loaded)), also);
      },
    }),
  }),
  "swaps a checkpoint on whatever version": ({ checkpoints }) => ({
    checkpoints: withOthers(checkpoints, {
      swap: async (name, _version, value) => {
        await checkpoints.swap(name, (await checkpoints.versioned(name)).version, value);
        return true;
      },
    }),
  }),
  "gives a lease to two": ({ leases }) => ({
    leases: withOthers(leases, {
      take: async (lease) => {
        await leases.take(lease);
        return true;
      },
    }),
  }),
  "lets a lease run out too late": ({ leases }) => ({
    leases: withOthers(leases, { take: (lease) => leases.take({ ...lease, milliseconds: 2 * lease.milliseconds }) }),
  }),
  "gives out retries without noting that they are begun": ({ inbox }) => ({
    inbox: withOthers(inbox, {
      dueRetries: async (now, limit) => {
        const found = await inbox.dueRetries(now, limit);
        return found.map((one) => ({ ...one, begun: Math.min(1, one.begun) }));
      },
    }),
  }),
  "notes publications as out and never raises the mark": ({ stream }) => ({
    stream: withOthers(stream, { published: (ids) => stream.published(ids, 0) }),
  }),
  "lets messages overtake a document": ({ portal }) => ({
    portal: () => {
      const notes = portal();
      return withOthers(notes, {
        messages: async () => {
          const { events, sent } = await notes.messages();
          return { events: events.toReversed(), sent };
        },
      });
    },
  }),
  "settles what another making of the consumer misses": ({ catchUp }) => ({
    catchUp: withOthers(catchUp, {
      settle: async (stream) => {
        await catchUp.settle(stream, (await catchUp.missed(stream))?.making ?? "");
      },
    }),
  }),
  "fails with an error that names no server": ({ inbox }) => ({
    inbox: withOthers(inbox, { isAway: () => false }),
  }),
};

async function open(seed: number, breaks: Broken): Promise<Bench<StorePort>> {
  const bench = simulatedStoreBench(seed);
  const { one, other, ...port } = bench.port;
  const [first, second] = [one, other].map((store) => ({ ...store, ...breaks(store) }));
  if (!first || !second) throw new Error("two stores");
  return { ...bench, port: { ...port, one: first, other: second }, isAway: (error) => first.inbox.isAway(error) };
}

describe("conformance: a store that breaks a promise is found out", () => {
  for (const [what, breaks] of Object.entries(broken))
    it(`one that ${what}`, async () => {
      const failures: unknown[] = [];
      for (const seed of seeds) {
        if (failures.length) break;
        await sequence(storeSuite, (of) => open(of, breaks), seed).catch((error: unknown) => failures.push(error));
      }
      expect(failures[0]).to.be.instanceOf(NonconformanceError);
      expect(String(failures[0])).to.match(/seed \d+: this is not allowed/);
    });
});
