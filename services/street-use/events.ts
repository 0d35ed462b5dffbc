import { event } from "../../platform/messaging/index.ts";

/** Events of street-use alone: consulted offices and the end of a permit. */
export const PermitExpired = event("permit.expired.v1");
export const ConsultationRequested = event("consultation.requested.v1");
export const ConsultationAnswered = event("consultation.answered.v1");
