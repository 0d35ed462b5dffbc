import { type Envelope, type EventContract, type NewEvent, newEvent } from "../../messaging/index.ts";
import { CaseDelayed } from "../case/events.ts";

/** What a portal is told where a message is given up: nothing final, since a replay may still grant what was applied for. */
export const delayedSentence =
  "Bei der Bearbeitung Ihres Antrags ist eine Störung aufgetreten. Eine Person kümmert sich darum; Sie müssen nichts tun.";

/**
 * Says that a person has to look at a message's case.
 * @param publishes what the service publishes: nothing is said by one that says nothing about cases
 * @param id of the event
 */
export function delayedCase(publishes: readonly EventContract[], { caseId }: Envelope, id: string): NewEvent[] {
  if (!caseId || !publishes.includes(CaseDelayed)) return [];
  return [newEvent(CaseDelayed, { sentence: delayedSentence }, { id })];
}
