import type { EventBodies } from "../../types/generated/events.ts";
import { addMonths, dayOf, deemedNotified, germanDay, nextWorkingDay } from "../calendar.ts";
import { ObjectionAnswered, ObjectionRaised, ObjectionWithdrawn } from "../contracts/events.ts";
import { Fault } from "../faults.ts";
import type { CaseFile, Reason, Step } from "./case-file.ts";
import { correctsDecision, type Instead } from "./remedies.ts";
import { hasRoom } from "./room.ts";
import { type Draft, draft, type Message, of } from "./surface.ts";

/**
 * The last day for an objection: one month from the day on which the decision counts as notified, moved to a working
 * day (VwGO § 70(1), SGG § 84(1), BGB §§ 188, 193).
 */
export const lastDayToObject = (decidedOn: string): string => nextWorkingDay(addMonths(deemedNotified(decidedOn), 1));

/**
 * What an objection, or that it was taken back, does to the case that was decided; undefined for other messages.
 * @param accountTakes whether the account that the case belongs to takes the objection's grounds
 */
export function objectedTo(
  file: CaseFile,
  message: Message,
  now: Date,
  accountTakes: boolean = true,
): Step | undefined {
  if (of(ObjectionWithdrawn, message)) {
    const isOpen = file.objection?.caseId === message.body.objectionCaseId;
    return { file: isOpen ? decisionStands(file) : file, events: [] };
  }
  return of(ObjectionRaised, message) ? reopened(file, message.body, { now, accountTakes }) : undefined;
}

/**
 * A decided case waits for a person again, with why; what was written is in its file like a citizen's reply. Where there
 * is no room for it, the file says where it is: in the objection's own.
 */
function reopened(
  file: CaseFile,
  raised: EventBodies["objection.raised.v1"],
  { now, accountTakes }: { now: Date; accountTakes: boolean },
): Step {
  const { objection, grounds, doubts, applicant } = raised;
  if (!file.decision || file.objection) {
    const sentence = file.decision
      ? "Gegen diese Entscheidung liegt bereits ein Widerspruch vor, über den noch nicht entschieden ist."
      : "Über diesen Vorgang ist noch nicht entschieden.";
    return { file, events: [answered(objection, file, { outcome: "not_remedied", reason: sentence })] };
  }
  const receivedOn = dayOf(objection.receivedAt);
  const lastDay = lastDayToObject(file.decision.decidedOn);
  const reasons = [receivedOn > lastDay ? late(receivedOn, lastDay) : inTime(receivedOn), ...doubts];
  if (applicant !== JSON.stringify(file.application?.applicant)) reasons.push(byAnother);
  const reply = { submissionId: objection.applicationId, text: grounds, attachments: [], at: objection.receivedAt };
  const fits = accountTakes && hasRoom(file, reply);
  if (!fits) reasons.push(groundsApart(objection.caseNumber));
  return {
    file: {
      ...{ ...file, objection, reasons, status: "waiting-for-person", since: now.toISOString() },
      replies: fits ? [...file.replies, reply] : file.replies,
    },
    events: [],
  };
}

const inTime = (receivedOn: string): Reason => ({
  code: "objection",
  sentence: `Am ${germanDay(receivedOn)} ist fristgerecht Widerspruch eingegangen. Es ist zu prüfen, ob ihm abgeholfen wird.`,
  paragraph: "VwGO §§ 70, 72; SGG §§ 84, 85",
});

const late = (receivedOn: string, lastDay: string): Reason => ({
  code: "objection-late",
  sentence: `Am ${germanDay(receivedOn)} ist Widerspruch eingegangen; die Frist endete am ${germanDay(lastDay)}. Wiedereinsetzung ist zu prüfen.`,
  paragraph: "VwGO §§ 60, 70; SGG §§ 67, 84",
});

const groundsApart = (caseNumber: string): Reason => ({
  code: "objection-grounds-apart",
  sentence: `Die Begründung des Widerspruchs steht nur in seinem eigenen Vorgang ${caseNumber}: dieser nimmt nichts mehr auf.`,
  paragraph: "VwGO § 70, SGG § 84",
});

const byAnother: Reason = {
  code: "objection-by-another",
  sentence: "Der Widerspruch nennt andere Angaben zur Person als der Antrag.",
  paragraph: "VwVfG §§ 13, 14",
};

const decisionStands = (file: CaseFile): CaseFile => ({
  ...file,
  ...{ status: "decided", reasons: [], since: "", objection: null },
});

const answered = (
  objection: NonNullable<CaseFile["objection"]>,
  { about: { caseNumber = "" } }: CaseFile,
  answer: Pick<EventBodies["objection.answered.v1"], "outcome" | "reason">,
): Draft => draft(ObjectionAnswered, { ...answer, caseNumber }, objection);

interface Said {
  reason: string;
  instead?: Instead;
}

/** A person leaves the decision as it is: the authority above has the next word. */
export function notRemedied(file: CaseFile, { reason, instead }: Said): Step {
  if (instead) throw new Fault("not-possible", "what holds instead goes with grant");
  const events = file.objection ? [answered(file.objection, file, { outcome: "not_remedied", reason })] : [];
  return { file: decisionStands(file), events };
}

/**
 * A person decides anew: what the objection is told, beside the new decision; nothing when nobody objects.
 * @throws Fault not-possible for what nobody objects to, and for the sum of a refusal: there its facts are corrected
 */
export function remedied(file: CaseFile, { reason, instead }: Said): Draft[] {
  const { objection } = file;
  if (!objection && instead) throw new Fault("not-possible", "nobody objects: there is nothing to hold instead");
  if (!objection) return [];
  const { amountCents, annul, inPart } = instead ?? {};
  if (file.decision?.outcome === "withdrawn") throw new Fault("not-possible", "what is withdrawn is not decided anew");
  if (!correctsDecision(file) && (amountCents !== undefined || annul))
    throw new Fault("not-possible", "of a refusal only facts can be corrected");
  return [answered(objection, file, { outcome: inPart ? "partly_remedied" : "remedied", reason })];
}
