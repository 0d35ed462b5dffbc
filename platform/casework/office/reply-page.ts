import type { Reply } from "../case/case-file.ts";

/** Replies in one answer, in bytes: with the application itself (200 KiB) it stays below the 1 MB that NATS carries. */
const pageBytesMax = 512 * 1024;

export interface ReplyPage {
  /** the latest first */
  replies: Reply[];
  /** how many came before these */
  more: number;
}

/**
 * As many of a case's replies as one answer takes, the latest first and at least one.
 * @param upTo looks only at the first so many of all, as `more` of the page before said
 */
export function pageOfReplies(all: readonly Reply[], upTo: number = all.length): ReplyPage {
  const replies: Reply[] = [];
  let bytes = 0;
  for (const reply of all.slice(0, upTo).reverse()) {
    bytes += Buffer.byteLength(JSON.stringify(reply));
    if (replies.length && bytes > pageBytesMax) break;
    replies.push(reply);
  }
  return { replies, more: Math.min(upTo, all.length) - replies.length };
}
