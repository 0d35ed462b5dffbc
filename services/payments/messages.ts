import {
  type CommandContract,
  command,
  type Delivery,
  type Outcome,
  type RecordContract,
  type Runtime,
  record,
  timer,
} from "../../platform/messaging/index.ts";

import type { Collecting } from "./bank-files/collecting.ts";
import type { Begun } from "./online/online.ts";
import type { TakenLine } from "./statements/lines.ts";

/** The processor whose states are accounts. */
export const accountProcessor = "account";

/** Messages in one transaction. */
export const batchMax = 500;

/** A movement of a statement, for the account that it belongs to. */
export const StatementLineTaken = record<TakenLine & { actor: string }>("statement-line");
/** A file for the bank is made: an account gives what is due. */
export const Collect = record<Collecting & { actor: string }>("collect");
/** Somebody begins to pay online. */
export const OnlineBegun = record<Begun & { actor: string }>("online-begun");

/** The next step of dunning has come. */
export const DunningDue = timer("dunning");

/** A person settles what waits on an account; the action adds the account that is meant and the one that decides. */
export const Settle: CommandContract<"payments.settle", { account: string; bookKey: string }> =
  command("payments.settle");

/** A message to one account of a town; `actor` in the body says whom it is from. */
export const recordFor = <Body>(
  contract: RecordContract<Body>,
  { municipality, account, id }: { municipality: string; account: string; id: string },
  body: Body,
): Delivery => contract.create({ id, municipality, account }, body);

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
