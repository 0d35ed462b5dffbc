import {
  ApplicationAccepted,
  ApplicationForwarded,
  ApplicationRefused,
  CaseDecided,
  CaseDelayed,
  CaseReferred,
  DocumentIssued,
  dayOf,
  delayedSentence,
  InformationRequested,
  PaymentArranged,
  PaymentChanged,
  RecordRefused,
  RecordRepeated,
  SubmissionAnswered,
} from "../../../../platform/casework/index.ts";
import {
  computeId,
  type Envelope,
  Fault,
  type Handled,
  is,
  type Message,
  type NewEvent,
  on,
  onEach,
  type Processor,
  type ServiceDefinition,
} from "../../../../platform/messaging/index.ts";
import type { Head, Portal, PortalNotification } from "../portal.ts";
import { announcedForms } from "../reading/learnt-forms.ts";
import { type ClaimedDocument, claimBytes, claimCheck, piecesOf } from "./claim-check.ts";
import { anew, DocumentDelayed, DocumentGivenUp, delayedNotification } from "./given-up.ts";
import { paymentNotification, paymentStanding } from "./payment-notification.ts";

/** What is still to be written for a portal: a notification, or a document whose bytes are fetched when it is sent. */
type Due = Exclude<PortalNotification, { kind: "document" }> | ClaimedDocument;

/** What a portal was notified of about one application so far. */
export interface NotifiedState {
  /** the number of the last notification */
  last: number;
  /** a receipt or a refusal went out: only then may anything else follow */
  opened: boolean;
  decided: boolean;
  /** references of the payments that it was notified of; states from before this was noted have none */
  payments?: string[];
  /** what came too early, oldest first */
  held: { notification: Due; metadata: Partial<Envelope>; at: string }[];
}

/** A message that was sent before, for a record that was pushed again. */
export interface Sent {
  body: Buffer;
  type: string;
  order: number;
}

/** What was sent before, by the id of the message that asks for it again. */
export type Fetched = Map<string, Sent[]>;

export interface NotificationsParts {
  portal: Portal;
  fetch(messages: readonly Message[]): Promise<Fetched>;
}

const events = [
  ...[ApplicationAccepted, ApplicationForwarded, ApplicationRefused, RecordRefused, SubmissionAnswered],
  ...[InformationRequested, CaseReferred, CaseDecided, CaseDelayed, PaymentArranged, PaymentChanged, DocumentIssued],
];

/** Turns what happens to applications into numbered notifications of one portal. */
export const portalNotifications = ({ portal, fetch }: NotificationsParts): ServiceDefinition => ({
  name: portal.name,
  portal: portal.name,
  processors: [announcedForms, applications(portal, fetch)],
  publishes: portal.receives,
});

/** One state is one application, as the portal knows it. */
const applications = (portal: Portal, fetch: NotificationsParts["fetch"]): Processor<NotifiedState, Fetched> => ({
  name: "application",
  initial: () => ({ last: 0, opened: false, decided: false, payments: [], held: [] }),
  key: ({ envelope }) => ({ tenant: envelope.portal, key: envelope.applicationId }),
  prepare: fetch,
  on: [
    on(RecordRepeated, (state, message, { prepared }) => ({
      state,
      events: sendAgain(portal, message, prepared.get(message.id)),
    })),
    on(DocumentGivenUp, (state, message) => ({ state, events: [anew(message)] })),
    on(DocumentDelayed, (state, message) => inOrder(portal, state, message, [delayedNotification])),
    ...onEach<NotifiedState, Fetched>(events, (state, message) => {
      const due = dueFor(message);
      return due[0]?.kind === "record-refused"
        ? aboutRecord(portal, state, message, due)
        : inOrder(portal, state, message, due);
    }),
  ],
  givenUp: (state, envelope, id) => {
    const metadata = { id, type: "", envelope: { ...envelope, id }, body: null };
    return inOrder(portal, state, metadata, [{ kind: "progress", state: "delayed", sentence: delayedSentence }]);
  },
  view: ({ opened, decided }) => ({
    status: decided ? "decided" : opened ? "open" : "unopened",
    tasks: [],
    timers: [],
  }),
});

