import type { EventBodies } from "../../../types/generated/events.ts";
import { Fault, is, type Message, type NewEvent, newEvent } from "../../messaging/index.ts";
import { type CaseFile, type Decision, letterDay, type Reason, type Reply, type Step } from "../case/case-file.ts";
import { ObjectionAnswered, ObjectionRaised, ObjectionWithdrawn } from "../case/events.ts";
import { moved } from "../case/life.ts";
import { hasRoom } from "../case/room.ts";
import { dayOf, germanDay } from "../law/calendar.ts";
import { courtOf, type LegalRemedies, type LegalRemedy } from "../law/legal-remedies.ts";
import { isSamePerson } from "../texts/same-person.ts";
import type { Town } from "../towns/towns.ts";
import { correctsDecision, type Instead } from "./granted-objection.ts";

type Raised = EventBodies["objection.raised.v1"];

/** What can be done against a service's decisions. */
export interface Appeals {
  towns: ReadonlyMap<string, Town>;
  legalRemedies: LegalRemedies;
  /** Says which of the kinds in its legal-remedies.json a decision is; absent: one against which there is a remedy */
  decisionKind?(decision: Decision): string;
}

const remedyAgainst = ({ legalRemedies, decisionKind }: Appeals, decision: Decision): LegalRemedy =>
  decisionKind ? legalRemedies.against(decisionKind(decision), decision.decidedOn) : legalRemedies.appeal;

/** When something is written to a case. */
export interface ObjectedAt {
  now: Date;
  /** whether there is room for it, in all of the account that the case belongs to */
  accountTakes: boolean;
}

/** What an objection, or that it was taken back, does to the case that was decided; undefined for other messages. */
export function objectedTo<Data extends object>(
  file: CaseFile<Data>,
  message: Message,
  appeals: Appeals,
  at: ObjectedAt,
): Step<Data> | undefined {
  if (is(ObjectionWithdrawn, message)) return { file: takenBack(file, message.body.objectionCaseId), events: [] };
  return is(ObjectionRaised, message) ? raised(file, message.body, appeals, at) : undefined;
}

/** What is taken back before it is here is known when it comes: the bus may turn them round. */
function takenBack<Data extends object>(file: CaseFile<Data>, caseId: string): CaseFile<Data> {
  if (file.earlyObjection?.objection.caseId === caseId) return { ...file, earlyObjection: null };
  if (file.objection?.caseId === caseId) return decisionStands(file);
  return { ...file, objectionsTakenBack: [...file.objectionsTakenBack, caseId].slice(-takenBackMax) };
}

const takenBackMax = 20;

/**
 * An objection that came before its decision is heard once there is one.
 * @returns the step with what it leads to
 */
export function earlyObjectionHeard<Data extends object>(step: Step<Data>, appeals: Appeals, now: Date): Step<Data> {
  const { file, events } = step;
  if (!file.earlyObjection || !["decided", "withdrawn"].includes(file.status)) return step;
  const heard = raised({ ...file, earlyObjection: null }, file.earlyObjection, appeals, { now, accountTakes: true });
  return { file: heard.file, events: [...events, ...heard.events] };
}

const noDecisionSince = {
  open: "Zu dieser Entscheidung liegt uns bereits ein Schreiben von Ihnen vor, über das noch nicht entschieden ist. Ihr weiteres Schreiben haben wir dazugenommen.",
  withdrawn:
    "Der Antrag wurde zurückgenommen; eine Entscheidung, gegen die sich Ihr Schreiben richten könnte, gibt es nicht.",
};

/** A decided case waits for a person again, with why; one that is not decided yet keeps the objection until it is. */
function raised<Data extends object>(file: CaseFile<Data>, said: Raised, appeals: Appeals, at: ObjectedAt): Step<Data> {
  const { objection } = said;
  if (file.objectionsTakenBack.includes(objection.caseId)) return { file, events: [] };
  const answer = (file: CaseFile<Data>, reason: string): Step<Data> => ({
    file,
    events: [answered(objection, file, { outcome: "no_decision", reason, isLetter: isByLetter(appeals) })],
  });
  if (file.objection || file.earlyObjection) {
    const reply = replyOf(said);
    const fits = at.accountTakes && hasRoom(file, reply);
    return answer(fits ? { ...file, replies: [...file.replies, reply] } : file, noDecisionSince.open);
  }
  if (file.status === "withdrawn" && file.decision?.outcome === "withdrawn" && !file.decision.sentOn)
    return answer(file, noDecisionSince.withdrawn);
  const { decision } = file;
  if (!decision) return { file: { ...file, earlyObjection: said }, events: [] };
  return reopened({ ...file, decision }, said, appeals, at);
}

/**
 * What was written is in the file like a citizen's reply. Where there is no room for it, the file says where it is: in the
 * objection's own. Where there is no objection, its sender is told the remedy that there is at once: who waits for an
 * answer loses its period.
 */
function reopened<Data extends object>(
  file: CaseFile<Data> & { decision: Decision },
  { objection, grounds, doubts, applicant, attachments }: Raised,
  appeals: Appeals,
  { now, accountTakes }: ObjectedAt,
): Step<Data> {
  const { decision } = file;
  const remedy = remedyAgainst(appeals, decision);
  const receivedOn = dayOf(objection.receivedAt);
  const lastDay = appeals.legalRemedies.lastDay(letterDay(decision));
  const isObjection = remedy === "objection" || remedy === "social-objection";
  const reasons = [isObjection ? objectionReason(receivedOn, lastDay) : letterReason(receivedOn, lastDay), ...doubts];
  if (!isSamePerson(JSON.parse(applicant), file.application?.applicant)) reasons.push(byAnother);
  if (attachments) reasons.push(attachmentsApart(objection.caseNumber, attachments));
  const reply = replyOf({ objection, grounds });
  const fits = accountTakes && hasRoom(file, reply);
  if (!fits) reasons.push(groundsApart(objection.caseNumber));
  const known = { remedy, lastDay, today: dayOf(now), sentOn: letterDay(decision) };
  const reason = isObjection ? "" : otherRemedy(appeals.towns.get(file.metadata.municipality ?? ""), known);
  return {
    file: {
      ...{ ...moved(file, "reopen"), objection, reasons, since: now.toISOString() },
      replies: fits ? [...file.replies, reply] : file.replies,
    },
    events: isObjection ? [] : [answered(objection, file, { outcome: "no_objection", reason, isLetter: true })],
  };
}

