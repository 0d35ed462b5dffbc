import { trusted } from "mongoose";
import type { FormData } from "../../types/generated/forms.ts";
import type { Envelope } from "../contracts/envelope.ts";
import type { EventContract } from "../contracts/event.ts";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  NoticeRequested,
  ObjectionAnswered,
  ObjectionRaised,
  ObjectionWithdrawn,
  SubmissionAnswered,
} from "../contracts/events.ts";
import { Fault } from "../faults.ts";
import type { Models } from "../store/models.ts";
import type { Town } from "../towns.ts";
import {
  aboutOf,
  type CaseFile,
  type CompleteFile,
  decided,
  emptyFile,
  formOf,
  identityReasons,
  isComplete,
  type Reason,
  refer,
  refused,
  type Step,
  submission,
  takeIn,
  tasksOf,
} from "./case-file.ts";
import type { PersonalDecision } from "./case-service.ts";
import { factsOf, heading, letter, noticeOf, paragraph } from "./letter.ts";
import { aboveDecides } from "./remedy-notice.ts";
import { draft, type Message, of, type Surface } from "./surface.ts";

/** An objection is a case of its own, under a key of its own: intake names it so. */
export const objectionForm = "objection.v1";
const accountBegin = "objection/";
export const objectionAccount = (caseId: string): string => accountBegin + caseId;

/** The decided cases that are named by case numbers, as their envelopes say. */
export type Decisions = ReadonlyMap<string, Partial<Envelope>>;

/** State of the objection's own case; everything else is the service's own state. */
interface ObjectionState {
  objection: CaseFile;
}

interface Prepared<P> {
  inner: P;
  decisions: Decisions;
}

const isObjection = (state: object): state is ObjectionState => "objection" in state && !("about" in state);
const isAboutObjection = ({ envelope }: Message) => envelope.account.startsWith(accountBegin);

/** Adds to a service that its decisions can be objected to: the case that was decided waits for a person again. */
export function withObjections<S extends object, P>(
  surface: Surface<S, P>,
  towns: ReadonlyMap<string, Town>,
  find: (caseNumbers: string[]) => Promise<Decisions>,
): Surface<S | ObjectionState, Prepared<P>> {
  const own = [ObjectionRaised, ObjectionAnswered, ObjectionWithdrawn] as readonly EventContract[];
  const also = [CaseDecided, CaseReferred, NoticeRequested, SubmissionAnswered] as readonly EventContract[];
  const { file } = surface;
  return {
    ...surface,
    takes: [...surface.takes, ...own],
    publishes: [...new Set([...surface.publishes, ...also, ...own])],
    key: (message) =>
      isAboutObjection(message)
        ? { tenant: message.envelope.municipality, key: message.envelope.account }
        : surface.key(message),
    prepare: async (messages) => {
      const numbers = messages.filter(isAboutObjection).flatMap((message) => decisionNamedBy(message) ?? []);
      const decisions = numbers.length ? await find(numbers) : new Map();
      return { inner: (await surface.prepare?.(messages)) as P, decisions };
    },
    handle: (state, message, { now, prepared }) => {
      if (!isObjection(state) && !isAboutObjection(message))
        return surface.handle(state, message, { now, prepared: prepared?.inner as P });
      const before = isObjection(state) ? state.objection : emptyFile();
      const { file, events } = step(before, message, now, { towns, decisions: prepared?.decisions ?? new Map() });
      return { state: { objection: file }, events };
    },
    view: (state) =>
      isObjection(state)
        ? { status: `objection ${state.objection.status}`, tasks: tasksOf(state.objection), timers: [] }
        : surface.view(state),
    ...(file ? { file: (state, number) => (isObjection(state) ? state.objection : file(state, number)) } : {}),
  };
}

/** Looks for decided cases among a service's own events. */
export const decisionsIn =
  ({ events }: Models) =>
  async (caseNumbers: string[]): Promise<Decisions> => {
    const named = { "envelope.caseNumber": trusted({ $in: caseNumbers }), "envelope.type": CaseDecided.name };
    const found = await events.find(named, { envelope: 1 }).lean();
    return new Map(found.map(({ envelope }) => [envelope.caseNumber, aboutOf(envelope)]));
  };

function decisionNamedBy(message: Message): string | undefined {
  if (!of(ApplicationAccepted, message) || message.body.form !== objectionForm) return undefined;
  return (JSON.parse(message.body.data) as FormData["objection.v1"]).decision;
}

interface Own {
  /** the case that was decided; null: there is none of that number */
  decision: Partial<Envelope> | null;
}

