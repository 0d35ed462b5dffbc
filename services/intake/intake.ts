import {
  ApplicationAccepted,
  ApplicationRefused,
  bytesOfReply,
  CaseDelayed,
  caseNumber,
  dayOf,
  formBytesMax,
  isRefusalCode,
  objectionAccount,
  objectionForm,
  RecordRefused,
  RecordRepeated,
  type RefusalCode,
  ReplyReceived,
  refusal,
  repliesBytesMax,
  repliesMax,
  ServiceOffered,
  type Town,
  WithdrawalReceived,
} from "../../platform/casework/index.ts";
import {
  compileSchema,
  computeId,
  type Envelope,
  Fault,
  type Handled,
  type HashKey,
  is,
  keyedHash,
  type Message,
  type NewEvent,
  newEvent,
  on,
  type Problem,
  type Processor,
  type ServiceDefinition,
} from "../../platform/messaging/index.ts";
import { accountOf } from "./account.ts";
import applicantSchema from "./applicant.schema.json" with { type: "json" };
import type { Announcement, Offers, Route } from "./offers.ts";
import { Pushed, type PushedItem } from "./pushed.ts";

/** Records of one application that were refused and are known by their hash, the latest: an older one is looked at anew. */
const refusedMax = 100;
/** Withdrawals of one application that are handed on: the first is enough. */
const withdrawalsMax = 20;

/** What intake knows of what one service announced. */
export interface OfferState {
  announcement: Announcement | null;
}

/** What intake knows of one application of one portal. */
export interface IntakeState {
  status: "none" | "refused" | "accepted";
  /** the date of receipt: the broker's timestamp of the first record under this id, also of one that was refused */
  receivedAt: string;
  metadata: Partial<Envelope>;
  /** all that were taken, which are few, and the latest of those that were refused */
  records: { sha256: string; answeredBy: string; refused?: RefusalCode }[];
  /** replies and withdrawals that were handed on, and what the replies have together in bytes; absent: none */
  handedOn?: { replies: number; bytes: number; withdrawals: number };
  /** an application under this id is kept, for another try or for a person: what answers it waits for it */
  applicationWaits?: true;
}

export interface IntakeParts {
  towns: Map<string, Town>;
  hashKey: HashKey;
  /** brings the copy of announcements up to date */
  offers(): Promise<Offers>;
}

const checkApplicant = compileSchema(applicantSchema);

type Refused = { code: RefusalCode; problems?: Problem[] };

/** Removes duplicates, checks forms, routes by town and service key, gives case numbers. */
export const intake = (parts: IntakeParts): ServiceDefinition => ({
  name: "intake",
  processors: [offered, applications(parts)],
  publishes: [
    ...[ApplicationAccepted, ApplicationRefused, CaseDelayed, RecordRefused, RecordRepeated],
    ...[ReplyReceived, WithdrawalReceived],
  ],
});

/** The latest announcement of each service. */
export const offered: Processor<OfferState> = {
  name: "offer",
  initial: () => ({ announcement: null }),
  key: (message) => (is(ServiceOffered, message) ? { tenant: "offers", key: message.body.service } : undefined),
  on: [on(ServiceOffered, (_state, { body }) => ({ state: { announcement: body }, events: [] }))],
  view: ({ announcement }) => ({ status: announcement ? "announced" : "none", tasks: [], timers: [] }),
};

const applications = (parts: IntakeParts): Processor<IntakeState, Offers> => ({
  name: "application",
  initial: () => ({ status: "none", receivedAt: "", metadata: {}, records: [] }),
  key: ({ envelope: { portal, applicationId } }) => ({ tenant: portal, key: applicationId }),
  prepare: () => parts.offers(),
  on: Object.values(Pushed).map((contract) =>
    on<IntakeState, PushedItem, Offers>(contract, (state, message, { prepared }) =>
      receive(parts, state, message, prepared),
    ),
  ),
  view: ({ status }) => ({ status, tasks: [], timers: [] }),
  onParked: (state, message) =>
    message.type === Pushed.application.name && state.status !== "accepted" && !state.applicationWaits
      ? { ...state, applicationWaits: true }
      : state,
});

