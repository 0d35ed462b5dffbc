import { type CaseFile, refused, type Step } from "../case/case-file.ts";
import { type NoticeContent, noticeOf } from "./letter.ts";

/** Closes a case by a person's refusal, in their own words, with its notice. */
export function refusedWith<Data extends object>(
  file: CaseFile<Data>,
  reason: string,
  content: NoticeContent,
  now: Date,
): Step<Data> {
  const closed = refused(file, reason, now);
  return { file: closed.file, events: [...closed.events, noticeOf(file, content)] };
}
