import { SerialTask } from "../../loop.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Lease, Leases } from "../../ports/leases.ts";
import type { DueTimer, InboxStore, Retry } from "../../ports/store.ts";
import { type Delivery, fired, type Outcome, retried } from "../delivery.ts";
import { aloneFrom } from "../retry.ts";

/** What one account gets before others have their turn, in messages: a large state is read and written once for them. */
const shareMax = 500;
/** While the bus brings something as well, there is one such turn in so many ms. */
const turnMs = 1_500;
const leaseMs = 10_000;

export interface StoredParts {
  inbox: InboxStore;
  leases: Leases;
  batchMax: number;
  /** names this instance among all that may hold a lease */
  instance: string;
  clock: Clock;
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
  private readonly lease: Lease;
  private readonly asides = new SerialTask(() => this.turns());
  private account = "";
  private stopped = false;

  constructor(parts: StoredParts) {
    this.parts = parts;
    this.lease = { name: "aside", holder: parts.instance, milliseconds: leaseMs };
  }

  /** Handles the retries and timers that are due now, as many as one batch takes of each. */
  async due(): Promise<void> {
    const { inbox, batchMax, now } = this.parts;
    const at = now();
    const retries = await inbox.dueRetries(at, batchMax);
    const timers = await inbox.dueTimers(at, batchMax);
    await this.inBatches([...retries.map(fromRetry), ...timers.map(fromTimer)]);
  }

  /** Looks after what accounts have set aside, one instance at a time; does not keep the caller waiting. */
  lookAside(): void {
    this.asides.trigger().catch(this.parts.failed);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.asides.settled().catch(this.parts.failed);
  }

  /** Gives each account its turn until none has anything left. */
  private async turns(): Promise<boolean> {
    const { inbox, leases, batchMax, clock } = this.parts;
    if ((await inbox.nextAccount(this.account)) === undefined) return false;
    await leases.under(this.lease, async () => {
      while (!this.stopped) {
        const account = await inbox.nextAccount(this.account);
        if (account === undefined) break;
        this.account = account;
        const aside = await inbox.asideOf(account, Math.min(shareMax, batchMax));
        const done = await this.inBatches(aside.map(fromRetry));
        if (!done) break; // Nothing of it could be kept: with the next look.
        for (let ms = 0; ms < turnMs && this.parts.isBusy() && !this.stopped; ms += 100) await clock.sleep(100);
      }
    });
    await leases.drop(this.lease);
    return false;
  }

  /**
   * Handles what nothing is known of together, and then alone, one after the other, what the process may have died of:
   * what was begun least often comes first. So whatever ends the process counts against none of those that wait with it.
   * @returns how many are done, or kept with what became of them
   */
  private async inBatches(items: readonly StoredMessage[]): Promise<number> {
    const { batchMax } = this.parts;
    const others = items.filter((one) => !isSuspect(one));
    const suspects = items.filter(isSuspect).sort((a, b) => a.begun - b.begun);
    const batches: StoredMessage[][] = [];
    for (let i = 0; i < others.length; i += batchMax) batches.push(others.slice(i, i + batchMax));
    let done = 0;
    for (const batch of [...batches, ...suspects.map((one) => [one])]) {
      if (this.stopped) break;
      done += await this.handled(batch);
    }
    return done;
  }

  private async handled(items: readonly StoredMessage[]): Promise<number> {
    const { inbox, handle } = this.parts;
    await inbox.begin({
      retries: items.flatMap(({ retry }) => retry ?? []),
      timers: items.flatMap(({ timer }) => timer ?? []),
    });
    const outcomes = await handle(items.map(({ delivery, begun }) => ({ ...delivery, begun: begun + 1 })));
    return outcomes.filter(({ kind }) => kind !== "unkept").length;
  }
}

/** A message that lies in the store. */
interface StoredMessage {
  delivery: Delivery;
  /** how often it was begun before */
  begun: number;
  /** its id, where it was kept */
  retry?: string;
  timer?: DueTimer;
}

const fromRetry = (retry: Retry): StoredMessage => ({ delivery: retried(retry), begun: retry.begun, retry: retry._id });
const fromTimer = (timer: DueTimer): StoredMessage => ({ delivery: fired(timer), begun: timer.begun, timer });
const isSuspect = ({ begun }: StoredMessage): boolean => begun + 1 >= aloneFrom;
