import type { Outcome } from "../../../platform/messaging/index.ts";
import { batchMax } from "../messages.ts";
import { suspenseAccount, type TakenLine } from "./lines.ts";

/** Lines that wait in memory, at most: some 4 MB. */
const waitingMax = 4_000;

/** A line with the account that it goes to. */
export interface Addressed {
  account: string;
  line: TakenLine;
}

/** What became of lines. */
export interface Tally {
  known: number;
  matched: number;
  suspense: number;
  /** failed: they are tried again, or wait as dead letters */
  kept: number;
}

/**
 * Gathers lines for batches. What goes to suspense is gathered by its account: a day's suspense accounts grow to thousands
 * of notes, and each batch writes the accounts that it touches as a whole.
 */
export class Queue {
  readonly tally: Tally = { known: 0, matched: 0, suspense: 0, kept: 0 };
  private readonly handle: (lines: readonly Addressed[]) => Promise<Outcome[]>;
  private readonly waiting = new Map<string, Addressed[]>();
  private count = 0;
  /** The batch that is being booked, while the next lines are read. */
  private inHand: Promise<void> = Promise.resolve();

  /** @param handle at most 500 lines, one outcome for each */
  constructor(handle: (lines: readonly Addressed[]) => Promise<Outcome[]>) {
    this.handle = handle;
  }

  /** @param account where its reference leads, or undefined where it leads nowhere */
  async add(line: TakenLine, account: string | undefined): Promise<void> {
    const group = account === undefined ? suspenseAccount(line) : "";
    const lines = this.waiting.get(group) ?? [];
    this.waiting.set(group, lines);
    lines.push({ line, account: account ?? group });
    this.count += 1;
    if (lines.length >= batchMax) await this.flush([group]);
    else if (this.count >= waitingMax) await this.flush(this.longest());
  }

  /** Handles all that wait. */
  async end(): Promise<void> {
    await this.flush([...this.waiting.keys()]);
    await this.inHand;
  }

  /** The groups with the most lines, until they make up a batch. */
  private longest(): string[] {
    const groups = [...this.waiting].sort(([, a], [, b]) => b.length - a.length);
    let lines = 0;
    return groups.flatMap(([group, { length }]) => {
      if (lines + length > batchMax) return [];
      lines += length;
      return group;
    });
  }

  private async flush(groups: readonly string[]): Promise<void> {
    const lines = groups.flatMap((group) => this.waiting.get(group) ?? []);
    for (const group of groups) this.waiting.delete(group);
    this.count -= lines.length;
    for (let i = 0; i < lines.length; i += batchMax) {
      await this.inHand;
      this.inHand = this.book(lines.slice(i, i + batchMax));
      this.inHand.catch(() => {}); // Whoever waits for it next is told.
    }
  }

  private async book(batch: readonly Addressed[]): Promise<void> {
    for (const [place, outcome] of (await this.handle(batch)).entries()) this.note(batch[place], outcome);
  }

  private note(one: Addressed | undefined, outcome: Outcome): void {
    if (outcome.kind !== "done") this.tally.kept += 1;
    else if (outcome.again) this.tally.known += 1;
    else if (one?.line.match.kind === "exact") this.tally.matched += 1;
    else this.tally.suspense += 1;
  }
}
