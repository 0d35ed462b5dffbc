import type { CollectionItem } from "../../../../../platform/messaging/ports/collection.ts";
import { determined, type Operation } from "./conform.ts";
import type { ItemFact, StorePort, StoreWorld } from "./store-world.ts";

type Of = Operation<StorePort, StoreWorld>;

export const tenants = ["055620014014", "055130000000"] as const;
export const marks = ["red", "green"] as const;

const things = (port: StorePort, which: "one" | "other") => port[which].collection<{ n: number }>("things");

const itemOf = ({ id, tenant, mark, n }: ItemFact): CollectionItem<{ n: number }> => ({
  ...{ id, tenant, facts: { n }, body: Buffer.from(`${n}`) },
  ...(mark && { mark }),
});
const factOf = ({ id, tenant, mark, facts, body }: CollectionItem<{ n: number }>): ItemFact => {
  if (String(Buffer.from(body ?? [])) !== `${facts.n}`) throw new Error(`${id} has another body`);
  return { id, tenant, n: facts.n, ...(mark && { mark }) };
};
const sorted = (items: readonly ItemFact[]): ItemFact[] => items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
const named = (items: readonly ItemFact[]): string => items.map(({ id, n }) => `${id} with ${n}`).join(", ");

/** One item is kept or it is not; of several, any may be where the network fails. */
export const puts = (items: readonly ItemFact[]): Of => {
  const put = (world: StoreWorld, some: readonly ItemFact[]) => {
    for (const item of some) world.items[item.id] = item;
  };
  return determined(
    { what: `put ${named(items)}`, run: (port) => things(port, "one").put(items.map(itemOf)) },
    (world) => put(world, items),
    (world) =>
      Array.from({ length: 2 ** items.length - 1 }, (_, subset) => {
        const after = structuredClone(world);
        put(
          after,
          items.filter((_, i) => subset & (1 << i)),
        );
        return after;
      }),
  );
};

export const putsOnce = (item: ItemFact): Of =>
  determined(
    { what: `put ${named([item])} once`, run: (port) => things(port, "one").putOnce(itemOf(item)) },
    (world) => {
      world.items[item.id] ??= item;
    },
  );

export const drops = (tenant: string, id: string): Of =>
  determined(
    { what: `drop ${id} of ${tenant}`, run: (port) => things(port, "one").drop(tenant, [id]) },
    ({ items }) => {
      if (items[id]?.tenant === tenant) delete items[id];
    },
  );

/** Looks at all that a tenant has of some ids, in every way that the port has. */
export const readsItems = (tenant: string, ids: readonly string[]): Of =>
  determined(
    {
      what: `items ${ids.join()} of ${tenant}`,
      run: async (port) => {
        const kept = things(port, "other");
        const first = await kept.read(tenant, ids[0] ?? "");
        return {
          first: first && factOf(first),
          all: sorted((await kept.readAll(tenant, ids)).map(factOf)),
          count: await kept.count(tenant, ids),
        };
      },
    },
    ({ items }) => {
      const mine = ids.flatMap((id) => (items[id]?.tenant === tenant ? [items[id]] : []));
      return { first: mine.find(({ id }) => id === ids[0]), all: sorted(mine), count: mine.length };
    },
  );

export const readsMarked = (of: readonly string[], some: readonly string[]): Of =>
  determined(
    {
      what: `items marked ${some.join()} of ${of.join()}`,
      run: async (port) => sorted((await things(port, "other").marked(of, some)).map(factOf)),
    },
    ({ items }) =>
      sorted(
        Object.values(items).filter(
          ({ tenant, mark }) => mark !== undefined && of.includes(tenant) && some.includes(mark),
        ),
      ),
  );
