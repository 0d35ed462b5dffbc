import type { DeadLetter, RecordedEvent } from "../../../../platform/messaging/index.ts";
import {
  computeId,
  type Delivery,
  type Fault,
  type Message,
  type NewEvent,
  ownerOf,
  record,
  type Sealing,
} from "../../../../platform/messaging/index.ts";
import type { PortalNotification } from "../portal.ts";
import { claimCheck, claimIn } from "./claim-check.ts";

/** Documents that could not be fetched are tried this often, with the delays below within about an hour. */
export const fetchMax = 13;

/** Gives the delay before the next attempt, in ms: 5 s, doubled each time, at most 10 minutes. */
export const fetchDelay = (attempts: number): number => Math.min(5_000 * 2 ** Math.max(0, attempts - 1), 10 * 60_000);

/** What a dead letter holds of a document. */
interface Kept {
  /** the claim check, in Base64 */
  claim: string;
  order: number;
}

/** A document that could not be fetched: a dead letter. Replayed, it is sent with its own number. */
export const DocumentGivenUp = record<Kept>("document");
/** That a document is given up, which the portal has to hear. */
export const DocumentDelayed = record<object>("document-delayed");

/** A document's event, opened. */
export interface OpenDocument {
  event: RecordedEvent;
  claim: Buffer;
}

/** Makes the dead letters of documents: what `ops dead` shows, and what a replay hands over again. */
export async function deadLettersOf(
  documents: readonly OpenDocument[],
  { sealing, fault, at }: { sealing: Pick<Sealing, "seal">; fault: Fault; at: Date },
): Promise<DeadLetter[]> {
  const bodies = await sealing.seal(
    documents.map(({ event: { envelope, order = 0 }, claim }) => {
      const retained: Kept = { claim: claim.toString("base64"), order };
      return { owner: ownerOf(envelope), bytes: Buffer.from(JSON.stringify(retained)) };
    }),
  );
  return documents.map(({ event }, i) => deadLetterOf(event, bodies[i] ?? Buffer.alloc(0), fault, at));
}

function deadLetterOf({ _id, envelope }: RecordedEvent, body: Buffer, fault: Fault, at: Date): DeadLetter {
  const id = computeId(_id, "given-up");
  return {
    _id: id,
    envelope: { ...envelope, id, type: DocumentGivenUp.name, cause: _id },
    body,
    reason: fault.code,
    detail: fault.detail,
    attempts: fetchMax,
    at,
    open: true,
    replayedAt: null,
  };
}

/** Makes the message that the portal hears of it by: once for a document, however many pieces it has and however often it is given up. */
export function delayedOf({ event: { envelope }, claim }: OpenDocument): Delivery {
  const { portal, applicationId } = envelope;
  const { sha256 } = claimIn(claim).document;
  const id = computeId("document-delayed", portal, applicationId, sha256);
  return DocumentDelayed.create({ ...envelope, id }, {});
}

export const delayedNotification: PortalNotification = {
  kind: "progress",
  state: "delayed",
  sentence:
    "Bei der Zustellung eines Dokuments zu Ihrem Antrag ist eine Störung aufgetreten. Eine Person kümmert sich darum; Sie müssen nichts tun.",
};

/** Brings the document on its way once more, with its own number: the portal has waited for it. */
export function anew({ id, body: { claim, order } }: Message<Kept>): NewEvent {
  const metadata = { id: computeId(id, "anew") };
  return { contract: claimCheck, body: null, bytes: Buffer.from(claim, "base64"), order, metadata };
}
