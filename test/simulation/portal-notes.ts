import {
  claimCheckType,
  type DueDocument,
  type PortalNotes,
  type Sendable,
} from "../../platform/messaging/ports/notes/portal-notes.ts";
import type { RecordedEvent, Transaction } from "../../platform/messaging/ports/store.ts";
import type { Database, MessageNote } from "./database.ts";
import { within } from "./transaction.ts";
import type { Process } from "./world.ts";

/** What receivers outside were not told yet, in a simulated store. */
export class SimulatedPortalNotes implements PortalNotes {
  private readonly process: Process;
  private readonly db: Database;

  constructor(process: Process, db: Database) {
    this.process = process;
    this.db = db;
  }

  private ask<T>(does: () => T): Promise<T> {
    return this.process.ask(this.db.server, does);
  }

  async record(transaction: Transaction, events: readonly RecordedEvent[], at: Date): Promise<number> {
    within(transaction, () => this.add(events, at));
    return events.length;
  }

  private add(events: readonly RecordedEvent[], now: Date): void {
    for (const event of events) {
      const { _id, envelope, order = 0 } = event;
      const at = Math.max(now.getTime(), event.at.getTime());
      const note = { _id, applicationId: envelope.applicationId, order, at };
      if (envelope.type === claimCheckType) this.db.documents.set(_id, { ...note, dueAt: now, attempts: 0 });
      // Told again before it went, it lies there twice.
      else this.db.messages.set(this.db.nextId("note"), note);
    }
  }

  messages(): Promise<Sendable> {
    return this.ask(() => {
      const first = new Map<string, number>();
      for (const { applicationId, order } of this.db.documents.values())
        first.set(applicationId, Math.min(order, first.get(applicationId) ?? order));
      const free = [...this.db.messages.values()]
        .filter(({ applicationId, order }) => (first.get(applicationId) ?? order) >= order)
        .sort((a, b) => a.at - b.at || a.order - b.order)
        .slice(0, 500);
      const went = new Set(free);
      // Those of one moment lie in one note.
      const sent = async () => {
        for (const at of new Set(free.map((note) => note.at)))
          await this.ask(() => {
            for (const [id, note] of this.db.messages)
              if (note.at === at && went.has(note)) this.db.messages.delete(id);
          });
      };
      return { events: this.events(free.toSorted((a, b) => a.order - b.order)), sent };
    });
  }

  documents(limit: number, now: Date): Promise<DueDocument[]> {
    return this.ask(() => {
      const found = [...this.db.documents.values()].filter(({ dueAt }) => dueAt <= now).slice(0, limit);
      const inHand = new Set(found.map(({ _id }) => _id));
      const others = [...this.db.documents.values(), ...this.db.messages.values()].filter(
        ({ _id }) => !inHand.has(_id),
      );
      const isFree = (one: MessageNote) =>
        others.every((other) => other.applicationId !== one.applicationId || other.order >= one.order);
      const free = found.filter(isFree).sort((a, b) => a.order - b.order || a.at - b.at);
      return free.flatMap(({ _id, attempts }) => {
        const event = this.db.events.get(_id);
        return event ? [{ event, attempts }] : [];
      });
    });
  }

  async failed({ event, attempts }: DueDocument, until: Date): Promise<void> {
    const { documents } = this.db;
    await this.ask(() => {
      const note = documents.get(event._id);
      if (note) documents.set(note._id, { ...note, attempts: attempts + 1 });
    });
    await this.ask(() => {
      const { applicationId } = event.envelope;
      for (const note of documents.values())
        if (note.applicationId === applicationId && note.order >= (event.order ?? 0))
          documents.set(note._id, { ...note, dueAt: until });
    });
  }

  documentsOf(applicationId: string): Promise<RecordedEvent[]> {
    return this.ask(() =>
      this.events(
        [...this.db.documents.values()]
          .filter((one) => one.applicationId === applicationId)
          .sort((a, b) => a.order - b.order),
      ),
    );
  }

  removeDocuments(ids: readonly string[]): Promise<void> {
    return this.ask(() => {
      for (const id of ids) this.db.documents.delete(id);
    });
  }

  async again(since: Date, types: readonly string[] | undefined, now: () => Date): Promise<number> {
    const told = await this.ask(() =>
      [...this.db.events.values()]
        .filter(({ at, envelope }) => at >= since && (!types || types.includes(envelope.type)))
        .sort((a, b) => Number(a.at) - Number(b.at) || (a.order ?? 0) - (b.order ?? 0)),
    );
    const at = now();
    // Messages lie in one note, documents each in its own.
    const [messages, documents] = [false, true].map((isDocument) =>
      told.filter(({ envelope }) => (envelope.type === claimCheckType) === isDocument),
    );
    if (messages?.length) await this.ask(() => this.add(messages, at));
    for (const document of documents ?? []) await this.ask(() => this.add([document], at));
    return told.length;
  }

  depth(): Promise<{ waiting: number; oldest: Date | null }> {
    return this.ask(() => {
      const all = [...this.db.messages.values(), ...this.db.documents.values()].map(({ at }) => at);
      return { waiting: all.length, oldest: all.length ? new Date(Math.min(...all)) : null };
    });
  }

  private events(notes: readonly MessageNote[]): RecordedEvent[] {
    return notes.flatMap(({ _id }) => this.db.events.get(_id) ?? []);
  }
}
