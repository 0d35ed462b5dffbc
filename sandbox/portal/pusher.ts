import { createHash, randomBytes } from "node:crypto";
import type { Later, Sample, Value } from "../samples/sample.ts";
import type { Entry, PushedRecord } from "./entry.ts";
import type { Outgoing, Outlet } from "./kafka.ts";
import type { Ledger } from "./ledger.ts";
import type { Wire } from "./wire.ts";

/** One request to Kafka: what it takes at once without waiting long for the first answers. */
const batchMax = 500;
const batchBytesMax = 1_000_000;

/** Pushes samples as fast as Kafka takes them; what waits for an answer goes when that has come. */
export class Pusher {
  readonly #samples: Iterator<Sample>;
  readonly #ledger: Ledger;
  readonly #wire: Pick<Wire, "encode">;
  readonly #outlet: Pick<Outlet, "push">;
  readonly #ready: PushedRecord[] = [];
  /** by the application whose state they wait for; each list goes in its order */
  readonly #waiting = new Map<string, PushedRecord[][]>();
  /** encoded, but too much for the batch before */
  #held: { record: PushedRecord; outgoing: Outgoing } | undefined;
  #drained = false;
  #running: Promise<void> | undefined;

  constructor(parts: {
    samples: Iterator<Sample>;
    ledger: Ledger;
    wire: Pick<Wire, "encode">;
    outlet: Pick<Outlet, "push">;
  }) {
    this.#samples = parts.samples;
    this.#ledger = parts.ledger;
    this.#wire = parts.wire;
    this.#outlet = parts.outlet;
  }

  /** Whether everything was pushed that ever will be. */
  get done(): boolean {
    return this.#drained && !this.#running && !this.#ready.length && !this.#waiting.size;
  }

  /** Pushes what may be pushed. Calls while it runs are no mistake. Rejects when Kafka stays away. */
  push(): Promise<void> {
    this.#running ??= this.#drain();
    return this.#running;
  }

  /** An application has another state: what waits for it may go. */
  received({ expected }: Entry): void {
    const lists = this.#waiting.get(expected.applicationId);
    if (!lists) return;
    this.#waiting.delete(expected.applicationId);
    for (const list of lists) this.#advance(list);
  }

  async #drain(): Promise<void> {
    await undefined; // So that `running` is set before it can be taken back.
    try {
      for (let batch = this.#batch(); batch.length; batch = this.#batch()) await this.#send(batch);
    } finally {
      this.#running = undefined; // In the same moment as the last look: nothing gets ready in between.
    }
  }

  async #send(batch: { record: PushedRecord; outgoing: Outgoing }[]): Promise<void> {
    const at = Date.now();
    for (const { record } of batch) this.#ledger.pushing(record, at);
    const places = await this.#outlet.push(batch.map(({ outgoing }) => outgoing));
    for (const [i, { record }] of batch.entries()) {
      const place = places[i];
      if (place) this.received(this.#ledger.pushed(record, place));
    }
  }

  #batch(): { record: PushedRecord; outgoing: Outgoing }[] {
    const batch: { record: PushedRecord; outgoing: Outgoing }[] = [];
    let bytes = 0;
    while (batch.length < batchMax) {
      const next = this.#held ?? this.#next();
      this.#held = undefined;
      if (!next) break;
      bytes += next.outgoing.value?.length ?? 0;
      if (batch.length && bytes > batchBytesMax) {
        this.#held = next;
        break;
      }
      batch.push(next);
    }
    return batch;
  }

  #next(): { record: PushedRecord; outgoing: Outgoing } | undefined {
    while (!this.#ready.length && !this.#drained) {
      const { done, value } = this.#samples.next();
      if (done) this.#drained = true;
      else this.#advance(this.#ledger.expect(value));
    }
    const record = this.#ready.shift();
    return record && { record, outgoing: this.#encode(record) };
  }

  #encode(record: PushedRecord): Outgoing {
    const { push, value: content } = record;
    const value = content ? this.#wire.encode(this.#complete(content)) : null;
    delete record.value;
    const { traceId } = this.#ledger.entryOf(push);
    return {
      key: push.key === undefined ? push.applicationId : push.key,
      value,
      sha256: createHash("sha256")
        .update(value ?? "")
        .digest("hex"),
      traceparent: `00-${traceId}-${randomBytes(8).toString("hex")}-01`,
    };
  }

  #complete(value: Value | Later): Value {
    if (!("bodyWith" in value)) return value;
    const caseNumberOf = (applicationId: string) => this.#ledger.entryOf({ applicationId }).caseNumber;
    return { record: value.record, body: value.bodyWith(caseNumberOf) };
  }

  /** A sample's records go in their order, up to the first that has to wait. */
  #advance(list: PushedRecord[]): void {
    while (list.length) {
      const after = list[0]?.push.after;
      const reached = after ? this.#ledger.hasReached(after.applicationId, after.state) : true;
      if (reached === "never") {
        this.#ledger.abandon(list);
        return;
      }
      if (after && !reached) {
        this.#waiting.set(after.applicationId, [...(this.#waiting.get(after.applicationId) ?? []), list]);
        return;
      }
      const record = list.shift();
      if (record) this.#ready.push(record);
    }
  }
}
