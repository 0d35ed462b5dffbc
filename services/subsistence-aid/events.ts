import { event } from "../../platform/messaging/index.ts";

/** The event of subsistence-aid alone: the aid begins with knowledge (SGB XII § 18). */
export const NeedBecameKnown = event("need.became-known.v1");
