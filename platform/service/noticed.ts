import type { EventBodies } from "../../types/generated/events.ts";
import { dayOf } from "../calendar.ts";
import { NoticeRequested } from "../contracts/events.ts";
import type { CaseFile } from "./case-file.ts";
import type { LegalRemedies } from "./legal-remedies.ts";
import { type NoticeContent, paragraph } from "./letter.ts";
import { replacesSentence } from "./remedy-notice.ts";
import type { Draft } from "./surface.ts";

/**
 * Notes when a decision's letter goes out, from which its legal remedy runs, and says in it which decision it takes the
 * place of (AO § 121, SGB X § 35, VwVfG § 39). Letters after the first one are none of the decision.
 */
export function noticed<File extends CaseFile, S extends { file: File; events: Draft[] }>(step: S, now: Date): S {
  const { file, events } = step;
  const { decision } = file;
  const isOwn = ({ contract, about }: Draft) =>
    contract.name === NoticeRequested.name && about.caseId === file.about.caseId;
  if (!decision || decision.sentOn || !events.some(isOwn)) return step;
  const { replaces } = decision;
  return {
    ...step,
    file: { ...file, decision: { ...decision, sentOn: dayOf(now) } },
    events: replaces ? events.map((one) => (isOwn(one) ? saying(one, replaces) : one)) : events,
  };
}

function saying(draft: Draft, sentence: string): Draft {
  const body = draft.body as EventBodies["notice.requested.v1"];
  const content = JSON.parse(body.content) as NoticeContent;
  const [first, ...others] = content.blocks;
  const blocks = [...(first ? [first] : []), paragraph(sentence), ...others];
  return { ...draft, body: { ...body, content: JSON.stringify({ ...content, blocks }) } };
}

/** A file whose next decision is taken anew since somebody wrote against the one before: it takes its place, and says so. */
export function decidedAnew<File extends CaseFile>(file: File, inPart: boolean, legalRemedies: LegalRemedies): File {
  const { objection, decision } = file;
  if (!objection || !decision) return file;
  const { sentOn: _, ...unsent } = decision;
  const said = { receivedOn: dayOf(objection.receivedAt), against: decision.decidedOn, inPart };
  return { ...file, objection: null, decision: { ...unsent, replaces: replacesSentence(said, legalRemedies) } };
}
