import {
  type Clock,
  type Codec,
  Fault,
  type FetchedBatch,
  type FetchedRecord,
  faultOf,
  type Kafka,
  type KafkaReader,
} from "../../../../platform/messaging/index.ts";
import type { BrokerClock } from "../../../common/broker-clock.ts";
import { cut } from "../../../common/cut.ts";
import { type Begun, isAlone, isTooMuch } from "./begun.ts";
import { callItemsMax, HandingOver, type HandingOverParts } from "./handing-over.ts";
import { baseOf, type Handover, type KafkaRecord, readRecord, refused } from "./inbound.ts";
import type { Learnt } from "./learnt-forms.ts";
import { Turn } from "./turn.ts";

/**
 * How long after its start a form that nobody has announced is waited for, in ms: whoever has it may start as well, and a
 * service sees within a minute that its stream was lost.
 */
const formsMs = 120_000;
/** Records that are decoded at once: bounds what lies in memory when they carry files of 8 MiB. */
const readBytesMax = 16 * 1024 * 1024;
const heartbeatMs = 1_000;
/** A W3C `traceparent` has 55; one that is longer is none. */
const traceparentBytesMax = 55;

export interface ReaderParts extends HandingOverParts {
  codec: Codec;
  kafka: Pick<Kafka, "reader">;
  groupId: string;
  begun: Begun;
  /** what is known of the portal's forms now */
  forms(): Promise<Learnt>;
  /** is told what the broker stamped on records */
  brokerClock?: BrokerClock | undefined;
  /** for waiting, and for how long something takes */
  clock: Clock;
  /** the store's time */
  now(): Date;
  /** told that reading has ended for good: only a new process helps */
  failed(error: unknown): void;
}

/** Reads a portal's records and hands them to intake. The offset is committed only when intake has them durably. */
export class Reader {
  private readonly parts: ReaderParts;
  private readonly reader: KafkaReader;
  private readonly handingOver: HandingOver;
  private readonly startedAt: number;
  private stopping = false;

  constructor(parts: ReaderParts) {
    const { portal, kafka, groupId, failed } = parts;
    this.parts = parts;
    this.startedAt = parts.clock.now();
    this.handingOver = new HandingOver(parts);
    this.reader = kafka.reader({
      topic: `${portal.name}.applications`,
      groupId,
      heartbeatMs,
      take: (batch) => this.take(batch),
      failed,
    });
  }

  /** Begins to read. Rejects while Kafka is away; may be repeated. */
  start(): Promise<void> {
    return this.reader.start();
  }

  /** Ends after what is handed over right now; everything behind it is left to others. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.reader.stop();
  }

  private async take(batch: FetchedBatch): Promise<void> {
    const { partition, records } = batch;
    const { begun, clock, log } = this.parts;
    // Where this fails, the database is away: at worst some records are handled one by one after a restart.
    const noted = (work: Promise<void>) => work.catch((error: unknown) => log.warn({ error }, "a note is not written"));
    const turn = new Turn({
      heartbeat: () => batch.heartbeat(),
      heartbeatMs,
      gone: () => this.stopping || batch.isGone(),
      waits: () => noted(begun.pause(partition)),
      goesOn: () => noted(begun.resume(partition)),
      clock,
      log,
    });
    let left = records;
    try {
      while (left.length && !turn.gone) left = left.slice(await this.some(left, batch, turn));
    } finally {
      turn.end();
      if (left.length) await noted(begun.pause(partition));
    }
  }

  /** Handles some of the records, or one that this process may die of. @returns how many of them are done */
  private async some(records: readonly FetchedRecord[], batch: FetchedBatch, turn: Turn): Promise<number> {
    const { partition } = batch;
    const [first = "0", last = "0"] = [records[0]?.offset, records.at(-1)?.offset];
    const note = await turn.untilDone(() => this.parts.begun.begin(partition, Number(first), Number(last)));
    if (!note) return 0;
    const parts = isAlone(note)
      ? [records.slice(0, 1)]
      : cut(records, ({ value }) => value?.length ?? 0, readBytesMax, callItemsMax);
    let done = 0;
    for (const part of parts) {
      if (turn.gone) return done;
      const read = () => (isTooMuch(note) ? this.giveUp(partition, part) : this.read(partition, part, turn));
      const handovers = await turn.untilDone(read);
      if (!handovers || !(await this.handingOver.take(handovers, turn))) return done;
      await batch.commit(part.at(-1)?.offset ?? "0");
      done += part.length;
    }
    return done;
  }

  private async read(partition: number, records: readonly FetchedRecord[], turn: Turn): Promise<Handover[]> {
    const { portal, codec, log, brokerClock, now, groupId: group } = this.parts;
    const { forms, missing } = await this.parts.forms();
    for (const { timestamp } of records.slice(-1)) brokerClock?.read(Number(timestamp));
    const handovers: Handover[] = [];
    for (const record of records) {
      const handover = await readRecord(portal, codec, recordOf(partition, record, now()), { forms, group });
      if (handover.isUnknownForm && missing.length && this.parts.clock.now() - this.startedAt < formsMs)
        throw new Fault("unavailable", `forms of ${missing.join(", ")} are not known yet`);
      if (handover.failure !== undefined) {
        const { detail } = faultOf(handover.failure);
        log.error({ detail, partition, offset: record.offset }, "a record is refused for a reason nobody has foreseen");
      }
      handovers.push(handover);
      await turn.next();
    }
    return handovers;
  }

  /** The refusal of a record that processes have died of. */
  private async giveUp(partition: number, records: readonly FetchedRecord[]): Promise<Handover[]> {
    const { portal, log, now } = this.parts;
    return records.map((record) => {
      log.error({ partition, offset: record.offset }, "a record is refused that processes have died of");
      return refused(baseOf(portal.name, recordOf(partition, record, now())), "not-handled", "");
    });
  }
}

/** A W3C `tracestate` is kept up to this length; of a longer one nothing is. */
const tracestateBytesMax = 512;

/** Takes what is needed of a record as Kafka has it; a header that is no `traceparent`, or too long a `tracestate`, is left out. */
export function recordOf(
  partition: number,
  { offset, key, value, timestamp, headers }: FetchedRecord,
  readAt: Date,
): KafkaRecord {
  const [traceparent = Buffer.alloc(0)] = headers.traceparent ?? [];
  const text = traceparent.length <= traceparentBytesMax ? traceparent.toString() : "";
  // The header may come several times: its members belong together, in this order.
  const states = (headers.tracestate ?? []).join(",");
  const state = states.length <= tracestateBytesMax ? states : "";
  return { partition, offset, key, value, timestamp, traceparent: text, tracestate: state, readAt };
}
