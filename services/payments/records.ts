import { type Delivery, emptyEnvelope, type Outcome, type Runtime, seal } from "../../platform/messaging/index.ts";

/** Messages in one transaction. */
export const batchMax = 500;

/** A message to one account of a town, with its id; `actor` in the body says whom it is from. */
export function recordFor(type: string, municipality: string, account: string, id: string, body: unknown): Delivery {
  const envelope = { ...emptyEnvelope, id, type, municipality, account, time: "" };
  return { origin: "record", envelope, body: seal("", Buffer.from(JSON.stringify(body))), attempts: 0 };
}

/** Handles messages in batches, one outcome for each. */
export async function handleAll(
  { engine }: Pick<Runtime, "engine">,
  deliveries: readonly Delivery[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let i = 0; i < deliveries.length; i += batchMax)
    outcomes.push(...(await engine.handle(deliveries.slice(i, i + batchMax))));
  return outcomes;
}
