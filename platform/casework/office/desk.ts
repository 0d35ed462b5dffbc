import { computeId, Fault, is, type Message, type Timer, timer } from "../../messaging/index.ts";
import type { CaseFile, Desk, Step } from "../case/case-file.ts";
import { addDays, dayOf, endOfDay } from "../law/calendar.ts";
import { AddNote, GiveBack, HandOver, SetAside, Take } from "./commands.ts";

// What case workers do with a case that waits for one of them. Who decides it is not bound by that: a colleague may be ill.

/** Notes of one case: as many as somebody reads. */
export const notesMax = 100;
/** Nothing rests for longer, in days. */
const asideDaysMax = 366;

/** A day has ended on which a case was set aside. */
export const AsideEnds = timer("aside-ends");

/**
 * Does with a case what a case worker says, beside deciding it; undefined: the message says nothing of the kind.
 * @throws Fault not-waiting for a case that waits for nobody; not-possible for what cannot be done
 */
export function onDesk<Data extends object>(file: CaseFile<Data>, message: Message, now: Date): Step<Data> | undefined {
  const changed = deskAfter(file, message, now);
  return changed && { file: { ...file, desk: { ...file.desk, ...changed } }, events: [] };
}

function deskAfter(file: CaseFile, message: Message, now: Date): Partial<Desk> | undefined {
  const { desk } = file;
  if (is(AddNote, message)) {
    if (desk.notes.length >= notesMax)
      throw new Fault("not-possible", `ein Vorgang nimmt höchstens ${notesMax} Vermerke auf`);
    const { actor, text } = message.body;
    return { notes: [...desk.notes, { at: now.toISOString(), by: actor, text }] };
  }
  if (isAsideOf(file, message)) return { asideUntil: "" };
  if (is(Take, message)) {
    demandWaiting(file);
    if (desk.assignee && desk.assignee !== message.body.actor)
      throw new Fault("not-possible", `den Vorgang hat schon ${desk.assignee}; erst zurückgeben: give-back`);
    return { assignee: message.body.actor };
  }
  if (is(GiveBack, message)) {
    demandWaiting(file);
    if (!desk.assignee) throw new Fault("not-possible", "den Vorgang hat niemand übernommen");
    return { assignee: "" };
  }
  if (is(HandOver, message)) {
    demandWaiting(file);
    return { assignee: message.body.to };
  }
  if (!is(SetAside, message)) return undefined;
  demandWaiting(file);
  const { until } = message.body;
  const today = dayOf(now);
  if (until < today || until > addDays(today, asideDaysMax))
    throw new Fault("not-possible", "ein Vorgang ruht bis zu einem Tag von heute an, höchstens ein Jahr: until");
  return { asideUntil: until };
}

function demandWaiting({ status }: CaseFile): void {
  if (status !== "waiting-for-person") throw new Fault("not-waiting");
}

/** The timer of a case that rests. */
export function asideTimers({ metadata, desk, status }: CaseFile): Timer[] {
  if (!desk.asideUntil || status !== "waiting-for-person") return [];
  const id = computeId(AsideEnds.name, metadata.caseId ?? "", desk.asideUntil);
  return [AsideEnds.at(id, endOfDay(desk.asideUntil))];
}

/** Whether a message says that the day has ended on which a case was set aside. */
export const isAsideOf = (file: CaseFile, message: Message): boolean =>
  is(AsideEnds, message) && asideTimers(file).some(({ id }) => id === message.id);