/**
 * The same record again gets its first answer again. Only one that was refused is looked at anew: what was missing then
 * (its schema, the application that it answers, a form) may be there by now.
 */
function receive(
  parts: IntakeParts,
  before: IntakeState,
  message: Message<PushedItem>,
  offers: Offers,
): Handled<IntakeState> {
  const { recordKey, partition, offset, sha256 } = message.body;
  const known = before.records.find((record) => record.sha256 === sha256);
  if (!known) return answer(parts, before, message, offers);
  if (known.refused) {
    const anew = answer(parts, before, message, offers);
    if (anew.state.records.at(-1)?.refused !== known.refused) return anew;
  }
  const again = { recordKey, partition, offset, sha256, answeredBy: known.answeredBy };
  return { state: before, events: [newEvent(RecordRepeated, again, before.metadata)], answer: "duplicate" };
}

function answer(
  parts: IntakeParts,
  before: IntakeState,
  message: Message<PushedItem>,
  offers: Offers,
): Handled<IntakeState> {
  const item = message.body;
  const { portal, recordKey, partition, offset, sha256 } = item;
  const receivedAt = before.receivedAt || item.receivedAt;
  const { applicationWaits, ...known } = before;
  const caseId = computeId("case", portal, recordKey);
  const metadata: Partial<Envelope> = { ...before.metadata, portal, applicationId: recordKey, caseId, receivedAt };
  const waits = applicationWaits && item.kind !== "application" ? { applicationWaits } : {};
  const state: IntakeState = { ...known, ...waits, receivedAt, metadata };
  const identified = { ...metadata, ...ownId(message) };
  const refuseRecord = ({ code, problems }: Refused): Handled<IntakeState> => {
    const body = { ...refusal(code, problems), recordKey, partition, offset, sha256 };
    return answered(state, message, newEvent(RecordRefused, body, identified), code);
  };

  if (item.problem) return refuseRecord(unreadable(item.problem));
  if (contentBytes(item) > formBytesMax) return refuseRecord(tooLarge);
  if (item.kind === "reply" || item.kind === "withdrawal") {
    if (state.status !== "accepted" && state.applicationWaits)
      throw new Fault("not-yet", "der Antrag selbst wird gerade noch einmal versucht");
    if (state.status !== "accepted") return refuseRecord({ code: "unknown-application" });
    const handedOn = oneMore(state, item);
    if (!handedOn) return refuseRecord({ code: "too-many-replies" });
    return answered({ ...state, handedOn }, message, submission(item, identified));
  }
  if (state.status === "accepted") return refuseRecord({ code: "content-differs" });
  return application(parts, state, message, offers);
}

/** What was handed on of an application with one more; undefined: there is no room for it in its case. */
function oneMore(
  { handedOn }: IntakeState,
  { kind, text = "", attachments = [] }: PushedItem,
): IntakeState["handedOn"] {
  const before = handedOn ?? { replies: 0, bytes: 0, withdrawals: 0 };
  if (kind === "withdrawal")
    return before.withdrawals < withdrawalsMax ? { ...before, withdrawals: before.withdrawals + 1 } : undefined;
  const bytes = before.bytes + bytesOfReply({ text, attachments });
  if (before.replies >= repliesMax || bytes > repliesBytesMax) return undefined;
  return { ...before, replies: before.replies + 1, bytes };
}

const ownId = (message: Message) => ({ id: computeId(message.id, 0) });

/** The state once a record has its answer: the same record again will get the same one. */
function answered(
  state: IntakeState,
  { body: { sha256 } }: Message<PushedItem>,
  event: NewEvent,
  refused?: RefusalCode,
): Handled<IntakeState> {
  const record = { sha256, answeredBy: event.metadata.id ?? "", ...(refused ? { refused } : {}) };
  const all = [...state.records.filter((one) => one.sha256 !== sha256), record];
  const refusedBefore = all.filter((one) => one.refused);
  const forgotten = new Set(refusedBefore.slice(0, Math.max(0, refusedBefore.length - refusedMax)));
  const records = all.filter((one) => !forgotten.has(one));
  return { state: { ...state, records }, events: [event], answer: refused ? "refused" : "accepted" };
}

