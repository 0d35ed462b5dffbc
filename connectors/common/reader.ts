import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from "kafkajs";
import { type Caller, call } from "../../platform/contracts/action.ts";
import type { Codec } from "../../platform/contracts/codec.ts";
import { faultOf } from "../../platform/faults.ts";
import type { Log } from "../../platform/telemetry/log.ts";
import type { Dialect, InlineFile } from "./dialect.ts";
import { cut, type Handover, type Item, type KafkaRecord, readRecord } from "./inbound.ts";

/** One call over NATS takes 1 MB; JSON may make bytes larger than they look. */
const callBytesMax = 500_000;
const callItemsMax = 250;
/** One piece of a file, as bytes before base64. */
const pieceBytes = 256 * 1024;
/** Records that are decoded at once: bounds what lies in memory when they carry files of 8 MiB. */
const readBytesMax = 16 * 1024 * 1024;
const pauseMs = 300;

export interface ReaderParts {
  dialect: Dialect;
  codec: Codec;
  caller: Caller;
  kafka: Kafka;
  groupId: string;
  log: Log;
}

/** Reads a portal's records and hands them to intake. The offset is committed only when intake has them durably. */
export class Reader {
  private readonly parts: ReaderParts;
  private readonly consumer: Consumer;
  private stopping = false;
  private said = false;

  constructor(parts: ReaderParts) {
    this.parts = parts;
    this.consumer = parts.kafka.consumer({
      groupId: parts.groupId,
      maxWaitTimeInMs: 500, // Else stopping takes 5 s.
      sessionTimeout: 6_000, // Else 28 s pass after a SIGKILL before another instance takes over.
      heartbeatInterval: 1_000,
      maxBytesPerPartition: 12 * 1024 * 1024,
      retry: { retries: 20, initialRetryTime: 50, maxRetryTime: 500 },
    });
  }

  async start(): Promise<void> {
    const { dialect, log } = this.parts;
    this.consumer.on(this.consumer.events.CRASH, ({ payload }) => {
      if (payload.restart || this.stopping) return;
      // kafkajs has given up: only a new process helps, and the supervisor makes one.
      log.fatal({ error: payload.error }, "the Kafka consumer crashed; this process ends");
      process.exitCode = 1;
      process.kill(process.pid, "SIGTERM");
    });
    await this.consumer.connect();
    await this.consumer.subscribe({ topic: `${dialect.portal}.applications`, fromBeginning: true });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.eachBatch(payload),
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.consumer.disconnect();
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, resolveOffset, commitOffsetsIfNecessary, isRunning, isStale } = payload;
    const { partition, topic, messages } = batch;
    for (const part of cut(messages, ({ value }) => value?.length ?? 0, readBytesMax, callItemsMax)) {
      const gone = () => this.stopping || !isRunning() || isStale();
      if (gone()) return;
      const handovers = await this.untilDone(gone, heartbeat, () => this.read(partition, part));
      if (!handovers || !(await this.handOver(handovers, gone, heartbeat))) return;
      const last = part.at(-1);
      if (!last) continue;
      resolveOffset(last.offset);
      const offset = String(BigInt(last.offset) + 1n);
      await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] });
      await heartbeat();
    }
  }

  private read(partition: number, messages: readonly KafkaMessage[]): Promise<Handover[]> {
    const { dialect, codec } = this.parts;
    return Promise.all(messages.map((message) => readRecord(dialect, codec, recordOf(partition, message))));
  }

  /** @returns false when this consumer has to stop before everything was taken */
  private async handOver(handovers: Handover[], gone: () => boolean, heartbeat: () => Promise<void>): Promise<boolean> {
    // What has no files does not wait for the files of others.
    const [withFiles, without] = [
      handovers.filter(({ files }) => files.length),
      handovers.filter(({ files }) => !files.length),
    ];
    if (!(await this.handItems(without, gone, heartbeat))) return false;
    for (const { item, files } of withFiles)
      for (const file of files)
        if (!(await this.untilDone(gone, heartbeat, () => this.putFile(item, file)))) return false;
    return await this.handItems(withFiles, gone, heartbeat);
  }

  private async handItems(
    handovers: Handover[],
    gone: () => boolean,
    heartbeat: () => Promise<void>,
  ): Promise<boolean> {
    let left = handovers.map(({ item }) => item);
    while (left.length) {
      const part = cut(left, (item) => Buffer.byteLength(JSON.stringify(item)), callBytesMax, callItemsMax)[0] ?? [];
      const busy = await this.untilDone(gone, heartbeat, () => this.receive(part));
      if (!busy) return false;
      left = [...left.slice(part.length), ...busy];
      if (busy.length) await this.pause(heartbeat);
    }
    return true;
  }

  /** @returns the items that intake was too busy for */
  private async receive(items: Item[]): Promise<Item[]> {
    const { dialect, caller } = this.parts;
    const { items: outcomes } = await call(caller, "intake.receive", { portal: dialect.portal, items });
    const busy = new Set(outcomes.filter(({ outcome }) => outcome === "busy").map(({ deliveryId }) => deliveryId));
    return items.filter(({ deliveryId }) => busy.has(deliveryId));
  }

  private async putFile({ municipality = "" }: Item, { sha256, mediaType, content }: InlineFile): Promise<true> {
    // A record for no town of ours will be refused; replies name none and their files go to the portal's own shelf.
    const town = /^\d{12}$/.test(municipality) ? municipality : "000000000000";
    const pieces = Math.max(1, Math.ceil(content.length / pieceBytes));
    for (let piece = 0; piece < pieces; piece += 1) {
      const data = content.subarray(piece * pieceBytes, (piece + 1) * pieceBytes).toString("base64");
      const params = {
        municipality: town,
        sha256: sha256.toLowerCase(),
        mediaType,
        bytes: content.length,
        piece,
        data,
      };
      await call(this.parts.caller, "documents.put", params);
    }
    return true;
  }

  /** Repeats what other services or the registry did not answer, with heartbeats; undefined when it has to stop. */
  private async untilDone<T>(
    gone: () => boolean,
    heartbeat: () => Promise<void>,
    work: () => Promise<T>,
  ): Promise<T | undefined> {
    while (!gone()) {
      try {
        const done = await work();
        this.said = false;
        return done;
      } catch (error) {
        const { code, detail } = faultOf(error);
        if (!this.said) this.parts.log.warn({ code, detail }, "records wait in Kafka until they can be handed over");
        this.said = true;
        await this.pause(heartbeat);
      }
    }
    return undefined;
  }

  private async pause(heartbeat: () => Promise<void>): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    await heartbeat();
  }
}

function recordOf(partition: number, { offset, key, value, timestamp, headers }: KafkaMessage): KafkaRecord {
  const traceparent = headers?.traceparent;
  const text = Array.isArray(traceparent) ? traceparent[0] : traceparent;
  return { partition, offset, key, value, timestamp, traceparent: text?.toString() ?? "" };
}
