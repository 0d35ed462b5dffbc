import type { Retry } from "../../ports/store.ts";
import type { Delivery, SealedDelivery } from "../delivery.ts";
import { keptMessage } from "../recording.ts";
import { aloneFrom } from "../retry.ts";

/** Whose share of a batch a message takes: its applicant's, else its account's or case's. */
export const accountOf = ({ envelope: { applicant, account, caseId, id } }: Delivery): string =>
  applicant || account || caseId || id;

/**
 * A message that is taken off the bus without being handled: from then on it comes from the store. `alone`: it was
 * delivered twice without an end, and is handled alone; else it is an account's that brings more than its share.
 */
export function setAsideAs(delivery: SealedDelivery, now: Date, why: "alone" | "share"): Retry {
  const { sealed } = delivery.content;
  if (why === "alone")
    return { ...keptMessage(delivery, sealed, "delivered-again", now), waits: 0, dueAt: now, begun: aloneFrom - 1 };
  return {
    ...keptMessage(delivery, sealed, "", now),
    waits: 0,
    dueAt: null,
    begun: 0,
    account: accountOf(delivery),
  };
}
