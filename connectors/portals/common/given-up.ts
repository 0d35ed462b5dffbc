import type { DeadLetter, RecordedEvent } from "../../../platform/messaging/index.ts";
import {
  computeId,
  type Delivery,
  type Draft,
  type Fault,
  type Message,
  record,
  seal,
  unseal,
} from "../../../platform/messaging/index.ts";
import type { Telling } from "./dialect.ts";
import { documentReference, referenceOf } from "./document-reference.ts";

/** Documents that could not be fetched are tried this often, with the delays below within about an hour. */
export const fetchMax = 13;

/** Delay before the next attempt, in ms: 5 s, doubled each time, at most 10 minutes. */
export const fetchDelay = (attempts: number): number => Math.min(5_000 * 2 ** Math.max(0, attempts - 1), 10 * 60_000);

/** What a dead letter holds of a document. */
interface Kept {
  /** as the outbox has it, in Base64 */
  reference: string;
  order: number;
}

/** A document that could not be fetched: a dead letter. Replayed, it is sent with its own number. */
export const DocumentGivenUp = record<Kept>("document");
/** That a document is given up, which the portal has to hear. */
export const DocumentDelayed = record<object>("document-delayed");

/** The dead letter of a document: what `ops dead` shows, and what a replay hands to the surface again. */
export function deadLetterOf({ _id, envelope, body, order = 0 }: RecordedEvent, fault: Fault, at: Date): DeadLetter {
  const kept: Kept = { reference: unseal(envelope.caseId, body).toString("base64"), order };
  const id = computeId(_id, "given-up");
  return {
    _id: id,
    envelope: { ...envelope, id, type: DocumentGivenUp.name, cause: _id },
    body: seal(envelope.caseId, Buffer.from(JSON.stringify(kept))),
    reason: fault.code,
    detail: fault.detail,
    attempts: fetchMax,
    at,
    open: true,
    replayedAt: null,
  };
}

/** That the portal hears of it: once for a document, however many pieces it has and however often it is given up. */
export function delayedOf({ envelope, body }: RecordedEvent): Delivery {
  const { portal, applicationId, caseId } = envelope;
  const { sha256 } = referenceOf(unseal(caseId, body)).telling;
  const id = computeId("document-delayed", portal, applicationId, sha256);
  return DocumentDelayed.of({ ...envelope, id }, {});
}

export const delayedTelling: Telling = {
  kind: "progress",
  state: "delayed",
  sentence:
    "Bei der Zustellung eines Dokuments zu Ihrem Antrag ist eine Störung aufgetreten. Eine Person kümmert sich darum; Sie müssen nichts tun.",
};

/** The document once more on its way, with its own number: the portal has waited for it. */
export function anew({ id, body: { reference, order } }: Message<Kept>): Draft {
  const about = { id: computeId(id, "anew") };
  return { contract: documentReference, body: null, bytes: Buffer.from(reference, "base64"), order, about };
}
