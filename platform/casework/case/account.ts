import type { Message, StateKey } from "../../messaging/index.ts";

/** Names, for envelopes, what a processor keeps beside a service's cases: an objection, a chip, a dwelling. */
export const accountAt = (processor: string, key: string): string => `${processor}/${key}`;

/** Gives the state of such a processor that a message is for; undefined: it is for another one. */
export function stateAt(processor: string, { envelope: { municipality, account } }: Message): StateKey | undefined {
  const cut = account.indexOf("/");
  return account.slice(0, Math.max(0, cut)) === processor
    ? { tenant: municipality, key: account.slice(cut + 1) }
    : undefined;
}
