// What a portal knows of one application: what it pushed, what it was told, and whether that fits what must come back.
import { createHash, type Hash } from "node:crypto";
import type { Expected, Later, Push, Value } from "../samples/sample.ts";
import type { Answer, Content, State } from "./answer.ts";

/** Where a record lies in Kafka, and what it is. */
export interface Place {
  partition: number;
  offset: string;
  sha256: string;
  /** the broker's day of receipt, YYYY-MM-DD in Europe/Berlin */
  day: string;
}

export interface PushedRecord {
  push: Omit<Push, "value">;
  /** what is in it, until it was pushed: files are large */
  value?: Value | Later | undefined;
  /** milliseconds since 1970, or undefined before it was pushed */
  at?: number;
  place?: Place;
}

/** A message that was told, once or several times with the same number and bytes. */
export interface Told {
  answer: Omit<Answer, "content"> & { content: Light };
  hash: string;
  copies: number;
  at: number;
}

/** Documents are hashed as they come and not kept. */
type Light = Exclude<Content, { kind: "document" }> | Omit<Extract<Content, { kind: "document" }>, "content">;

export class Entry {
  readonly sample: string;
  readonly expected: Expected;
  readonly traceId: string;
  readonly records: PushedRecord[];
  readonly received: Told[] = [];
  /** what was seen to be wrong when it came */
  readonly noticed = new Set<string>();
  caseNumber = "";
  state: State = "none";
  /** every state that was told */
  readonly reached = new Set<State>(["none"]);
  /** whole documents, by hash */
  readonly documents = new Set<string>();
  /** different contents under one number */
  clashes = 0;
  /** what is left to push will never be: the state that it waits for cannot come any more */
  abandoned = false;
  readonly #begun = new Map<string, { hash: Hash; piece: number }>();
  #last = 0;

  constructor(sample: string, expected: Expected, records: PushedRecord[], traceId: string) {
    this.sample = sample;
    this.expected = expected;
    this.records = records;
    this.traceId = traceId;
  }

  /** Takes a message in. @param hash of its bytes */
  tell(answer: Answer, hash: string, at: number): Told {
    const known = this.received.find((one) => one.answer.number === answer.number && one.answer.id === answer.id);
    if (known && known.hash === hash) {
      known.copies += 1;
      return known;
    }
    const { number } = answer;
    if (known || (number > 0 && this.received.some((one) => one.answer.number === number))) this.clashes += 1;
    if (number > this.#last + 1) this.noticed.add(`number ${number} came after number ${this.#last}`);
    this.#last = Math.max(this.#last, number);
    const received: Told = { answer: { ...answer, content: this.#light(answer.content) }, hash, copies: 1, at };
    this.received.push(received);
    if (number > 0) this.#advance(answer);
    return received;
  }

  all<K extends Light["kind"]>(kind: K): (Told & { answer: { content: Extract<Light, { kind: K }> } })[] {
    const has = (one: Told): one is Told & { answer: { content: Extract<Light, { kind: K }> } } =>
      one.answer.content.kind === kind;
    return this.received.filter(has);
  }

  #advance({ caseNumber, content }: Answer): void {
    if (this.caseNumber && caseNumber !== this.caseNumber) this.noticed.add("the case number changed");
    this.caseNumber ||= caseNumber;
    const state = stateAfter(content);
    if (!state) return;
    if (content.kind === "receipt" && !caseNumber) this.noticed.add("a receipt without a case number");
    this.state = state;
    this.reached.add(state);
  }

  #light(content: Content): Light {
    if (content.kind !== "document") return content;
    const { content: bytes, ...rest } = content;
    const { sha256, piece, pieces } = rest;
    const begun = this.#begun.get(sha256) ?? { hash: createHash("sha256"), piece: 0 };
    this.#begun.set(sha256, begun);
    if (piece !== begun.piece + 1) this.noticed.add(`piece ${piece} of a document came after piece ${begun.piece}`);
    if (piece === 1 && Buffer.from(bytes.subarray(0, 5)).toString("latin1") !== "%PDF-")
      this.noticed.add("a document is no PDF");
    begun.hash.update(bytes);
    begun.piece = piece;
    if (piece < pieces) return rest;
    if (begun.hash.copy().digest("hex") === sha256) this.documents.add(sha256);
    else this.noticed.add("a document has another hash than was said");
    return rest;
  }
}

/** The state that a message puts an application in, or undefined when it says nothing about that. */
function stateAfter(content: Content): State | undefined {
  if (content.kind === "receipt") return "received";
  if (content.kind === "refusal") return "refused";
  if (content.kind === "progress" || content.kind === "decision") return content.state;
  return undefined;
}