function step(
  before: CaseFile,
  message: Message,
  now: Date,
  { towns, decisions }: { towns: ReadonlyMap<string, Town>; decisions: Decisions },
): Step {
  if (message.type === "command.decide") return byPerson(before, message.body as PersonalDecision, towns, now);
  const taken = takeIn(before, message);
  const named = decisionNamedBy(message);
  const own: Own = { decision: sameTown(decisions.get(named ?? ""), message.envelope) };
  const file = named === undefined ? taken : { ...taken, own };
  if (of(ObjectionAnswered, message)) return settled(file, message.body, towns, now);
  const submitted = submission(file, message, now);
  const known = submitted ?? { file, events: [] };
  const decision = (known.file.own as Own | null)?.decision;
  if (isComplete(known.file)) {
    const next = decision ? raise(known.file, decision, now) : refer(known.file, [unknownDecision], now);
    return { file: next.file, events: [...known.events, ...next.events] };
  }
  const withdrawn = known.file.status === "withdrawn" && file.status !== "withdrawn" && decision;
  const objectionCaseId = file.about.caseId ?? "";
  return withdrawn
    ? { file: known.file, events: [...known.events, draft(ObjectionWithdrawn, { objectionCaseId }, decision)] }
    : known;
}

/** Towns never mix: an objection reaches decisions of the town that it was sent to. */
const sameTown = (found: Partial<Envelope> | undefined, { municipality }: Envelope) =>
  found?.municipality === municipality ? found : null;

const unknownDecision: Reason = {
  code: "decision-unknown",
  sentence: "Zu dieser Vorgangsnummer gibt es hier keine Entscheidung.",
  paragraph: "VwGO § 70, SGG § 84",
};

/** Hands the objection on to the case that was decided, where a person finds it. */
function raise(file: CompleteFile, decision: Partial<Envelope>, now: Date): Step {
  const { applicant, attachments } = file.application;
  const { grounds = "" } = formOf<FormData["objection.v1"]>(file);
  const { municipality = "", portal = "", applicationId = "", caseId = "" } = file.about;
  const { caseNumber = "", serviceKey = "", account = "", receivedAt = "" } = file.about;
  const objection = { municipality, portal, applicationId, caseId, caseNumber, serviceKey, account, receivedAt };
  const body = {
    ...{ objection, grounds, applicant: JSON.stringify(applicant), attachments: attachments.length },
    doubts: identityReasons(file),
  };
  const referred = refer(file, [], now);
  return {
    file: { ...referred.file, status: "waiting-for-decision" },
    events: [...referred.events, draft(ObjectionRaised, body, decision)],
  };
}

/** Only an objection to a decision that is not known here is decided under its own number. */
function byPerson(
  file: CaseFile,
  { outcome, reason }: PersonalDecision,
  towns: ReadonlyMap<string, Town>,
  now: Date,
): Step {
  if (file.status !== "waiting-for-person") throw new Fault("not-waiting");
  if (outcome === "grant") throw new Fault("not-possible", "there is no decision that could be decided anew");
  return closed(file, refused(file, reason, now), ["Ihr Widerspruch ist unzulässig.", reason], towns, now);
}

function settled(
  file: CaseFile,
  { outcome, reason, caseNumber }: { outcome: string; reason: string; caseNumber: string },
  towns: ReadonlyMap<string, Town>,
  now: Date,
): Step {
  if (file.status !== "waiting-for-decision") return { file, events: [] };
  const inPart = outcome === "partly_remedied";
  const remedied = outcome === "remedied" || inPart;
  const sentence = remedied
    ? `Ihrem Widerspruch wurde ${inPart ? "teilweise " : ""}abgeholfen. Die neue Entscheidung erhalten Sie im Vorgang ${caseNumber}.`
    : "Ihrem Widerspruch wurde nicht abgeholfen.";
  const next = outcome === "remedied" ? [] : [aboveDecides(inPart)];
  const decision = { outcome: remedied ? "granted" : "refused", sentence, decidedBy: "person" } as const;
  return closed(file, decided(file, { ...decision, amountCents: null }, now), [sentence, reason, ...next], towns, now);
}

function closed(
  file: CaseFile,
  step: Step,
  [sentence = "", reason = "", ...next]: string[],
  towns: ReadonlyMap<string, Town>,
  now: Date,
): Step {
  const content = {
    title: "Ihr Widerspruch",
    ...letter(factsOf(towns, "", file, now)),
    blocks: [paragraph(sentence), heading("Begründung"), paragraph(reason), ...next.map((text) => paragraph(text))],
  };
  return { file: step.file, events: [...step.events, noticeOf(file, content)] };
}
