import { event } from "../../messaging/index.ts";

// Intake: what came in.

/** An application that is taken. */
export const ApplicationAccepted = event("application.accepted.v1");
/** An application that is not taken, with why. */
export const ApplicationRefused = event("application.refused.v1");
/** An application that belongs to another town. */
export const ApplicationForwarded = event("application.forwarded.v1");
/** A record that is no application that could be taken. */
export const RecordRefused = event("record.refused.v1");
/** A record that came before: its first answer goes out again. */
export const RecordRepeated = event("record.repeated.v1");
/** What an applicant sends later. */
export const ReplyReceived = event("reply.received.v1");
/** An application that is taken back. */
export const WithdrawalReceived = event("withdrawal.received.v1");

// Identity: who it came from.

/** The register knows the applicant as who applies. */
export const IdentityConfirmed = event("identity.confirmed.v1");
/** The register knows the applicant, and not as who applies. */
export const IdentityRefused = event("identity.refused.v1");
/** The register cannot say who it is. */
export const IdentityUnclear = event("identity.unclear.v1");

// Domain services: what becomes of it.

/** What became of a reply or a withdrawal. */
export const SubmissionAnswered = event("submission.answered.v1");
/** What the applicant is asked for, until a day. */
export const InformationRequested = event("case.information-requested.v1");
/** A case that goes to a person, with why. */
export const CaseReferred = event("case.referred.v1");
/** A decision. */
export const CaseDecided = event("case.decided.v1");
/** A case of which a message was given up: a person has to look. */
export const CaseDelayed = event("case.delayed.v1");
/** What is to be paid, or paid out. */
export const PaymentRequested = event("payment.requested.v1");
/** A letter that `documents` is to make. */
export const NoticeRequested = event("notice.requested.v1");
export const ObjectionRaised = event("objection.raised.v1");
export const ObjectionAnswered = event("objection.answered.v1");
export const ObjectionWithdrawn = event("objection.withdrawn.v1");
/** What a service takes, in which towns. */
export const ServiceOffered = event("service.offered.v1");
/** How a portal writes a service's forms. */
export const PortalFormsOffered = event("portal-forms.offered.v1");

/** What waits for a person: the engine records it where a task changes. */
export const TaskChanged = event("task.changed.v1");

// Payments and documents: what follows.

/** How a payment is made, with its reference. */
export const PaymentArranged = event("payment.arranged.v1");
/** What happened to a payment. */
export const PaymentChanged = event("payment.changed.v1");
/** A payment that counts for another account. */
export const PaymentReassigned = event("payment.reassigned.v1");
/** A letter that is made. */
export const DocumentIssued = event("document.issued.v1");
