import { is, type Message, newEvent } from "../../messaging/index.ts";
import { aboutOf, type CaseFile, decided, type Step } from "./case-file.ts";
import { ReplyReceived, SubmissionAnswered, WithdrawalReceived } from "./events.ts";
import { moved } from "./life.ts";
import { hasRoom } from "./room.ts";

const answers = {
  reply: {
    taken: "Ihre Nachricht wurde zum Vorgang genommen.",
    too_late: "Über den Antrag ist bereits entschieden. Ihre Nachricht konnte nicht mehr berücksichtigt werden.",
  },
  withdrawal: {
    taken: "Ihr Antrag wurde zurückgenommen.",
    too_late: "Über den Antrag ist bereits entschieden. Er kann nicht mehr zurückgenommen werden.",
  },
} as const;

const notTakenBack =
  "Die angekündigte Entscheidung hängt nicht von Ihrer Mitteilung ab. Bitte äußern Sie sich innerhalb der genannten Frist dazu.";

/** What is told of a reply for which there is no room (room.ts). A portal knows two outcomes: it was not taken. */
export const noRoom =
  "Zu diesem Vorgang liegen bereits so viele Nachrichten vor, dass Ihre Nachricht nicht mehr aufgenommen werden konnte. Bitte wenden Sie sich unmittelbar an Ihre Kommune.";

/**
 * What becomes of a citizen's reply or withdrawal; undefined when the message is neither.
 * @param accountTakes whether the account that the case belongs to takes the reply
 */
export function submission<Data extends object>(
  file: CaseFile<Data>,
  message: Message,
  now: Date,
  accountTakes: boolean = true,
): Step<Data> | undefined {
  const reply = is(ReplyReceived, message);
  if (!reply && !is(WithdrawalReceived, message)) return undefined;
  const kind = reply ? "reply" : "withdrawal";
  const isClosed = file.status === "decided" || file.status === "withdrawn";
  // A decided case may wait for a person again, e.g. for an objection: who writes is heard, the decision stands.
  // What was announced to somebody's detriment is decided ex officio: there is nothing to be taken back.
  const open = !isClosed && (reply || (!file.decision && !file.hearing));
  const fits = !reply || (accountTakes && hasRoom(file, message.body));
  const taken = open && fits;
  const outcome = taken ? "taken" : "too_late";
  const exOfficio = !reply && !isClosed && file.hearing;
  const sentence = open && !fits ? noRoom : exOfficio ? notTakenBack : answers[kind][outcome];
  const answer = newEvent(
    SubmissionAnswered,
    { submissionId: message.body.submissionId, kind, outcome, sentence },
    aboutOf(message.envelope),
  );
  if (!taken) return { file, events: [answer] };
  if (reply) {
    const { submissionId, text, attachments } = message.body;
    const replies = [...file.replies, { submissionId, text, attachments, at: message.envelope.time }];
    // An answered question: the rules look at the file once more, with what was added.
    const after = file.status === "waiting-for-citizen" ? moved(file, "answer") : file;
    return { file: { ...after, replies, question: null }, events: [answer] };
  }
  const closed = decided(
    file,
    { outcome: "withdrawn", sentence: "Der Antrag wurde zurückgenommen.", decidedBy: "rule", amountCents: null },
    now,
  );
  return { file: closed.file, events: [answer, ...closed.events] };
}
