import type { EventBodies } from "../../../types/generated/events.ts";
import { type Envelope, is, type Message, type NewEvent, newEvent, type Task } from "../../messaging/index.ts";
import { dayOf } from "../law/calendar.ts";
import {
  ApplicationAccepted,
  ApplicationForwarded,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  IdentityRefused,
  IdentityUnclear,
  ReplyReceived,
  WithdrawalReceived,
} from "./events.ts";
import { moved, type Status } from "./life.ts";

type Accepted = EventBodies["application.accepted.v1"];
/** A person, as an application names them. */
export type Person = Accepted["applicant"];

/** Why a case goes to a person. */
export interface Reason {
  code: string;
  /** German, for the case worker */
  sentence: string;
  /** the rule it rests on, e.g. "LHundG NRW § 3" */
  paragraph: string;
}

export type IdentityAnswer =
  | { kind: "confirmed"; registered: Person; residentSince: string }
  | { kind: "refused" | "unclear"; reason: string; sentence: string };

/** What the citizen was asked for and has not answered yet. */
export interface Question {
  items: Reason[];
  /** the last day for an answer, YYYY-MM-DD */
  dueOn: string;
  reminded: boolean;
}

/** What somebody was told before it is decided to their detriment. */
export interface Hearing {
  /** why it is to be decided so */
  announced: Reason[];
  /** YYYY-MM-DD */
  announcedOn: string;
  /** the last day for an answer, YYYY-MM-DD */
  dueOn: string;
  /** what was announced: anything else has to be announced anew */
  detail: string;
}

/** What case workers keep of a case among themselves. */
export interface Desk {
  /** pseudonym of who has taken it; "": nobody */
  assignee: string;
  /** the last day on which it rests, YYYY-MM-DD; "": it does not */
  asideUntil: string;
  notes: CaseNote[];
}

/** What a case worker wrote for colleagues. */
export interface CaseNote {
  /** ISO 8601 */
  at: string;
  /** pseudonym */
  by: string;
  text: string;
}

/** What the letter of a decision says beside what its service writes. German. */
export interface ForLetter {
  /** which decision it takes the place of, and why; "": of none */
  replaces: string;
  /** the person's own words */
  reason: string;
}

/** The day of a decision's letter; until there is one, the earliest that it may have. */
export const letterDay = ({ sentOn, decidedOn }: Decision): string => sentOn ?? decidedOn;

/**
 * What every domain service collects of a case before its own rules begin.
 * @typeParam Data what the service itself keeps of the case; it is JSON
 */
export interface CaseFile<Data extends object = object> {
  /** the case's envelope, for events that another case's message causes */
  metadata: Partial<Envelope>;
  application: Accepted | null;
  identity: IdentityAnswer | null;
  status: Status;
  reasons: Reason[];
  /** since when it waits for a person, ISO 8601 */
  since: string;
  /** what the service itself keeps of the case; null: nothing yet */
  data: Data | null;
  /** what the citizen was asked for, until they answer */
  question: Question | null;
  /** what the citizen added later, for the case worker */
  replies: Reply[];
  /** the decision that stands, once there is one; its amount is the fee, or the benefit of a month, in cents */
  decision: Decision | null;
  /** the case of an objection to it that a person has to look at */
  objection: EventBodies["objection.raised.v1"]["objection"] | null;
  /** what a person said of the decision, until its letter says it */
  forLetter: ForLetter | null;
  /** an objection that came before there was a decision, and waits for it */
  earlyObjection: EventBodies["objection.raised.v1"] | null;
  /** objections that were taken back, by case, some of them before they came */
  objectionsTakenBack: string[];
  /** that a decision to the citizen's detriment was announced */
  hearing: Hearing | null;
  /** ARS of the competent town, where it went on to that one */
  forwardedTo: string;
  /** what case workers keep of it among themselves */
  desk: Desk;
  /** applications about this one */
  followUps: CaseFile<Data>[];
}

export interface Decision {
  outcome: EventBodies["case.decided.v1"]["outcome"];
  /** YYYY-MM-DD */
  decidedOn: string;
  amountCents?: number | null;
  /** YYYY-MM-DD, when its letter went out; absent until then */
  sentOn?: string;
}

export interface Reply extends Pick<EventBodies["reply.received.v1"], "submissionId" | "text" | "attachments"> {
  /** when the portal's record came in, ISO 8601 */
  at: string;
}

/** The events that a case file is made from. */
export const caseEvents = [
  ApplicationAccepted,
  ApplicationForwarded,
  IdentityConfirmed,
  IdentityRefused,
  IdentityUnclear,
  ReplyReceived,
  WithdrawalReceived,
] as const;

/** Gives the file of a case of which nothing came yet. */
export const emptyFile = <Data extends object>(): CaseFile<Data> => ({
  metadata: {},
  application: null,
  identity: null,
  status: "collecting",
  reasons: [],
  since: "",
  data: null,
  question: null,
  replies: [],
  decision: null,
  objection: null,
  forLetter: null,
  earlyObjection: null,
  objectionsTakenBack: [],
  hearing: null,
  forwardedTo: "",
  desk: { assignee: "", asideUntil: "", notes: [] },
  followUps: [],
});

