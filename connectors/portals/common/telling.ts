import { dayOf } from "../../../platform/casework/calendar.ts";
import { delayedSentence } from "../../../platform/casework/delayed.ts";
import {
  ApplicationAccepted,
  ApplicationForwarded,
  ApplicationRefused,
  CaseDecided,
  CaseDelayed,
  CaseReferred,
  DocumentIssued,
  InformationRequested,
  PaymentArranged,
  PaymentChanged,
  RecordRefused,
  RecordRepeated,
  SubmissionAnswered,
} from "../../../platform/casework/events.ts";
import {
  computeId,
  type Draft,
  type Envelope,
  Fault,
  type Handled,
  is,
  type Message,
  type Surface,
} from "../../../platform/messaging/index.ts";
import type { EventBodies } from "../../../types/generated/events.ts";
import type { Dialect, Head, Telling } from "./dialect.ts";
import { documentReference, pieceBytes, referenceBytes } from "./document-reference.ts";
import { anew, DocumentDelayed, DocumentGivenUp, delayedTelling } from "./given-up.ts";
import { paymentStanding, paymentTelling } from "./payment-telling.ts";

/** What a portal was told about one application so far. */
export interface ToldState {
  /** the number of the last message */
  last: number;
  /** a receipt or a refusal was told: only then may anything else follow */
  opened: boolean;
  decided: boolean;
  /** references of the payments that were told of; states from before this was noted have none */
  payments?: string[];
  /** what came too early, oldest first */
  held: { telling: Telling; about: Partial<Envelope>; at: string }[];
}

/** A message that was sent before, for a record that was pushed again. */
export interface Sent {
  body: Buffer;
  type: string;
  order: number;
}

/** What was sent before, by the id of the message that asks for it again. */
export type Fetched = Map<string, Sent[]>;

export interface TellingParts {
  dialect: Dialect;
  fetch(messages: readonly Message[]): Promise<Fetched>;
}

/** Turns what happens to applications into numbered messages for one portal. */
export function telling({ dialect, fetch }: TellingParts): Surface<ToldState, Fetched> {
  return {
    name: dialect.portal,
    portal: dialect.portal,
    takes: [
      ApplicationAccepted,
      ApplicationForwarded,
      ApplicationRefused,
      RecordRefused,
      RecordRepeated,
      SubmissionAnswered,
      InformationRequested,
      CaseReferred,
      CaseDecided,
      CaseDelayed,
      PaymentArranged,
      PaymentChanged,
      DocumentIssued,
    ],
    publishes: dialect.tells,
    initial: () => ({ last: 0, opened: false, decided: false, payments: [], held: [] }),
    key: ({ envelope }) => ({ tenant: envelope.portal, key: envelope.applicationId }),
    prepare: fetch,
    handle: (state, message, { prepared }) => {
      if (is(RecordRepeated, message)) return { state, events: sendAgain(dialect, message, prepared.get(message.id)) };
      if (is(DocumentGivenUp, message)) return { state, events: [anew(message)] };
      if (is(DocumentDelayed, message)) return inOrder(dialect, state, message, [delayedTelling]);
      const told = tellingOf(message);
      return told[0]?.kind === "record-refused"
        ? aboutRecord(dialect, state, message, told)
        : inOrder(dialect, state, message, told);
    },
    givenUp: (state, envelope, id) => {
      const about = { id, type: "", envelope: { ...envelope, id }, body: null };
      return inOrder(dialect, state, about, [{ kind: "progress", state: "delayed", sentence: delayedSentence }]);
    },
    view: ({ opened, decided }) => ({
      status: decided ? "decided" : opened ? "open" : "unopened",
      tasks: [],
      timers: [],
    }),
  };
}

function sendAgain(dialect: Dialect, message: Message, sent: Sent[] | undefined): Draft[] {
  // The first answer is on its way here as well: tried again until it has come.
  if (!sent?.length) throw new Fault("not-yet", "the first answer was not told yet");
  return sent.map(({ body, type, order }) => {
    const contract = [...dialect.tells, documentReference].find(({ name }) => name === type);
    if (!contract) throw new Fault("bad-contract", "the first answer has a record that is not told any more");
    // Not the answer's own cause: only the first telling may be found as "the first answer".
    return { contract, body: null, bytes: body, order, about: { cause: message.id } };
  });
}

function aboutRecord(dialect: Dialect, state: ToldState, message: Message, told: Telling[]): Handled<ToldState> {
  const events = told.map((one, i) =>
    draftOf(dialect, message.envelope, message.envelope.time, computeId(message.id, i), 0, one),
  );
  return { state, events };
}

