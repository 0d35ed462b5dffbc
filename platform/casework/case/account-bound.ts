import { is, type Message, type NewEvent, newEvent } from "../../messaging/index.ts";
import { refusal } from "../questions/refusals.ts";
import { aboutOf, type CaseFile } from "./case-file.ts";
import {
  ApplicationAccepted,
  ApplicationForwarded,
  ApplicationRefused,
  ObjectionRaised,
  ReplyReceived,
  SubmissionAnswered,
  WithdrawalReceived,
} from "./events.ts";
import { isClosed } from "./life.ts";
import { accountHasRoom, bytesOfReply, formBytesMax } from "./room.ts";

/** What one account may have at once; its state is read and written as a whole. */
export const openCasesMax = 2_000;
/** What one account may ever have: some 2 KB each, and a state has 15 MiB. */
export const casesMax = 4_000;

/** Says whether an account takes what somebody writes to one of its cases: a reply, the grounds of an objection. */
export function accountTakes(files: readonly CaseFile[], message: Message): boolean {
  if (is(ReplyReceived, message)) return accountHasRoom(files, bytesOfReply(message.body));
  if (is(ObjectionRaised, message))
    return accountHasRoom(files, bytesOfReply({ text: message.body.grounds, attachments: [] }));
  return true;
}

/**
 * Says what a message about a case that is not known yet leads to where its account is full: the application is refused with
 * `account-full`, who writes to it is told so, and nothing of it is kept.
 * @returns undefined where there is room
 */
export function beyondAccount(all: readonly CaseFile[], message: Message): NewEvent[] | undefined {
  if (hasRoom(all)) return undefined;
  const metadata = aboutOf(message.envelope);
  if (is(ApplicationAccepted, message) || is(ApplicationForwarded, message))
    return [newEvent(ApplicationRefused, refusal("account-full"), metadata)];
  const reply = is(ReplyReceived, message);
  if (!reply && !is(WithdrawalReceived, message)) return [];
  const kind = reply ? "reply" : "withdrawal";
  const sentence = "Der Antrag, zu dem Sie schreiben, wurde nicht angenommen.";
  return [
    newEvent(
      SubmissionAnswered,
      { submissionId: message.body.submissionId, kind, outcome: "too_late", sentence },
      metadata,
    ),
  ];
}

/** The same for every message: what follows an application that was refused finds no room either. */
function hasRoom(all: readonly CaseFile[]): boolean {
  if (all.length >= casesMax) return false;
  if (all.length >= openCasesMax && all.filter((file) => !isClosed(file)).length >= openCasesMax) return false;
  return accountHasRoom(all, formBytesMax);
}
