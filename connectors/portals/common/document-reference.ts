import avro from "avsc";
import { type Caller, call, claimCheckType, type EventContract } from "../../../platform/messaging/index.ts";
import type { Head, Telling } from "./dialect.ts";

/** A document goes in pieces of at most this size, so that a record stays well under what a topic takes. */
export const pieceBytes = 500_000;
/** One piece as `documents.read` gives it. */
const readBytes = 256 * 1024;

export type DocumentTelling = Extract<Telling, { kind: "document" }>;

/** What the outbox keeps of a document on its way: everything but its bytes, which `documents` has by their hash. */
export const documentReference: EventContract = {
  name: claimCheckType as EventContract["name"],
  schema: "bytes",
  type: avro.Type.forSchema("bytes"),
  subject: "",
};

export function referenceBytes(head: Head, { content: _, ...telling }: DocumentTelling): Buffer {
  return Buffer.from(JSON.stringify({ head, telling }));
}

/** What is kept of a document on its way, without its bytes. */
export const referenceOf = (reference: Buffer): { head: Head; telling: DocumentTelling } =>
  JSON.parse(reference.toString("utf8"));

/** The message that a reference stands for, with the bytes of its piece. The same reference gives the same message. */
export async function resolveReference(
  caller: Caller,
  municipality: string,
  reference: Buffer,
): Promise<{ head: Head; telling: DocumentTelling }> {
  const { head, telling } = referenceOf(reference);
  const from = (telling.piece - 1) * pieceBytes;
  const first = Math.floor(from / readBytes);
  const parts: Buffer[] = [];
  let bytes = 0;
  for (let piece = first; piece === first || piece * readBytes < Math.min(from + pieceBytes, bytes); piece += 1) {
    const answer = await call(caller, "documents.read", { municipality, sha256: telling.sha256, piece });
    bytes = answer.bytes;
    parts.push(Buffer.from(answer.data, "base64"));
  }
  const start = from - first * readBytes;
  return { head, telling: { ...telling, content: Buffer.concat(parts).subarray(start, start + pieceBytes) } };
}
