import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import type { NoticeContent } from "./notice-content.ts";
import { RenderError, type RenderErrorCode } from "./render-error.ts";
import { openFaces, renderNotice } from "./render-notice.ts";

// Linux: this thread alone steps back behind decisions; a document may follow later. Elsewhere the process would.
if (process.platform === "linux") setPriority(19);

/** What a worker is asked, one notice at a time, and what it answers. */
export interface RenderRequest {
  content: NoticeContent;
}
export type RenderAnswer = { bytes: Uint8Array<ArrayBuffer> } | { error: { code: RenderErrorCode; message: string } };

const faces = openFaces();

parentPort?.on("message", async ({ content }: RenderRequest) => {
  try {
    const bytes = await renderNotice(content, faces);
    parentPort?.postMessage({ bytes } satisfies RenderAnswer, [bytes.buffer]);
  } catch (error) {
    parentPort?.postMessage({ error: reasonOf(error) } satisfies RenderAnswer);
  }
});

/** An unexpected error's own message may repeat what the notice says: only its kind and place leave the worker. */
function reasonOf(error: unknown): { code: RenderErrorCode; message: string } {
  if (error instanceof RenderError) return { code: error.code, message: error.message };
  if (!(error instanceof Error)) return { code: "failed", message: "something that is no error was thrown" };
  const place = error.stack?.split("\n").find((line) => /^\s+at /.test(line));
  return { code: "failed", message: `${error.name} ${place?.trim() ?? "at an unknown place"}` };
}
