import type { CaseFile } from "./case-file.ts";

// What a case and an account may hold of what is written to them: a state is read and written as a whole, and a document
// of the store takes 16 MiB (docs/limits.md).

/** Replies of one case, objections' grounds included. */
export const repliesMax = 100;
/** What they may have together, in bytes. */
export const repliesBytesMax = 2 * 1024 * 1024;
/** What one application may say beside its attachments' contents, in bytes: an event takes 256 KiB. */
export const formBytesMax = 200 * 1024;
/** What all forms and replies of one account may have together, in bytes: their quotes may double in a state. */
export const accountBytesMax = 6 * 1024 * 1024;

/** What somebody writes to a case. */
interface Written {
  text: string;
  attachments: readonly object[];
}

/** Gives the bytes that count: text, and what is said about attachments, whose contents lie elsewhere. */
export const bytesOfReply = ({ text, attachments }: Written): number =>
  Buffer.byteLength(JSON.stringify({ text, attachments }));

/** Whether a case takes one more reply. */
export function hasRoom({ replies }: Pick<CaseFile, "replies">, more: Written): boolean {
  if (replies.length >= repliesMax) return false;
  return replies.reduce((bytes, one) => bytes + bytesOfReply(one), bytesOfReply(more)) <= repliesBytesMax;
}

/** Files are never changed, only replaced: each is measured once. */
const measured = new WeakMap<CaseFile, number>();

function bytesOfFile(file: CaseFile): number {
  const known = measured.get(file);
  if (known !== undefined) return known;
  const { application, replies } = file;
  const form = Buffer.byteLength(application?.data ?? "");
  const bytes = replies.reduce((sum, one) => sum + bytesOfReply(one), form);
  measured.set(file, bytes);
  return bytes;
}

/** Whether the cases of an account take so many bytes more. */
export const accountHasRoom = (files: readonly CaseFile[], more: number): boolean =>
  files.reduce((sum, file) => sum + bytesOfFile(file), more) <= accountBytesMax;
