import type { CollectionItem } from "../../platform/messaging/ports/collection.ts";
import type { BegunNote } from "../../platform/messaging/ports/notes/begun-notes.ts";
import type { Missed, Position } from "../../platform/messaging/ports/notes/catch-up-notes.ts";
import type { StreamMark } from "../../platform/messaging/ports/notes/stream-notes.ts";
import type { Answered, DeadLetter, RecordedEvent, Retry, StoredState } from "../../platform/messaging/ports/store.ts";
import { type Process, Server } from "./world.ts";

/** Events of one transaction, and whether they are out. */
export interface Publication {
  _id: string;
  at: Date;
  events: readonly string[];
  /** null: not out */
  sequence: number | null;
}

/** A message that a receiver was not told yet. */
export interface MessageNote {
  _id: string;
  applicationId: string;
  order: number;
  /** ms since 1970: what was recorded first goes first */
  at: number;
}

/** A document that was not sent yet. */
export interface DocumentNote extends MessageNote {
  dueAt: Date;
  attempts: number;
}

/** What one service has stored. Documents are never changed in place: who has one has what it was. */
export class Database {
  readonly server: Server;
  readonly states = new Map<string, StoredState>();
  readonly handled = new Map<string, Answered>();
  readonly events = new Map<string, RecordedEvent>();
  readonly retries = new Map<string, Retry>();
  readonly dead = new Map<string, DeadLetter>();
  readonly publications = new Map<string, Publication>();
  readonly messages = new Map<string, MessageNote>();
  readonly documents = new Map<string, DocumentNote>();
  readonly missed = new Map<string, Missed>();
  readonly positions = new Map<string, Position>();
  readonly begun = new Map<number, BegunNote & { by: string }>();
  readonly leases = new Map<string, { holder: string; until: number }>();
  readonly checkpoints = new Map<string, { value: unknown; version: number }>();
  readonly collections = new Map<string, Map<string, CollectionItem<never>>>();
  mark: StreamMark | undefined;
  /** who works under which lease */
  readonly working: { name: string; process: Process }[] = [];
  /** until when the store did not answer, or its clock was set, in ms of the world: leases may end then */
  uncertainUntil = 0;
  /** what was seen to be wrong while it happened */
  readonly faults = new Set<string>();
  /** how far the server's clock is ahead, in ms */
  skew = 0;
  private count = 0;

  constructor(name: string) {
    this.server = new Server(`store of ${name}`);
  }

  nextId(of: string): string {
    this.count += 1;
    return `${of}-${this.count}`;
  }
}