/** Numbers what is told: first the receipt or refusal, documents and payments only after the decision, and what happens to a payment only after the payment. */
function inOrder(dialect: Dialect, before: ToldState, { id, envelope }: Message, told: Telling[]): Handled<ToldState> {
  const state: ToldState = { ...before, held: [] };
  const waiting = [
    ...before.held,
    ...told.map((one) => ({ telling: one, about: envelope as Partial<Envelope>, at: envelope.time })),
  ];
  const events: Draft[] = [];
  // What opens an application, and what decides it, makes room for what was held.
  for (let progress = true; progress; ) {
    progress = false;
    for (const one of waiting.splice(0)) {
      if (state.decided && wouldTakeBack(one.telling)) continue;
      if (!mayFollow(state, one.telling)) {
        state.held.push(one);
        continue;
      }
      progress = state.held.length > 0;
      state.last += 1;
      state.opened ||= !isDelay(one.telling);
      state.decided ||= one.telling.kind === "decided";
      if (one.telling.kind === "payment" && state.payments) state.payments = [...state.payments, one.telling.reference];
      const messageId = computeId(id, "told", events.length);
      events.push(draftOf(dialect, one.about, one.at, messageId, state.last, one.telling));
    }
    if (progress) waiting.push(...state.held.splice(0));
  }
  return { state, events };
}

/** That something went wrong is told at once, also before there is a receipt. */
const isDelay = (one: Telling) => one.kind === "progress" && one.state === "delayed";

/** "A person is looking" or a question that comes after the decision. */
const wouldTakeBack = (one: Telling) =>
  one.kind === "question" || (one.kind === "progress" && one.state === "in-review");

function mayFollow({ opened, decided, payments }: ToldState, telling: Telling): boolean {
  const { kind } = telling;
  if (isDelay(telling)) return true;
  if (kind === "payment-standing") return decided && (payments?.includes(telling.reference) ?? true);
  if (kind === "received" || kind === "refused") return true;
  if (kind === "payment" || kind === "document") return decided;
  return opened;
}

function draftOf(
  dialect: Dialect,
  about: Partial<Envelope>,
  at: string,
  id: string,
  number: number,
  one: Telling,
): Draft {
  const { applicationId = "", caseNumber = "" } = about;
  const head: Head = { id, number, applicationId, caseNumber, at };
  // What answers a reply was caused by the reply: pushed again, it is found by that.
  const cause = one.kind === "answered" ? { cause: about.cause } : { cause: undefined };
  const named = { ...about, ...cause, id } as Partial<Envelope>;
  if (one.kind === "document")
    return { contract: documentReference, body: null, bytes: referenceBytes(head, one), about: named, order: number };
  const { contract, body } = dialect.tell(head, one);
  return { contract, body, about: named, order: number };
}

/** What an event says to a portal; a document of several pieces says several things. */
function tellingOf(message: Message): Telling[] {
  const { receivedAt, municipality } = message.envelope;
  if (is(ApplicationAccepted, message)) return [{ kind: "received", receivedOn: dayOf(receivedAt), municipality }];
  if (is(ApplicationRefused, message)) return [{ kind: "refused", ...message.body }];
  if (is(RecordRefused, message)) return [{ kind: "record-refused", ...message.body }];
  if (is(ApplicationForwarded, message)) return [{ kind: "progress", state: "in-review", sentence: forwardedSentence }];
  if (is(CaseReferred, message))
    return [{ kind: "progress", state: "in-review", sentence: message.body.sentence || byPersonSentence }];
  if (is(InformationRequested, message)) return [{ kind: "question", ...message.body }];
  if (is(CaseDelayed, message)) return [{ kind: "progress", state: "delayed", sentence: message.body.sentence }];
  if (is(CaseDecided, message)) return [{ kind: "decided", ...message.body }];
  if (is(SubmissionAnswered, message)) {
    const { kind: submission, ...rest } = message.body;
    return [{ kind: "answered", submission, ...rest }];
  }
  if (is(PaymentArranged, message)) return [paymentTelling(message.body)];
  if (is(PaymentChanged, message)) return [paymentStanding(message.body)];
  if (is(DocumentIssued, message)) return pieces(message.body);
  throw new Fault("bad-contract", message.type);
}

const byPersonSentence = "Ihr Antrag wird von einer Person bearbeitet.";
const forwardedSentence =
  "Für Ihren Antrag ist eine andere Kommune zuständig. Wir haben ihn dorthin weitergeleitet; es bleibt beim Tag des Eingangs.";

function pieces({ title, name, mediaType, sha256, bytes }: EventBodies["document.issued.v1"]): Telling[] {
  const count = Math.max(1, Math.ceil(bytes / pieceBytes));
  return Array.from({ length: count }, (_, i) => ({
    kind: "document",
    title,
    name,
    mediaType,
    sha256,
    piece: i + 1,
    pieces: count,
    content: Buffer.alloc(0), // Filled in when it is sent: the outbox keeps a reference, not the file a second time.
  }));
}
