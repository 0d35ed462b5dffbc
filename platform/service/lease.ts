import { trusted } from "mongoose";
import type { Models } from "../store/models.ts";

interface Lease {
  holder: string;
  until: Date;
}

/**
 * Takes or extends a lease: one holder among all instances of a service, until it runs out.
 * @returns whether `holder` has it now
 */
export async function takeLease(
  { meta }: Models,
  name: string,
  holder: string,
  milliseconds: number,
): Promise<boolean> {
  const now = new Date();
  const until = new Date(now.getTime() + milliseconds);
  const free = { $or: [{ "value.holder": holder }, { "value.until": trusted({ $lte: now }) }] };
  const value: Lease = { holder, until };
  const taken = await meta.updateOne({ _id: `lease:${name}`, ...free }, { $set: { value } });
  if (taken.matchedCount) return true;
  try {
    await meta.insertMany([{ _id: `lease:${name}`, value }], { lean: true });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === 11000) return false; // Somebody else has it.
    throw error;
  }
}

/** Gives a lease back before it runs out, so that the next holder need not wait. */
export async function dropLease({ meta }: Models, name: string, holder: string): Promise<void> {
  await meta.deleteOne({ _id: `lease:${name}`, "value.holder": holder });
}
