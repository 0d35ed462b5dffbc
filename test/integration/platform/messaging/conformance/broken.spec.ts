import type { Store } from "../../../../../platform/messaging/ports/store.ts";
import { isFoundOut, isLeftAlone, withOthers } from "./breaking.ts";
import type { Bench } from "./conform.ts";
import { simulatedStoreBench } from "./store-simulated.ts";
import { storeSuite } from "./store-suite.ts";
import type { StorePort } from "./store-world.ts";

/** A store that breaks one promise. */
type Broken = (store: Store) => Partial<Store>;

const broken: Record<string, Broken> = {
  "acknowledges a batch that it did not write": ({ inbox }) => ({
    inbox: withOthers(inbox, {
      transact: async (wanted, decide) => {
        await inbox.preview(wanted, decide);
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
  "does not note that retries are begun": ({ inbox }) => ({
    inbox: withOthers(inbox, { begin: ({ timers }) => inbox.begin({ retries: [], timers }) }),
  }),
  "does not note that timers are begun": ({ inbox }) => ({
    inbox: withOthers(inbox, { begin: ({ retries }) => inbox.begin({ retries, timers: [] }) }),
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
        await catchUp.settle(stream, (await catchUp.gap(stream))?.making ?? "");
      },
    }),
  }),
  "fails with an error that names no server": ({ inbox }) => ({
    inbox: withOthers(inbox, { isAway: () => false }),
  }),
};

function open(seed: number, breaks: Broken): Bench<StorePort> {
  const bench = simulatedStoreBench(seed);
  const { one, other, ...port } = bench.port;
  const [first, second] = [one, other].map((store) => ({ ...store, ...breaks(store) }));
  if (!first || !second) throw new Error("two stores");
  return { ...bench, port: { ...port, one: first, other: second }, isAway: (error) => first.inbox.isAway(error) };
}

describe("conformance: a store that breaks a promise is found out", () => {
  it("and one that breaks none is not", () =>
    isLeftAlone(storeSuite, (seed) => open(seed, ({ inbox }) => ({ inbox: withOthers(inbox, {}) }))));

  for (const [what, breaks] of Object.entries(broken))
    it(`one that ${what}`, () => isFoundOut(storeSuite, (seed) => open(seed, breaks)));
});