function unreadable({ code, detail = "", path = "" }: NonNullable<PushedItem["problem"]>): Refused {
  const known = isRefusalCode(code) ? code : "unreadable";
  return { code: known, problems: detail || path ? [{ path, rule: code, expected: detail }] : [] };
}

const tooLarge: Refused = {
  code: "too-large",
  problems: [{ path: "", rule: "maxLength", expected: `at most ${formBytesMax} bytes beside the attachments` }],
};

/** What would stand in an event: everything but the contents of attachments, which `documents` has. */
const contentBytes = ({ applicant, data, text, attachments }: PushedItem): number =>
  Buffer.byteLength(JSON.stringify({ applicant, data, text, attachments }));

function submission(item: PushedItem, metadata: Partial<Envelope>): NewEvent {
  const { submissionId = "", text = "", attachments = [] } = item;
  return item.kind === "reply"
    ? newEvent(ReplyReceived, { submissionId, text, attachments }, metadata)
    : newEvent(WithdrawalReceived, { submissionId, reason: text }, metadata);
}

function application(
  { towns, hashKey }: IntakeParts,
  before: IntakeState,
  message: Message<PushedItem>,
  offers: Offers,
): Handled<IntakeState> {
  const item = message.body;
  const {
    municipality = "",
    serviceKey = "",
    form = "",
    data = {},
    applicant,
    attachments = [],
    trustLevel = "basis",
  } = item;
  const refuse = ({ code, problems }: Refused): Handled<IntakeState> => {
    const metadata = { ...before.metadata, ...ownId(message) };
    const event = newEvent(ApplicationRefused, refusal(code, problems), metadata);
    return answered({ ...before, status: "refused" }, message, event, code);
  };
  const town = towns.get(municipality);
  if (!town) return refuse({ code: "unknown-municipality" });
  const route = offers.route(municipality, serviceKey, form, dayOf(before.receivedAt));
  // The town offers it, its service has not started for the first time: kept and tried again, nothing is refused for that.
  if (route === "not-announced") throw new Fault("not-announced", serviceKey);
  if (route === "not-offered") return refuse({ code: "not-offered" });
  const misfit = fits(route, data, applicant);
  if (misfit || !applicant) return refuse(misfit ?? { code: "form-mismatch" });

  const caseId = before.metadata.caseId ?? "";
  const year = Number(dayOf(before.receivedAt).slice(0, 4));
  const identified = accountOf(hashKey, route, item, { applicant, data }) ?? caseId;
  const metadata: Partial<Envelope> = {
    ...before.metadata,
    municipality,
    serviceKey,
    caseNumber: caseNumber(town.code, year, item.portal, item.recordKey),
    account: form === objectionForm ? objectionAccount(caseId) : identified,
    applicant: keyedHash(hashKey, "applicant", applicant.familyName, applicant.givenNames, applicant.birthDate),
  };
  const demandedTrustLevel = route.offer.demandedTrustLevel;
  const body = { applicant, form, data: JSON.stringify(data), trustLevel, demandedTrustLevel, attachments };
  const id = computeId("application", item.portal, item.recordKey, item.sha256);
  const accepted = newEvent(ApplicationAccepted, body, { ...metadata, id });
  return answered({ ...before, status: "accepted", metadata }, message, accepted);
}

/** Whether the form is one of the offer's, and form and applicant have what they must have and nothing too long. */
function fits({ offer, check }: Route, data: object, applicant: PushedItem["applicant"]): Refused | undefined {
  const names = offer.forms.map(({ name }) => name).join(", ");
  if (!check)
    return { code: "unknown-form", problems: [{ path: "/form", rule: "enum", expected: `must be one of ${names}` }] };
  const problems = [...check(data), ...checkApplicant({ applicant })];
  return problems.length ? { code: "form-mismatch", problems } : undefined;
}
