import type { FormData } from "../../../types/generated/forms.ts";
import type { Store } from "../../messaging/index.ts";
import {
  computeId,
  type Envelope,
  type EventContract,
  Fault,
  is,
  type Message,
  newEvent,
  onEach,
  type Timer,
  timer,
} from "../../messaging/index.ts";
import { accountAt, stateAt } from "../case/account.ts";
import {
  aboutOf,
  type CompleteFile,
  caseEvents,
  emptyFile,
  formOf,
  identityReasons,
  isComplete,
  type Reason,
  refer,
  refused,
  type Step,
  takeIn,
  tasksOf,
} from "../case/case-file.ts";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  InformationRequested,
  NoticeRequested,
  ObjectionAnswered,
  ObjectionRaised,
  ObjectionWithdrawn,
  SubmissionAnswered,
} from "../case/events.ts";
import { moved } from "../case/life.ts";
import { submission } from "../case/submission.ts";
import { caseCommands, Decide } from "../office/commands.ts";
import { AsideEnds, asideTimers, onDesk } from "../office/desk.ts";
import type { CaseProcessor } from "../service/case-processor.ts";
import { demandUsed, type PersonalDecision } from "../service/decision.ts";
import type { Town } from "../towns/towns.ts";
import { answered, closed, type ObjectionData, type ObjectionFile } from "./objection-answers.ts";

/** An objection is a case of its own, under a key of its own: intake names it so. */
export const objectionForm = "objection.v1";
const processor = "objection";
/** Gives the account of an objection's own case. */
export const objectionAccount = (caseId: string): string => accountAt(processor, caseId);

/** The decided cases that are named by case numbers, as their envelopes say. */
export type Decisions = ReadonlyMap<string, Partial<Envelope>>;

/** What objections publish. */
export const objectionEvents: readonly EventContract[] = [
  ...[CaseDecided, CaseReferred, NoticeRequested, SubmissionAnswered],
  ...[ObjectionRaised, ObjectionAnswered, ObjectionWithdrawn],
];

/**
 * Makes the processor of objections to a service's decisions: the case that was decided waits for a person again.
 * @param find looks for decided cases by their numbers
 */
export const objections = (
  towns: ReadonlyMap<string, Town>,
  find: (caseNumbers: string[]) => Promise<Decisions>,
): CaseProcessor<ObjectionFile, Decisions> => ({
  name: processor,
  initial: emptyFile<ObjectionData>,
  key: (message) => stateAt(processor, message),
  prepare: async (messages) => {
    const numbers = messages.flatMap((message) => numberIn(message) ?? []);
    return numbers.length ? await find(numbers) : new Map();
  },
  on: onEach<ObjectionFile, Decisions>(
    [...caseEvents, ObjectionAnswered, LookForDecision, AsideEnds, ...caseCommands],
    (before, message, at) => {
      const { file, events } = step(before, message, at.now, { towns, decisions: at.prepared });
      return { state: file, events };
    },
  ),
  view: (file) => ({
    status: `objection ${file.status}`,
    tasks: tasksOf(file),
    timers: [...lookTimers(file), ...asideTimers(file)],
  }),
  file: (file) => file,
});

/** Events that are about a case and under its own account. */
const caseTypes = [CaseDecided, CaseReferred, InformationRequested].map(({ name }) => name);

/** Looks for cases, decided or on their way, among a service's own events. */
export const decisionsIn =
  ({ events }: Pick<Store, "events">) =>
  async (caseNumbers: string[]): Promise<Decisions> => {
    // Not what the case tells other accounts, such as a dwelling's: an objection goes to the case itself.
    const found = await events.aboutCases(caseNumbers, caseTypes);
    const cases = found.filter((envelope) => !isObjection(envelope));
    return new Map(cases.map((envelope) => [envelope.caseNumber, aboutOf(envelope)]));
  };

/** The case number in a message that says which decision it is about. */
const numberIn = (message: Message): string | undefined =>
  is(LookForDecision, message) ? message.body.argument : decisionNamedBy(message);

function decisionNamedBy(message: Message): string | undefined {
  if (!is(ApplicationAccepted, message)) return undefined;
  if (message.body.form !== objectionForm) return undefined;
  return (JSON.parse(message.body.data) as FormData["objection.v1"]).decision;
}

const isObjection = ({ account }: Envelope) => account.startsWith(accountAt(processor, ""));

/** Minutes after which a case is looked for again: its application may still be on its way through the bus. */
const lookAgainMinutes = [2, 30, 240];
/** Its timer says the number: what a batch needs is read before any state is. */
const LookForDecision = timer("look-for-decision");

function lookTimers(file: ObjectionFile): Timer[] {
  const { metadata, status, since } = file;
  const { named = "", looks = 0, decision = null } = file.data ?? {};
  const minutes = lookAgainMinutes[looks];
  if (status !== "waiting-for-decision" || decision || minutes === undefined) return [];
  const due = new Date(Date.parse(since) + minutes * 60_000);
  return [LookForDecision.at(computeId("look for decision", metadata.caseId ?? "", looks), due, named)];
}

