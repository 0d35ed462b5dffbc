import { randomBytes } from "node:crypto";
import type { Push, Sample } from "../samples/sample.ts";
import type { Answer, State } from "./answer.ts";
import { Entry, type Place, type PushedRecord, type Told } from "./entry.ts";
import { judge, type Verdict } from "./judge.ts";

export interface Totals {
  pushed: number;
  answered: number;
  unanswered: number;
  doubled: number;
  repeated: number;
  refused: number;
}

export interface Wrong {
  sample: string;
  applicationId: string;
  what: string;
}

const counted = ["pushed", "answered", "doubled", "repeated", "refused"] as const;

/** Everything that one start pushed and was told. */
export class Ledger {
  readonly entries = new Map<string, Entry>();
  readonly #verdicts = new Map<Entry, Verdict>();
  readonly #totals = { pushed: 0, answered: 0, doubled: 0, repeated: 0, refused: 0 };
  readonly #places = new Map<string, Entry>();
  /** came before Kafka said where the record lies that it is about */
  readonly #early = new Map<string, { answer: Answer; hash: string; at: number }[]>();
  readonly #together: Sample[] = [];
  #settled = 0;

  /** Opens the books for a sample. */
  expect(sample: Sample): PushedRecord[] {
    const records = sample.pushes.map(({ value, ...push }): PushedRecord => ({ push, value }));
    for (const expected of sample.applications) {
      const sent = records.filter(({ push }) => push.applicationId === expected.applicationId);
      const entry = new Entry(sample.name, expected, sent, randomBytes(16).toString("hex"));
      this.entries.set(expected.applicationId, entry);
      this.#judge(entry);
    }
    if (sample.togetherCents !== undefined) this.#together.push(sample);
    return records;
  }

  entryOf({ applicationId }: Pick<Push, "applicationId">): Entry {
    const entry = this.entries.get(applicationId);
    if (!entry) throw new Error(`a sample says nothing about its application ${applicationId}`);
    return entry;
  }

  /** A record is on its way. Its answer may be quicker than Kafka's word where it lies. */
  pushing(record: PushedRecord, at: number): void {
    record.at = at;
    this.#judge(this.entryOf(record.push));
  }

  pushed(record: PushedRecord, place: Place): Entry {
    const entry = this.entryOf(record.push);
    record.place = place;
    const key = `${place.partition} ${place.offset}`;
    this.#places.set(key, entry);
    for (const { answer, hash, at } of this.#early.get(key) ?? []) entry.tell(answer, hash, at);
    this.#early.delete(key);
    this.#judge(entry);
    return entry;
  }

  /** Records that will not be pushed, since what they wait for cannot come any more. */
  abandon(records: readonly PushedRecord[]): void {
    for (const { push } of records) {
      const entry = this.entryOf(push);
      entry.abandoned = true;
      this.#judge(entry);
    }
  }

  /** @returns the entry that the message is about, or undefined for one that is not ours or not yet known */
  tell(answer: Answer, hash: string, at: number): { entry: Entry; received: Told } | undefined {
    const entry = this.#entryFor(answer, hash, at);
    if (!entry) return undefined;
    const received = entry.tell(answer, hash, at);
    this.#judge(entry);
    return { entry, received };
  }

  /** All that was pushed so far is answered and all that must come of it has come. */
  get settled(): boolean {
    return this.#settled === this.entries.size;
  }

  /** Whether an application was told a state; "never" when it is final in another one. */
  hasReached(applicationId: string, state: State): boolean | "never" {
    const entry = this.entries.get(applicationId);
    if (!entry) return "never";
    return entry.reached.has(state) || (this.#verdicts.get(entry)?.stuck ? "never" : false);
  }

  get totals(): Totals {
    const { pushed, answered } = this.#totals;
    return { ...this.#totals, unanswered: pushed - answered };
  }

  /** What differs from what the samples say. Names samples and ids, nothing personal. */
  wrong(): Wrong[] {
    const wrong: Wrong[] = [];
    for (const [entry, verdict] of this.#verdicts) {
      const { sample, expected, records } = entry;
      const complain = (what: string) => wrong.push({ sample, applicationId: expected.applicationId, what });
      for (const what of verdict.wrong) complain(what);
      const never = records.length - verdict.pushed;
      if (never) complain(`${never} of its records could not be pushed, since the state they wait for never came`);
    }
    for (const { name, applications, togetherCents } of this.#together) {
      const cents = applications.map(({ applicationId }) => {
        return this.entries.get(applicationId)?.all("decision").at(0)?.answer.content.cents ?? 0;
      });
      const sum = cents.reduce((a, b) => a + b, 0);
      const [{ applicationId = "" } = {}] = applications;
      if (sum !== togetherCents)
        wrong.push({ sample: name, applicationId, what: `expected ${togetherCents} cents together, got ${sum}` });
    }
    return wrong;
  }

  /** Records without an answer, and which. */
  unanswered(): Wrong[] {
    return [...this.#verdicts].flatMap(([{ sample, expected }, { pushed, answered }]) => {
      const { applicationId } = expected;
      return pushed > answered ? [{ sample, applicationId, what: `${pushed - answered} unanswered` }] : [];
    });
  }

  #entryFor(answer: Answer, hash: string, at: number): Entry | undefined {
    const { content, applicationId } = answer;
    if (content.kind !== "record-refusal") return this.entries.get(applicationId);
    // A record's key may be anything: such an answer is told apart by where the record lies.
    const key = `${content.partition} ${content.offset}`;
    const entry = this.#places.get(key);
    if (!entry) this.#early.set(key, [...(this.#early.get(key) ?? []), { answer, hash, at }]);
    return entry;
  }

  #judge(entry: Entry): void {
    const before = this.#verdicts.get(entry);
    const after = judge(entry);
    this.#verdicts.set(entry, after);
    for (const name of counted) this.#totals[name] += after[name] - (before?.[name] ?? 0);
    this.#settled += Number(after.settled) - Number(before?.settled ?? false);
  }
}
