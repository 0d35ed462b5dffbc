import { type QueryFilter, trusted } from "mongoose";
import type { StoredTask, TaskRange, Tasks } from "../../../ports/archive.ts";
import type { Models } from "../models.ts";

/** A range as a query, with the index that has it in order. */
function within({ tenants, serviceKeys }: TaskRange): { filter: QueryFilter<StoredTask>; index: Record<string, 1> } {
  const tenant = trusted({ $in: [...tenants] });
  if (!serviceKeys) return { filter: { tenant }, index: { tenant: 1, order: 1 } };
  const filter = { tenant, serviceKey: trusted({ $in: [...serviceKeys] }) };
  return { filter, index: { tenant: 1, serviceKey: 1, order: 1 } };
}

export const mongoTasks = ({ tasks }: Models): Tasks => ({
  ofCase: (caseNumber, limit) => tasks.find({ caseNumber }).limit(limit).lean<StoredTask[]>(),
  tenants: () => tasks.distinct("tenant"),
  orders: async (ranges, after, limit) => {
    const found = await Promise.all(
      ranges.map(within).map(({ filter, index }) =>
        tasks
          .find({ ...filter, order: trusted({ $gt: after }) }, { _id: 0, order: 1 })
          .hint(index)
          .sort({ order: 1 })
          .limit(limit)
          .lean(),
      ),
    );
    const orders = found.flat().map(({ order }) => order);
    return orders.sort().slice(0, limit);
  },
  count: async (ranges, after, max) => {
    const counts = ranges
      .map(within)
      .map(({ filter, index }) =>
        tasks.countDocuments({ ...filter, order: trusted({ $gt: after }) }, { limit: max }).hint(index),
      );
    return (await Promise.all(counts)).reduce((sum, one) => sum + one, 0);
  },
  read: (ids) => tasks.find({ _id: trusted({ $in: [...ids] }) }).lean<StoredTask[]>(),
});