function step(
  before: ObjectionFile,
  message: Message,
  now: Date,
  { towns, decisions }: { towns: ReadonlyMap<string, Town>; decisions: Decisions },
): Step<ObjectionData> {
  if (is(Decide, message)) return byPerson(before, message.body, towns, now);
  const atDesk = onDesk(before, message, now);
  if (atDesk) return atDesk;
  const taken = takeIn(before, message);
  const number = numberIn(message);
  const found = sameTown(decisions.get(number ?? ""), taken.metadata);
  if (is(LookForDecision, message)) return lookAgain(before, message, found, now);
  const data: ObjectionData = { named: number ?? "", decision: found, looks: 0, isLetter: false };
  const file = number === undefined ? taken : { ...taken, data };
  if (is(ObjectionAnswered, message)) return answered(file, message.body, towns, now);
  const submitted = submission(file, message, now);
  const known = submitted ?? { file, events: [] };
  const decision = known.file.data?.decision;
  if (isComplete(known.file)) {
    const next = decision ? raise(known.file, decision, now) : wait(known.file, now);
    return { file: next.file, events: [...known.events, ...next.events] };
  }
  const withdrawn = known.file.status === "withdrawn" && file.status !== "withdrawn" && decision;
  const objectionCaseId = file.metadata.caseId ?? "";
  return withdrawn
    ? { file: known.file, events: [...known.events, newEvent(ObjectionWithdrawn, { objectionCaseId }, decision)] }
    : known;
}

/** Towns never mix: an objection reaches decisions of the town that it was sent to. */
const sameTown = (found: Partial<Envelope> | undefined, { municipality }: Partial<Envelope>) =>
  found && found.municipality === municipality ? found : null;

const unknownDecision: Reason = {
  code: "decision-unknown",
  sentence: "Zu dieser Vorgangsnummer gibt es hier keine Entscheidung.",
  paragraph: "VwGO § 70, SGG § 84",
};

/** There is no case of that number here yet. */
const wait = (file: CompleteFile<ObjectionData>, now: Date): Step<ObjectionData> => ({
  file: { ...moved(file, "await-decision"), since: now.toISOString() },
  events: [],
});

/** Looks for the case once more; where it is not there after the last time, a person has a look. */
function lookAgain(
  file: ObjectionFile,
  { id }: Message,
  decision: Partial<Envelope> | null,
  now: Date,
): Step<ObjectionData> {
  const { data } = file;
  const { application, identity } = file;
  if (!data || !application || !identity || !lookTimers(file).some((timer) => timer.id === id))
    return { file, events: [] };
  const known = { ...file, application, identity, data: { ...data, decision, looks: data.looks + 1 } };
  if (decision) return raise(known, decision, now);
  return lookTimers(known).length ? { file: known, events: [] } : refer(known, [unknownDecision], now);
}

/** Hands the objection on to the case that was decided, where a person finds it. */
function raise(file: CompleteFile<ObjectionData>, decision: Partial<Envelope>, now: Date): Step<ObjectionData> {
  const { applicant, attachments } = file.application;
  const { grounds = "" } = formOf<FormData["objection.v1"]>(file);
  const { municipality = "", portal = "", applicationId = "", caseId = "" } = file.metadata;
  const { caseNumber = "", serviceKey = "", account = "", receivedAt = "" } = file.metadata;
  const objection = { municipality, portal, applicationId, caseId, caseNumber, serviceKey, account, receivedAt };
  const body = {
    ...{ objection, grounds, applicant: JSON.stringify(applicant), attachments: attachments.length },
    doubts: identityReasons(file),
  };
  const referred = refer(file, [], now);
  return {
    file: moved(referred.file, "await-decision"),
    events: [...referred.events, newEvent(ObjectionRaised, body, decision)],
  };
}

/** Only an objection to a decision that is not known here is decided under its own number. */
function byPerson(
  file: ObjectionFile,
  decision: PersonalDecision,
  towns: ReadonlyMap<string, Town>,
  now: Date,
): Step<ObjectionData> {
  if (file.status !== "waiting-for-person") throw new Fault("not-waiting");
  const { outcome, reason, instead } = decision;
  demandUsed(decision, []);
  if (instead) throw new Fault("not-possible", "es gibt keine Entscheidung, an deren Stelle eine andere treten könnte");
  if (outcome === "grant")
    throw new Fault("not-possible", "es gibt keine Entscheidung, die neu zu treffen wäre; möglich ist nur refuse");
  return closed(
    refused(file, reason, now),
    [
      "Zu der Nummer, die Sie genannt haben, gibt es bei uns keine Entscheidung. Bitte nennen Sie uns die Vorgangsnummer aus dem Bescheid, gegen den Sie sich wenden.",
      reason,
    ],
    towns,
    now,
  );
}
