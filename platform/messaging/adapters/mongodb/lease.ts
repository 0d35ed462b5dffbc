import type { Models } from "./models.ts";
import { isDuplicate } from "./transaction.ts";

/** A lease of a service: one holder among all its instances. */
export interface Lease {
  name: string;
  /** names one process, or one piece of work in it */
  holder: string;
  /** how long it lasts without being renewed, in ms */
  milliseconds: number;
}

/**
 * Takes or extends a lease until it runs out by the store's own clock, whatever the clocks of the instances say.
 * @returns whether the holder has it now
 */
export async function takeLease({ meta }: Models, { name, holder, milliseconds }: Lease): Promise<boolean> {
  const _id = `lease:${name}`;
  const isFree = { $or: [{ $eq: ["$value.holder", holder] }, { $lte: ["$value.until", "$$NOW"] }] };
  const until = { $dateAdd: { startDate: "$$NOW", unit: "millisecond", amount: milliseconds } };
  const held = [{ $set: { value: { holder, until } } }];
  // On the driver: mongoose knows no expressions in what it sanitizes.
  const taken = await meta.collection.updateOne({ _id: _id as never, $expr: isFree }, held);
  if (taken.matchedCount) return true;
  try {
    const first = await meta.collection.updateOne({ _id: _id as never, "value.holder": holder }, held, {
      upsert: true,
    });
    return first.upsertedCount + first.matchedCount > 0;
  } catch (error) {
    if (isDuplicate(error)) return false; // Somebody else has it.
    throw error;
  }
}

/** Gives a lease back before it runs out, so that the next holder need not wait. */
export async function dropLease({ meta }: Models, { name, holder }: Pick<Lease, "name" | "holder">): Promise<void> {
  await meta.deleteOne({ _id: `lease:${name}`, "value.holder": holder });
}

/** Does a piece of work under a lease that was taken, which is renewed while the work lasts. Throws what the work throws. */
export async function whileRenewed<T>(models: Models, lease: Lease, work: () => Promise<T>): Promise<T> {
  let renewal: Promise<unknown> | undefined;
  const renew = () => {
    // One that fails is repeated by the next one; after the third the lease runs out by itself.
    renewal ??= takeLease(models, lease)
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

/** Does a piece of work under a lease, renewed while it lasts; nothing where somebody else has the lease. */
export async function underLease(models: Models, lease: Lease, work: () => Promise<void>): Promise<void> {
  if (await takeLease(models, lease)) await whileRenewed(models, lease, work);
}
