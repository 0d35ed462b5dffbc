import type { Transaction } from "../../platform/messaging/ports/store.ts";

export class SimulatedTransaction implements Transaction {
  readonly kind = "transaction";
  /** what is written where the transaction is committed */
  readonly writes: (() => void)[] = [];
}

/** What another part of the same store writes within a transaction. */
export function within(transaction: Transaction, write: () => void): void {
  if (!(transaction instanceof SimulatedTransaction)) throw new Error("a transaction of another store");
  transaction.writes.push(write);
}