const caseFields = [
  "municipality",
  "portal",
  "applicationId",
  "caseId",
  "caseNumber",
  "serviceKey",
  "account",
  "applicant",
  "receivedAt",
  // What a person does with it later belongs to the same trace.
  "traceparent",
  "tracestate",
] as const;

/** Gives the part of an envelope that names a case. */
export function aboutOf(envelope: Envelope): Partial<Envelope> {
  return Object.fromEntries(caseFields.map((field) => [field, envelope[field]]));
}

/** The file after a message, in whatever order messages come. A message that says nothing about the file leaves it. */
export function takeIn<Data extends object>(file: CaseFile<Data>, message: Message): CaseFile<Data> {
  const known = { ...file, metadata: file.metadata.caseId ? file.metadata : aboutOf(message.envelope) };
  if (is(ApplicationAccepted, message)) return { ...known, application: message.body };
  if (is(ApplicationForwarded, message)) {
    const { forwardedBy: _, ...application } = message.body;
    return { ...known, application };
  }
  if (is(IdentityConfirmed, message)) {
    const { registered, residentSince } = message.body;
    return { ...known, identity: { kind: "confirmed", registered, residentSince } };
  }
  if (is(IdentityRefused, message)) return { ...known, identity: { kind: "refused", ...message.body } };
  if (is(IdentityUnclear, message)) return { ...known, identity: { kind: "unclear", ...message.body } };
  return known;
}

/** A file in which everything is there that the rules wait for. */
export type CompleteFile<Data extends object = object> = CaseFile<Data> & {
  application: NonNullable<CaseFile["application"]>;
  identity: IdentityAnswer;
};

export const isComplete = <Data extends object>(file: CaseFile<Data>): file is CompleteFile<Data> =>
  file.status === "collecting" && file.application !== null && file.identity !== null;

/** A file after a message, with what the message led to. */
export interface Step<Data extends object = object> {
  file: CaseFile<Data>;
  events: NewEvent[];
}

/** Gives the form's data; intake has checked it against the form's schema. */
export const formOf = <Form>({ application }: Pick<CompleteFile, "application">): Form =>
  JSON.parse(application.data) as Form;

/**
 * Hands a case to a person, with the reasons.
 * @param sentence German, what the citizen is told beside that a person works on it
 */
export function refer<Data extends object>(
  file: CaseFile<Data>,
  reasons: Reason[],
  now: Date,
  sentence = "",
): Step<Data> {
  return {
    // Something is new: it rests no longer.
    file: { ...moved(file, "refer"), reasons, since: now.toISOString(), desk: { ...file.desk, asideUntil: "" } },
    events: [newEvent(CaseReferred, { reasons, sentence }, file.metadata)],
  };
}

/** Says why identity's answer keeps the rules from deciding alone, or nothing. */
export function identityReasons({ identity }: CompleteFile): Reason[] {
  if (identity.kind === "confirmed") return [];
  return [
    {
      code: `identity-${identity.reason.replaceAll("_", "-")}`,
      sentence: identity.sentence,
      paragraph: "BMeldDigiV § 4",
    },
  ];
}

/** Closes a case by a decision. */
export function decided<Data extends object>(
  file: CaseFile<Data>,
  decision: Pick<EventBodies["case.decided.v1"], "outcome" | "sentence" | "decidedBy" | "amountCents">,
  now: Date,
): Step<Data> {
  const decidedOn = dayOf(now);
  const body = { ...decision, decidedOn };
  const stands = { outcome: decision.outcome, decidedOn, amountCents: decision.amountCents };
  const after = moved(file, decision.outcome === "withdrawn" ? "withdraw" : "decide");
  const desk = { ...file.desk, assignee: "", asideUntil: "" };
  const closed = { ...after, reasons: [], since: "", question: null, decision: stands, desk };
  return { file: closed, events: [newEvent(CaseDecided, body, file.metadata)] };
}

/** Closes a case by a person's refusal, in their own words. */
export const refused = <Data extends object>(file: CaseFile<Data>, sentence: string, now: Date): Step<Data> =>
  decided(file, { outcome: "refused", sentence, decidedBy: "person", amountCents: null }, now);

/** Gives the entry of a worklist for a file that waits for a person. */
export function tasksOf({ status, metadata, since, reasons, desk }: CaseFile): Task[] {
  if (status !== "waiting-for-person") return [];
  const { caseId = "", caseNumber = "", serviceKey = "" } = metadata;
  const { assignee, asideUntil } = desk;
  return [
    {
      ...{ caseId, caseNumber, serviceKey, since, reasons: reasons.map(({ code }) => code) },
      ...(assignee && { assignee }),
      ...(asideUntil && { asideUntil }),
    },
  ];
}
