import { noTown } from "../../../../platform/casework/index.ts";
import { type Caller, call, type FaultCode, faultOf, type Log } from "../../../../platform/messaging/index.ts";
import { cut } from "../../../common/cut.ts";
import type { InlineFile, Portal } from "../portal.ts";
import { type Handover, type IntakeItem, refused } from "./inbound.ts";
import type { Turn } from "./turn.ts";

/** One call over NATS takes 1 MB; JSON may make bytes larger than they look. */
const callBytesMax = 500_000;
export const callItemsMax = 250;
/** One piece of a file, as bytes before base64. */
const pieceBytes = 256 * 1024;

/** Faults that lie in what was handed over. All others may pass: a service that is away, or that does not know us yet. */
const ofContent: readonly FaultCode[] = ["bad-request", "bad-contract", "message-too-large", "hash-differs"];
const isAboutContent = (error: unknown): boolean => ofContent.includes(faultOf(error).code);

export interface HandingOverParts {
  portal: Portal;
  caller: Caller;
  log: Log;
}

/** Gives what was read to intake, and its files to documents before. */
export class HandingOver {
  private readonly parts: HandingOverParts;

  constructor(parts: HandingOverParts) {
    this.parts = parts;
  }

  /** @returns false when this consumer has to stop before everything was taken */
  async take(handovers: readonly Handover[], turn: Turn): Promise<boolean> {
    // What has no files does not wait for the files of others, but for those of its own application.
    const filed = new Set<string>();
    const waits = new Set<Handover>();
    for (const handover of handovers) {
      const { item, files } = handover;
      if (files.length) filed.add(item.recordKey);
      if (filed.has(item.recordKey)) waits.add(handover);
    }
    const free = handovers.filter((one) => !waits.has(one));
    if (!(await this.takeItems(free, turn))) return false;
    const put: Handover[] = [];
    for (const handover of waits) {
      const done = handover.files.length ? await turn.untilDone(() => this.putFiles(handover)) : handover;
      if (!done) return false;
      put.push(done);
    }
    return await this.takeItems(put, turn);
  }

  private async takeItems(handovers: readonly Handover[], turn: Turn): Promise<boolean> {
    let left = handovers.map(({ item }) => item);
    while (left.length) {
      const part = cut(left, (item) => Buffer.byteLength(JSON.stringify(item)), callBytesMax, callItemsMax)[0] ?? [];
      const busy = await turn.untilDone(() => this.receive(part));
      if (!busy) return false;
      left = [...busy, ...left.slice(part.length)]; // In their order: a reply comes after what it answers.
      if (busy.length) await turn.pause();
    }
    return true;
  }

  /** @returns the items that intake was too busy for */
  private async receive(items: IntakeItem[]): Promise<IntakeItem[]> {
    const { portal, caller } = this.parts;
    try {
      const { items: outcomes } = await call(caller, "intake.receive", { portal: portal.name, items });
      const busy = new Set(outcomes.filter(({ outcome }) => outcome === "busy").map(({ deliveryId }) => deliveryId));
      return items.filter(({ deliveryId }) => busy.has(deliveryId));
    } catch (error) {
      if (!isAboutContent(error)) throw error;
      const [only] = items;
      if (items.length > 1 || !only) {
        const half = Math.ceil(items.length / 2);
        return [...(await this.receive(items.slice(0, half))), ...(await this.receive(items.slice(half)))];
      }
      if (only.kind === "unreadable") throw error;
      return await this.receive([this.notTaken(only, error).item]);
    }
  }

  /** @returns the same once documents has its files, or the refusal of a record whose files it does not take */
  private async putFiles(handover: Handover): Promise<Handover> {
    try {
      for (const file of handover.files) await this.putFile(handover.item, file);
      return handover;
    } catch (error) {
      if (!isAboutContent(error)) throw error;
      return this.notTaken(handover.item, error);
    }
  }

  /** What others will never take would hold up everything behind it. */
  private notTaken(item: IntakeItem, error: unknown): Handover {
    const { code, detail } = faultOf(error);
    const { offset, partition } = item;
    this.parts.log.error({ code, detail, partition, offset }, "a record is refused that another service does not take");
    return refused(item, "unreadable", "the record does not fit what is taken here");
  }

  private async putFile({ municipality = "" }: IntakeItem, { sha256, mediaType, content }: InlineFile): Promise<void> {
    // A record for no town of ours will be refused; a reply names none, and documents finds its case's.
    const town = /^\d{12}$/.test(municipality) ? municipality : noTown;
    const pieces = Math.max(1, Math.ceil(content.length / pieceBytes));
    for (let piece = 0; piece < pieces; piece += 1) {
      const data = content.subarray(piece * pieceBytes, (piece + 1) * pieceBytes).toString("base64");
      const params = { municipality: town, sha256, mediaType, bytes: content.length, piece, data };
      await call(this.parts.caller, "documents.put", params);
    }
  }
}
