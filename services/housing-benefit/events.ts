import { event } from "../../platform/messaging/index.ts";

/** Events of housing-benefit alone: one household has one benefit for one dwelling (WoGG § 3(3)). */
export const DwellingClaimed = event("dwelling.claimed.v1");
export const DwellingAnswered = event("dwelling.answered.v1");