/** What was written, as a reply in the file of the case. */
const replyOf = ({ objection, grounds }: Pick<Raised, "objection" | "grounds">): Reply => ({
  ...{ submissionId: objection.applicationId, text: grounds, attachments: [], at: objection.receivedAt },
});

const isByLetter = ({ legalRemedies }: Appeals): boolean => legalRemedies.appeal === "action";

/** What is told instead of taking an objection: the remedy that there is, with its last day (JustG NRW § 110). */
function otherRemedy(
  town: Town | undefined,
  { remedy, lastDay, today, sentOn }: { remedy: LegalRemedy; lastDay: string; today: string; sentOn: string },
): string {
  const answer = "Ihr Schreiben legen wir der zuständigen Stelle vor; sie prüft, ob sie ihre Entscheidung ändert.";
  if (remedy === "none" || !town)
    return `Gegen unser Schreiben vom ${germanDay(sentOn)} gibt es keinen förmlichen Rechtsbehelf. ${answer}`;
  const none = `Gegen unseren Bescheid vom ${germanDay(sentOn)} gibt es keinen Widerspruch.`;
  const period = lastDay < today ? `endete am ${germanDay(lastDay)}` : `endet am ${germanDay(lastDay)}`;
  return `${none} Möglich ist nur die Klage beim ${courtOf(town)}. Die Frist dafür ${period}, wenn Ihnen der Bescheid nicht später zugegangen ist; Ihr Schreiben verlängert sie nicht. ${answer}`;
}

const objectionReason = (receivedOn: string, lastDay: string): Reason =>
  receivedOn > lastDay ? late(receivedOn, lastDay) : inTime(receivedOn);

const letterReason = (receivedOn: string, lastDay: string): Reason => ({
  code: "letter-against-decision",
  sentence: `Am ${germanDay(receivedOn)} ist ein Schreiben gegen die Entscheidung eingegangen. Ein Widerspruch ist nicht vorgesehen; die Klagefrist endet am ${germanDay(lastDay)}. Es ist zu prüfen, ob die Entscheidung geändert wird.`,
  paragraph: "JustG NRW § 110 Abs. 1, VwVfG NRW §§ 48, 49",
});

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

const attachmentsApart = (caseNumber: string, count: number): Reason => ({
  code: "objection-attachments-apart",
  sentence: `Zum Schreiben gehören Anlagen (${count}); sie liegen in seinem eigenen Vorgang ${caseNumber}.`,
  paragraph: "VwGO § 70, SGG § 84",
});

const byAnother: Reason = {
  code: "objection-by-another",
  sentence: "Der Widerspruch nennt andere Angaben zur Person als der Antrag.",
  paragraph: "VwVfG §§ 13, 14",
};

const decisionStands = <Data extends object>(file: CaseFile<Data>): CaseFile<Data> => ({
  ...moved(file, "let-stand"),
  ...{ reasons: [], since: "", objection: null },
});

const answered = (
  objection: NonNullable<CaseFile["objection"]>,
  { metadata: { caseNumber = "" } }: CaseFile,
  answer: Pick<EventBodies["objection.answered.v1"], "outcome" | "reason" | "isLetter">,
): NewEvent => newEvent(ObjectionAnswered, { ...answer, caseNumber }, objection);

interface Said {
  reason: string;
  instead?: Instead;
}

/** A person leaves the decision as it is: the authority above has the next word. */
export function notGranted<Data extends object>(
  file: CaseFile<Data>,
  { reason, instead }: Said,
  appeals: Appeals,
): Step<Data> {
  if (instead) throw new Fault("not-possible", "was stattdessen gilt, gehört zu grant: instead");
  const events = file.objection
    ? [answered(file.objection, file, { outcome: "not_remedied", reason, isLetter: isByLetter(appeals) })]
    : [];
  return { file: decisionStands(file), events };
}

/**
 * A person decides anew: what the objection is told, beside the new decision; nothing when nobody objects.
 * @throws Fault not-possible for what nobody objects to, and for the sum of a refusal: there its facts are corrected
 */
export function answersToGranted(file: CaseFile, { reason, instead }: Said, appeals: Appeals): NewEvent[] {
  const { objection } = file;
  if (!objection && instead)
    throw new Fault("not-possible", "niemand widerspricht; es kann nichts anderes gelten: instead");
  if (!objection) return [];
  const { amountCents, annul, inPart } = instead ?? {};
  if (file.decision?.outcome === "withdrawn")
    throw new Fault("not-possible", "was zurückgenommen ist, wird nicht neu entschieden");
  if (!correctsDecision(file) && (amountCents !== undefined || annul))
    throw new Fault("not-possible", "bei einer Ablehnung lassen sich nur die Angaben berichtigen: instead.facts");
  return [
    answered(objection, file, {
      outcome: inPart ? "partly_remedied" : "remedied",
      reason,
      isLetter: isByLetter(appeals),
    }),
  ];
}
