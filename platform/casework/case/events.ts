import { event } from "../../messaging/index.ts";

/** Intake: what came in. */
export const ApplicationAccepted = event("application.accepted.v1");
export const ApplicationRefused = event("application.refused.v1");
export const ApplicationForwarded = event("application.forwarded.v1");
export const RecordRefused = event("record.refused.v1");
export const RecordRepeated = event("record.repeated.v1");
export const ReplyReceived = event("reply.received.v1");
export const WithdrawalReceived = event("withdrawal.received.v1");

/** Identity: who it came from. */
export const IdentityConfirmed = event("identity.confirmed.v1");
export const IdentityRefused = event("identity.refused.v1");
export const IdentityUnclear = event("identity.unclear.v1");

/** Domain services: what becomes of it. */
export const SubmissionAnswered = event("submission.answered.v1");
export const InformationRequested = event("case.information-requested.v1");
export const CaseReferred = event("case.referred.v1");
export const CaseDecided = event("case.decided.v1");
export const CaseDelayed = event("case.delayed.v1");
export const PaymentRequested = event("payment.requested.v1");
export const NoticeRequested = event("notice.requested.v1");
export const ObjectionRaised = event("objection.raised.v1");
export const ObjectionAnswered = event("objection.answered.v1");
export const ObjectionWithdrawn = event("objection.withdrawn.v1");
export const ServiceOffered = event("service.offered.v1");
export const PortalFormsOffered = event("portal-forms.offered.v1");

/** What waits for a person: the engine records it where a task changes. */
export const TaskChanged = event("task.changed.v1");

/** Payments and documents: what follows. */
export const PaymentArranged = event("payment.arranged.v1");
export const PaymentChanged = event("payment.changed.v1");
export const PaymentReassigned = event("payment.reassigned.v1");
export const DocumentIssued = event("document.issued.v1");