function sendAgain(portal: Portal, message: Message, sent: Sent[] | undefined): NewEvent[] {
  // The first answer is on its way here as well: tried again until it has come.
  if (!sent?.length) throw new Fault("not-yet", "the first answer is not out yet");
  return sent.map(({ body, type, order }) => {
    const contract = [...portal.receives, claimCheck].find(({ name }) => name === type);
    if (!contract) throw new Fault("bad-contract", "the first answer has a record that the portal receives no more");
    // Not the answer's own cause: only the first sending may be found as "the first answer".
    return { contract, body: null, bytes: body, order, metadata: { cause: message.id } };
  });
}

function aboutRecord(portal: Portal, state: NotifiedState, message: Message, due: Due[]): Handled<NotifiedState> {
  const { envelope, id } = message;
  const events = due.map((notification, i) => {
    const waited = { notification, metadata: envelope, at: envelope.time };
    return draftOf(portal, waited, computeId(id, i), 0);
  });
  return { state, events };
}

/** Numbers what goes out: first the receipt or refusal, documents and payments only after the decision, and what happens to a payment only after the payment. */
function inOrder(portal: Portal, before: NotifiedState, { id, envelope }: Message, due: Due[]): Handled<NotifiedState> {
  const state: NotifiedState = { ...before, held: [] };
  const waiting = [
    ...before.held,
    ...due.map((notification) => ({ notification, metadata: envelope as Partial<Envelope>, at: envelope.time })),
  ];
  const events: NewEvent[] = [];
  // What opens an application, and what decides it, makes room for what was held.
  for (let progress = true; progress; ) {
    progress = false;
    for (const one of waiting.splice(0)) {
      if (state.decided && wouldTakeBack(one.notification)) continue;
      if (!mayFollow(state, one.notification)) {
        state.held.push(one);
        continue;
      }
      progress = state.held.length > 0;
      state.last += 1;
      state.opened ||= !isDelay(one.notification);
      state.decided ||= one.notification.kind === "decided";
      if (one.notification.kind === "payment" && state.payments)
        state.payments = [...state.payments, one.notification.reference];
      const messageId = computeId(id, "told", events.length);
      events.push(draftOf(portal, one, messageId, state.last));
    }
    if (progress) waiting.push(...state.held.splice(0));
  }
  return { state, events };
}

/** That something went wrong goes out at once, also before there is a receipt. */
const isDelay = (one: Due) => one.kind === "progress" && one.state === "delayed";

/** "A person is looking" or a question that comes after the decision. */
const wouldTakeBack = (one: Due) => one.kind === "question" || (one.kind === "progress" && one.state === "in-review");

function mayFollow({ opened, decided, payments }: NotifiedState, due: Due): boolean {
  const { kind } = due;
  if (isDelay(due)) return true;
  if (kind === "payment-standing") return decided && (payments?.includes(due.reference) ?? true);
  if (kind === "received" || kind === "refused") return true;
  if (kind === "payment" || kind === "document") return decided;
  return opened;
}

function draftOf(
  portal: Portal,
  { notification, metadata, at }: NotifiedState["held"][number],
  id: string,
  number: number,
): NewEvent {
  const { applicationId = "", caseNumber = "" } = metadata;
  const head: Head = { id, number, applicationId, caseNumber, at };
  // What answers a reply was caused by the reply: pushed again, it is found by that.
  const cause = notification.kind === "answered" ? metadata.cause : undefined;
  const named: Partial<Envelope> = { ...metadata, cause, id };
  if (notification.kind === "document") {
    const bytes = claimBytes({ head, document: notification });
    return { contract: claimCheck, body: null, bytes, metadata: named, order: number };
  }
  const { contract, body } = portal.write(head, notification);
  return { contract, body, metadata: named, order: number };
}

/** What an event says to a portal; a document of several pieces says several things. */
function dueFor(message: Message): Due[] {
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
  if (is(PaymentArranged, message)) return [paymentNotification(message.body)];
  if (is(PaymentChanged, message)) return [paymentStanding(message.body)];
  if (is(DocumentIssued, message)) return piecesOf(message.body);
  throw new Fault("bad-contract", message.type);
}

const byPersonSentence = "Ihr Antrag wird von einer Person bearbeitet.";
const forwardedSentence =
  "Für Ihren Antrag ist eine andere Kommune zuständig. Wir haben ihn dorthin weitergeleitet; es bleibt beim Tag des Eingangs.";
