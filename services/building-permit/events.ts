import { event } from "../../platform/messaging/index.ts";

/** The event of building-permit alone: a message of XBau that was taken in or written. */
export const XbauMessageRecorded = event("xbau-message.recorded.v1");
