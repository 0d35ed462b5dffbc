import type { EventBodies } from "../../../types/generated/events.ts";
import type { NewEvent } from "../../messaging/index.ts";
import { type CaseFile, type ForLetter, letterDay } from "../case/case-file.ts";
import { NoticeRequested } from "../case/events.ts";
import { dayOf } from "../law/calendar.ts";
import type { LegalRemedies } from "../law/legal-remedies.ts";
import { replacesSentence } from "../objections/notice-of-relief.ts";
import { type Block, type NoticeContent, section } from "./letter.ts";

type Notice = EventBodies["notice.requested.v1"];

/**
 * Notes when a decision's letter goes out, from which its legal remedy runs, and sees to it that the letter says what the
 * person said of it, and which decision it takes the place of (AO § 121, SGB X § 35, VwVfG § 39). Letters after the first
 * one are none of the decision.
 */
export function noticed<File extends CaseFile, S extends { file: File; events: NewEvent[] }>(step: S, now: Date): S {
  const { file, events } = step;
  const { decision, forLetter } = file;
  const isOwn = ({ contract, metadata }: NewEvent) =>
    contract.name === NoticeRequested.name && metadata.caseId === file.metadata.caseId;
  if (!decision || decision.sentOn || !events.some(isOwn)) return step;
  return {
    ...step,
    file: { ...file, decision: { ...decision, sentOn: dayOf(now) }, forLetter: null },
    events: forLetter ? events.map((one) => (isOwn(one) ? saying(one, forLetter) : one)) : events,
  };
}

function saying(newEvent: NewEvent, { replaces, reason }: ForLetter): NewEvent {
  const body = newEvent.body as Notice;
  const content = JSON.parse(body.content) as NoticeContent;
  const isSaid = content.blocks.some((block) => "text" in block && block.text === reason);
  // What is certified are facts; the portal's message has what was said of them.
  const grounds = isSaid || body.kind === "certificate" ? [] : section("Begründung", reason);
  const [first, ...others] = content.blocks;
  // Grounds have a heading of their own: what stands before the letter's first one stays what it was about.
  const begin = Math.max(
    0,
    others.findIndex(({ kind }) => kind === "heading"),
  );
  const instead: Block[] = replaces ? [{ kind: "paragraph", text: replaces }] : [];
  const opening = [...(first ? [first] : []), ...instead, ...others.slice(0, begin)];
  const blocks = [...opening, ...grounds, ...others.slice(begin)];
  return { ...newEvent, body: { ...body, content: JSON.stringify({ ...content, blocks }) } };
}

interface Deciding {
  /** German, the person's own words */
  reason: string;
  instead?: { inPart?: boolean };
}

/**
 * A file that a person decides: its letter has their words. Where somebody wrote against a decision, the new one takes
 * its place.
 */
export function deciding<File extends CaseFile>(
  file: File,
  { reason, instead }: Deciding,
  legalRemedies: LegalRemedies,
): File {
  const { objection, decision } = file;
  if (!objection || !decision) return { ...file, forLetter: { replaces: "", reason } };
  const inPart = instead?.inPart ?? false;
  const said = { receivedOn: dayOf(objection.receivedAt), against: letterDay(decision), inPart };
  return { ...file, objection: null, forLetter: { replaces: replacesSentence(said, legalRemedies), reason } };
}
