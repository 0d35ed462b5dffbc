import type { Answer, Content } from "../../../../sandbox/portal/answer.ts";
import type { PortalRecords } from "../../../../types/generated/portal-sozialplattform-nrw.ts";

type CaseUpdate = PortalRecords["CaseUpdate"];

const progress = {
  IN_REVIEW: "in-review",
  DELAYED: "delayed",
  INFORMATION_NEEDED: "information-needed",
  PAYMENT: "unknown", // Without saying which: nothing that a portal could show.
  UNKNOWN: "unknown",
} as const;
const events = {
  PAID: "paid",
  PARTLY_PAID: "partly-paid",
  OFFSET: "offset",
  RETURNED: "returned",
  REMINDED: "reminded",
  DUNNED: "dunned",
  SURCHARGED: "surcharged",
  DEFERRED: "deferred",
  ENFORCED: "enforced",
  PAID_OUT: "paid-out",
  REFUNDED: "refunded",
  UNKNOWN: "unknown",
} as const;
const results = {
  GRANTED: "granted",
  ASSESSED: "assessed",
  DENIED: "denied",
  WITHDRAWN: "withdrawn",
  DEREGISTERED: "deregistered",
  UNKNOWN: "unknown",
} as const;
const methods = { TRANSFER: "transfer", DIRECT_DEBIT: "direct-debit", CREDIT: "credit", UNKNOWN: "unknown" } as const;
const submissions = { REPLY: "reply", WITHDRAWAL: "withdrawal", UNKNOWN: "unknown" } as const;
const outcomes = { TAKEN: "taken", TOO_LATE: "too-late", UNKNOWN: "unknown" } as const;

interface Rejection {
  code: string;
  message: string;
  remedy: string;
  issues: { pointer: string }[];
}

function refusalOf({ code, message, remedy, issues }: Rejection) {
  return { code, fields: issues.map(({ pointer }) => pointer), sentence: message, repair: remedy };
}

const hashOf = (digest: string) => digest.replace(/^sha256:/, "");

/** What an update says. Its one key names which of the records it is. */
function contentOf(update: CaseUpdate["update"]): Content {
  if ("nrw.sozialplattform.Received" in update)
    return { kind: "receipt", day: update["nrw.sozialplattform.Received"].dateOfReceipt };
  if ("nrw.sozialplattform.Rejected" in update)
    return { kind: "refusal", ...refusalOf(update["nrw.sozialplattform.Rejected"]) };
  if ("nrw.sozialplattform.RecordRejected" in update) {
    const { partition, offset, digest, ...rest } = update["nrw.sozialplattform.RecordRejected"];
    return { kind: "record-refusal", partition, offset, sha256: hashOf(digest), ...refusalOf(rest) };
  }
  if ("nrw.sozialplattform.Progress" in update) {
    const { state, payment } = update["nrw.sozialplattform.Progress"];
    if (!payment) return { kind: "progress", state: progress[state] };
    const { event, reference, cents, openCents } = payment;
    return { kind: "payment-standing", event: events[event], reference, cents, openCents };
  }
  if ("nrw.sozialplattform.Decision" in update) {
    const { result, message, amountCents } = update["nrw.sozialplattform.Decision"];
    return { kind: "decision", state: results[result], sentence: message, cents: amountCents };
  }
  if ("nrw.sozialplattform.Payment" in update) {
    const { method, dues, totalCents, reference, epc } = update["nrw.sozialplattform.Payment"];
    return {
      kind: "payment",
      method: methods[method],
      dues: dues.map(({ cents }) => cents),
      totalCents,
      reference,
      epc,
    };
  }
  if ("nrw.sozialplattform.Document" in update) {
    const { digest, piece, pieces, content } = update["nrw.sozialplattform.Document"];
    return { kind: "document", sha256: hashOf(digest), piece, pieces, content };
  }
  const { refersTo, kind, result } = update["nrw.sozialplattform.Acknowledged"];
  return { kind: "submission", submissionId: refersTo, submission: submissions[kind], outcome: outcomes[result] };
}

/** Reads a status message: always a CaseUpdate. Throws for another record. */
export function readAnswer(record: string, body: unknown): Answer {
  if (record !== "CaseUpdate") throw new Error(`${record} is no status message`);
  const { updateId, sequence, submissionId, caseReference, update } = body as CaseUpdate;
  const head = { id: updateId, number: sequence, applicationId: submissionId, caseNumber: caseReference };
  return { ...head, content: contentOf(update) };
}
