import { event } from "../../platform/messaging/index.ts";

/** Events of dog-tax alone: a chip belongs to one household at a time. */
export const ChipClaimed = event("chip.claimed.v1");
export const ChipContested = event("chip.contested.v1");
