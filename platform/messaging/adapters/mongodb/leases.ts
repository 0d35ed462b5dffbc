import type { Lease, Leases } from "../../ports/leases.ts";
import type { Models } from "./models.ts";
import { isDuplicate } from "./transaction.ts";

export class MongoLeases implements Leases {
  private readonly meta: Models["meta"];

  constructor({ meta }: Pick<Models, "meta">) {
    this.meta = meta;
  }

  async take({ name, holder, milliseconds }: Lease): Promise<boolean> {
    const _id = `lease:${name}`;
    const isFree = { $or: [{ $eq: ["$value.holder", holder] }, { $lte: ["$value.until", "$$NOW"] }] };
    const until = { $dateAdd: { startDate: "$$NOW", unit: "millisecond", amount: milliseconds } };
    const held = [{ $set: { value: { holder, until } } }];
    // On the driver: mongoose knows no expressions in what it sanitizes.
    const taken = await this.meta.collection.updateOne({ _id: _id as never, $expr: isFree }, held);
    if (taken.matchedCount) return true;
    try {
      const first = await this.meta.collection.updateOne({ _id: _id as never, "value.holder": holder }, held, {
        upsert: true,
      });
      return first.upsertedCount + first.matchedCount > 0;
    } catch (error) {
      if (isDuplicate(error)) return false; // Somebody else has it.
      throw error;
    }
  }

  async drop({ name, holder }: Pick<Lease, "name" | "holder">): Promise<void> {
    await this.meta.deleteOne({ _id: `lease:${name}`, "value.holder": holder });
  }

  async whileRenewed<T>(lease: Lease, work: () => Promise<T>): Promise<T> {
    let renewal: Promise<unknown> | undefined;
    const renew = () => {
      // One that fails is repeated by the next one; after the third the lease runs out by itself.
      renewal ??= this.take(lease)
        .catch(() => false)
        .finally(() => {
          renewal = undefined;
        });
    };
    const renewing = setInterval(renew, lease.milliseconds / 3);
    try {
      return await work();
    } finally {
      clearInterval(renewing);
      await renewal; // Else it would come after the lease was given back.
    }
  }

  async under(lease: Lease, work: () => Promise<void>): Promise<void> {
    if (await this.take(lease)) await this.whileRenewed(lease, work);
  }
}
