import { computeId } from "../../../../../platform/messaging/ids.ts";
import type { FetchedBatch, Kafka, KafkaProducer, KafkaReader } from "../../../../../platform/messaging/ports/kafka.ts";

/** A Kafka as a connector has it, with one topic of two partitions and one group that reads it. */
export interface KafkaPort {
  /** for who sends and who looks */
  kafka: Kafka;
  /** for who reads: their connections are always busy */
  readersKafka: Kafka;
  topic: string;
  groupId: string;
  producer: KafkaProducer | undefined;
  running: Map<string, KafkaReader>;
  read: ReadLog;
  until(what: string, look: () => Promise<boolean>): Promise<void>;
}

export interface KafkaWorld {
  /** what was sent and acknowledged, in its order */
  sure: { id: string; key: string }[];
  /** what was sent and not acknowledged */
  maybe: { id: string; key: string }[];
  /** the beginning of each partition, as it was read */
  log: Record<string, string[]>;
  running: string[];
}

export const emptyKafka = (): KafkaWorld => ({ sure: [], maybe: [], log: {}, running: [] });

/** How a batch is left when it is handed over for the first time. */
type Leaving = "all" | "half" | "none" | "rejected";
const leavings: readonly Leaving[] = ["all", "all", "half", "none", "rejected"];

/** What readers of one group were handed, and what about it was wrong. */
export class ReadLog {
  /** by partition and offset */
  readonly values = new Map<string, string>();
  readonly wrong: string[] = [];
  /** by partition: the last offset that was committed, or may be: an answer may have been lost */
  private readonly committed = new Map<number, number>();
  private readonly begun = new Set<string>();

  /** Works on a batch as the suite's readers do: what it leaves for the first time it takes when it comes again. */
  async take(batch: FetchedBatch): Promise<void> {
    const { partition, records } = batch;
    const offsets = records.map(({ offset }) => Number(offset));
    const [first, last] = [offsets[0], offsets.at(-1)];
    if (first === undefined || last === undefined) return;
    if (offsets.some((offset, i) => offset !== first + i)) this.wrong.push(`a gap in ${partition}: ${offsets}`);
    const next = (this.committed.get(partition) ?? -1) + 1;
    if (first > next) this.wrong.push(`${partition} goes on at ${first}, and ${next} was not committed`);
    for (const { offset, value } of records) this.note(`${partition}/${offset}`, String(value));
    const until = this.until(partition, first, last);
    if (until < first || batch.isGone()) return;
    await batch.heartbeat();
    this.committed.set(partition, Math.max(until, this.committed.get(partition) ?? -1));
    await batch.commit(String(until));
  }

  private note(place: string, value: string): void {
    const before = this.values.get(place);
    if (before !== undefined && before !== value) this.wrong.push(`${place} was ${before}, and is ${value}`);
    this.values.set(place, value);
  }

  private until(partition: number, first: number, last: number): number {
    const name = `${partition} ${first}`;
    const isAgain = this.begun.has(name);
    this.begun.add(name);
    const lot = Number.parseInt(computeId(name).slice(0, 6), 16);
    const leaving = isAgain ? "all" : leavings[lot % leavings.length];
    if (leaving === "rejected") throw new Error("left on purpose");
    if (leaving === "none") return -1;
    return leaving === "half" ? Math.floor((first + last) / 2) : last;
  }
}
