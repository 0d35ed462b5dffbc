import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { asideOf, dueRetries, dueTimers, nextAccount } from "../adapters/mongodb/due-messages.ts";
import { dropLease, underLease } from "../adapters/mongodb/lease.ts";
import type { Models } from "../adapters/mongodb/models.ts";
import { Rounds } from "../loop.ts";
import type { Delivery, Outcome } from "./delivery.ts";
import { aloneFrom } from "./retry.ts";

/** What one account gets before others have their turn, in messages: a large state is read and written once for them. */
const shareMax = 500;
/** While the bus brings something as well, there is one such turn in so many ms. */
const turnMs = 1_500;
const leaseMs = 10_000;

export interface StoredParts {
  models: Models;
  batchMax: number;
  handle(deliveries: Delivery[]): Promise<Outcome[]>;
  /** the store's time */
  now(): Date;
  /** whether the bus brings something to handle */
  isBusy(): boolean;
  /** told where handling what was set aside failed: it is tried again with the next look */
  failed(error: unknown): void;
}

/** Brings back to the engine what lies in the store: retries and timers that are due, and what accounts have set aside. */
export class StoredMessages {
  private readonly parts: StoredParts;
  private readonly lease = { name: "aside", holder: randomUUID(), milliseconds: leaseMs };
  private readonly asides = new Rounds(() => this.turns());
  private account = "";
  private stopped = false;

  constructor(parts: StoredParts) {
    this.parts = parts;
  }

  /** Handles the retries and timers that are due now, as many as one batch takes of each. */
  async due(): Promise<void> {
    const { models, batchMax, now } = this.parts;
    const at = now();
    await this.inBatches([...(await dueRetries(models, at, batchMax)), ...(await dueTimers(models, at, batchMax))]);
  }

  /** Looks after what accounts have set aside, one instance at a time; does not keep the caller waiting. */
  lookAside(): void {
    this.asides.look().catch(this.parts.failed);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.asides.settled().catch(this.parts.failed);
  }

  /** Gives each account its turn until none has anything left. */
  private async turns(): Promise<boolean> {
    const { models } = this.parts;
    if ((await nextAccount(models, this.account)) === undefined) return false;
    await underLease(models, this.lease, async () => {
      while (!this.stopped) {
        const account = await nextAccount(models, this.account);
        if (account === undefined) break;
        this.account = account;
        const done = await this.inBatches(await asideOf(models, account, Math.min(shareMax, this.parts.batchMax)));
        if (!done) break; // Nothing of it could be kept: with the next look.
        for (let ms = 0; ms < turnMs && this.parts.isBusy() && !this.stopped; ms += 100) await sleep(100);
      }
    });
    await dropLease(models, this.lease);
    return false;
  }

  /** @returns how many are done, or kept with what became of them */
  private async inBatches(deliveries: readonly Delivery[]): Promise<number> {
    const { batchMax, handle } = this.parts;
    const isSuspect = ({ begun = 0 }: Delivery) => begun >= aloneFrom;
    const batches = deliveries.filter(isSuspect).map((one) => [one]);
    const others = deliveries.filter((one) => !isSuspect(one));
    for (let i = 0; i < others.length; i += batchMax) batches.push(others.slice(i, i + batchMax));
    let done = 0;
    for (const batch of batches) {
      if (this.stopped) break;
      done += (await handle(batch)).filter(({ kind }) => kind !== "unkept").length;
    }
    return done;
  }
}
