import type { Collection, CollectionItem } from "../../platform/messaging/ports/collection.ts";

/** Asks a simulated server for something. */
export type Ask = <T>(does: () => T) => Promise<T>;

/** A collection of a service's own, in a simulated store. */
export function simulatedCollection<Facts>(ask: Ask, items: Map<string, CollectionItem<Facts>>): Collection<Facts> {
  const of = (tenant: string, ids: readonly string[]) =>
    ids.flatMap((id) => {
      const item = items.get(id);
      return item?.tenant === tenant ? [item] : [];
    });
  return {
    put: (many) =>
      ask(() => {
        for (const item of many) items.set(item.id, item);
      }),
    putOnce: (item) =>
      ask(() => {
        if (!items.has(item.id)) items.set(item.id, item);
      }),
    read: (tenant, id) => ask(() => of(tenant, [id])[0]),
    readAll: (tenant, ids) => ask(() => of(tenant, ids)),
    marked: (tenants, marks) =>
      ask(() =>
        [...items.values()].filter(({ tenant, mark }) => mark && tenants.includes(tenant) && marks.includes(mark)),
      ),
    count: (tenant, ids) => ask(() => of(tenant, ids).length),
    drop: (tenant, ids) =>
      ask(() => {
        for (const { id } of of(tenant, ids)) items.delete(id);
      }),
  };
}
