import { event } from "../../platform/messaging/index.ts";

/** Events of business-registration alone: what a recipient is told, and the monthly count. */
export const BusinessNoticeRequested = event("business-notice.requested.v1");
export const BusinessStatisticsCounted = event("business-statistics.counted.v1");
