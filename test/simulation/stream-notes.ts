import { firstBatch } from "../../platform/messaging/ports/bus.ts";
import type {
  Publication as Batch,
  StreamMark,
  StreamNotes,
} from "../../platform/messaging/ports/notes/stream-notes.ts";
import type { RecordedEvent, Transaction } from "../../platform/messaging/ports/store.ts";
import type { Database } from "./database.ts";
import { within } from "./transaction.ts";
import type { Process } from "./world.ts";

/** What is to be published, in a simulated store. */
export class SimulatedStreamNotes implements StreamNotes {
  private readonly process: Process;
  private readonly db: Database;

  constructor(process: Process, db: Database) {
    this.process = process;
    this.db = db;
  }

  private ask<T>(does: () => T): Promise<T> {
    return this.process.ask(this.db.server, does);
  }

  async record(transaction: Transaction, events: readonly RecordedEvent[], at: Date): Promise<Batch[]> {
    const _id = this.db.nextId("publication");
    const ids = events.map((event) => event._id);
    within(transaction, () => void this.db.publications.set(_id, { _id, at, events: ids, sequence: null }));
    return [{ _id, at, events }];
  }

  async *waiting(before: Date): AsyncGenerator<Batch[]> {
    let left = await this.ask(() =>
      [...this.db.publications.values()]
        .filter(({ sequence, at }) => sequence === null && at < before)
        .sort((a, b) => Number(a.at) - Number(b.at))
        .map(({ _id, at, events }) => ({ _id, at, events: events.flatMap((id) => this.db.events.get(id) ?? []) })),
    );
    while (left.length) {
      const batch = firstBatch(left);
      yield batch;
      left = left.slice(batch.length);
    }
  }

  async published(ids: readonly string[], sequence: number): Promise<StreamMark | undefined> {
    await this.ask(() => {
      const { mark } = this.db;
      if (mark) this.db.mark = { ...mark, highest: Math.max(mark.highest, sequence) };
    });
    await this.ask(() => {
      for (const id of ids) this.change(id, sequence);
    });
    return await this.mark();
  }

  unpublished(ids: readonly string[]): Promise<void> {
    return this.ask(() => {
      for (const id of ids) this.change(id, null);
    });
  }

  private change(id: string, sequence: number | null): void {
    const known = this.db.publications.get(id);
    if (known) this.db.publications.set(id, { ...known, sequence });
  }

  async split({ _id, at, events }: Batch, out: readonly RecordedEvent[]): Promise<string> {
    const first = this.db.nextId("publication");
    await this.ask(() => {
      this.db.publications.set(first, { _id: first, at, events: out.map((one) => one._id), sequence: null });
    });
    const refused = events.filter((event) => !out.includes(event)).map((one) => one._id);
    await this.ask(() => {
      const known = this.db.publications.get(_id);
      if (known) this.db.publications.set(_id, { ...known, events: refused });
    });
    return first;
  }

  again(since: Date, types?: readonly string[]): Promise<number> {
    return this.ask(() => {
      let count = 0;
      for (const one of this.db.publications.values()) {
        const isOf = !types || one.events.some((id) => types.includes(this.db.events.get(id)?.envelope.type ?? ""));
        if (one.sequence === null || one.at < since || !isOf) continue;
        this.change(one._id, null);
        count += one.events.length;
      }
      return count;
    });
  }

  async oldest(): Promise<Date | undefined> {
    return (await this.depth()).oldest ?? undefined;
  }

  depth(): Promise<{ waiting: number; oldest: Date | null }> {
    return this.ask(() => {
      const open = [...this.db.publications.values()].filter(({ sequence }) => sequence === null);
      const oldest = open.map(({ at }) => at).sort((a, b) => Number(a) - Number(b))[0] ?? null;
      return { waiting: open.reduce((sum, { events }) => sum + events.length, 0), oldest };
    });
  }

  mark(): Promise<StreamMark | undefined> {
    return this.ask(() => this.db.mark);
  }

  begin(mark: StreamMark): Promise<void> {
    return this.ask(() => {
      this.db.mark ??= mark;
    });
  }

  madeAgain(created: string): Promise<void> {
    return this.ask(() => {
      if (this.db.mark) this.db.mark = { ...this.db.mark, created };
    });
  }

  countRedrive(): Promise<number> {
    return this.ask(() => {
      const { mark } = this.db;
      if (!mark) return 0;
      const redriven = (mark.redriven ?? 0) + 1;
      this.db.mark = { ...mark, redriven };
      return redriven;
    });
  }
}
