import avro from "avsc";
import { type Caller, call, claimCheckType, type EventContract } from "../../../../platform/messaging/index.ts";
import type { EventBodies } from "../../../../types/generated/events.ts";
import type { DocumentNotification, Head } from "../portal.ts";

// A document is a claim check: what is stored of it on its way to a portal names a piece of a file that `documents` has,
// and its bytes are fetched when it is sent. What that means stands here and nowhere else: what a claim check says, how it
// is written and read, and how it is redeemed.

/** A document goes in pieces of at most this size, so that a record stays well under what a topic takes. */
export const pieceBytes = 500_000;
/** One piece as `documents.read` gives it. */
const readBytes = 256 * 1024;

/** A piece of a document without its bytes, which `documents` has by their hash. */
export type ClaimedDocument = Omit<DocumentNotification, "content">;

/** What is stored of a document on its way. */
export interface ClaimCheck {
  head: Head;
  document: ClaimedDocument;
}

/** The contract of a claim check: its bytes are written here. */
export const claimCheck: EventContract = {
  name: claimCheckType as EventContract["name"],
  schema: "bytes",
  type: avro.Type.forSchema("bytes"),
  subject: "",
};

/** Cuts a document that was issued into the pieces that a portal gets, each still to be claimed. */
export function piecesOf({
  title,
  name,
  mediaType,
  sha256,
  bytes,
}: EventBodies["document.issued.v1"]): ClaimedDocument[] {
  const pieces = Math.max(1, Math.ceil(bytes / pieceBytes));
  return Array.from({ length: pieces }, (_, i) => {
    return { kind: "document", title, name, mediaType, sha256, piece: i + 1, pieces };
  });
}

/** Writes a claim check. */
export const claimBytes = (check: ClaimCheck): Buffer => Buffer.from(JSON.stringify(check));

/** Reads the claim check that an event's opened body is. */
export const claimIn = (body: Buffer): ClaimCheck => JSON.parse(body.toString("utf8"));

/**
 * Fetches what a claim check stands for; the same one gives the same bytes.
 * @throws Fault where `documents` is away or does not have it
 */
export async function redeem(
  caller: Caller,
  municipality: string,
  document: ClaimedDocument,
): Promise<DocumentNotification> {
  const { sha256 } = document;
  const from = (document.piece - 1) * pieceBytes;
  const first = Math.floor(from / readBytes);
  const parts: Buffer[] = [];
  let bytes = 0;
  for (let piece = first; piece === first || piece * readBytes < Math.min(from + pieceBytes, bytes); piece += 1) {
    const answer = await call(caller, "documents.read", { municipality, sha256, piece });
    bytes = answer.bytes;
    parts.push(Buffer.from(answer.data, "base64"));
  }
  const start = from - first * readBytes;
  return { ...document, content: Buffer.concat(parts).subarray(start, start + pieceBytes) };
}
