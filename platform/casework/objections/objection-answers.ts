import type { EventBodies } from "../../../types/generated/events.ts";
import type { Envelope } from "../../messaging/index.ts";
import { type CaseFile, decided, refer, type Step } from "../case/case-file.ts";
import { moved } from "../case/life.ts";
import { factsOf, letter, noticeOf, type Part } from "../letters/letter.ts";
import type { Town } from "../towns/towns.ts";
import { aboveDecides } from "./notice-of-relief.ts";

/** What an objection's case keeps. */
export interface ObjectionData {
  /** the number of the decision that it is against, as it was written */
  named: string;
  /** the case that was decided, or will be; null: there is none of that number */
  decision: Partial<Envelope> | null;
  /** how often it was looked for in vain */
  looks: number;
  /** there is no objection to it: it is a letter that a person answers */
  isLetter: boolean;
}

/** The file of an objection. */
export type ObjectionFile = CaseFile<ObjectionData>;

type Answer = EventBodies["objection.answered.v1"];

/** What the service that decided says of an objection, told in the objection's own case. */
export function answered(
  file: ObjectionFile,
  answer: Answer,
  towns: ReadonlyMap<string, Town>,
  now: Date,
): Step<ObjectionData> {
  const { data } = file;
  if (file.status !== "waiting-for-decision" || !data) return { file, events: [] };
  if (answer.outcome === "no_objection")
    return noObjection({ ...file, data: { ...data, isLetter: true } }, answer, towns, now);
  const known = { ...file, data: { ...data, isLetter: data.isLetter || answer.isLetter } };
  if (answer.outcome === "no_decision") return nothingDecided(known, answer, towns, now);
  return known.data.isLetter ? letterAnswered(known, answer, towns, now) : settled(known, answer, towns, now);
}

/** There is another remedy, and its period runs: it is told at once, in the portal and by letter, and a person goes on. */
function noObjection(
  file: ObjectionFile,
  { reason }: Answer,
  towns: ReadonlyMap<string, Town>,
  now: Date,
): Step<ObjectionData> {
  const referred = refer(file, [], now, reason);
  const waiting: Step<ObjectionData> = { file: moved(referred.file, "await-decision"), events: referred.events };
  return withLetter(waiting, [reason], towns, now);
}

/** It joined an earlier one, or there is no decision any more that it could be against. */
function nothingDecided(
  file: ObjectionFile,
  { reason }: Answer,
  towns: ReadonlyMap<string, Town>,
  now: Date,
): Step<ObjectionData> {
  const decision = { outcome: "withdrawn", sentence: reason, decidedBy: "rule", amountCents: null } as const;
  return withLetter(decided(file, decision, now), [reason], towns, now);
}

/** A person has answered a letter against a decision to which there is no objection. */
function letterAnswered(
  file: ObjectionFile,
  { outcome, reason, caseNumber }: Answer,
  towns: ReadonlyMap<string, Town>,
  now: Date,
): Step<ObjectionData> {
  const changed = outcome !== "not_remedied";
  const sentence = changed
    ? `Wir haben unsere Entscheidung im Vorgang ${caseNumber} geändert.`
    : `Wir haben Ihr Schreiben geprüft. Es bleibt bei unserer Entscheidung im Vorgang ${caseNumber}.`;
  const decision = { outcome: changed ? "granted" : "refused", sentence, decidedBy: "person" } as const;
  return closed(decided(file, { ...decision, amountCents: null }, now), [sentence, reason], towns, now);
}

function settled(
  file: ObjectionFile,
  { outcome, reason, caseNumber }: Answer,
  towns: ReadonlyMap<string, Town>,
  now: Date,
): Step<ObjectionData> {
  const inPart = outcome === "partly_remedied";
  const isGranted = outcome === "remedied" || inPart;
  const sentence = isGranted
    ? `Ihrem Widerspruch wurde ${inPart ? "teilweise " : ""}abgeholfen. Die neue Entscheidung erhalten Sie im Vorgang ${caseNumber}.`
    : "Ihrem Widerspruch wurde nicht abgeholfen.";
  const next = outcome === "remedied" ? [] : [aboveDecides(inPart)];
  const decision = { outcome: isGranted ? "granted" : "refused", sentence, decidedBy: "person" } as const;
  return closed(decided(file, { ...decision, amountCents: null }, now), [sentence, reason, ...next], towns, now);
}

/** The objection's case with its last letter. */
export function closed(
  step: Step<ObjectionData>,
  [sentence = "", reason = "", ...next]: string[],
  towns: ReadonlyMap<string, Town>,
  now: Date,
): Step<ObjectionData> {
  return withLetter(step, [sentence, { reason }, ...next], towns, now);
}

/** A letter about the objection, which decides nothing itself: it has no instruction about remedies. */
function withLetter(
  { file, events }: Step<ObjectionData>,
  parts: Part[],
  towns: ReadonlyMap<string, Town>,
  now: Date,
): Step<ObjectionData> {
  const { isLetter = false } = file.data ?? {};
  const content = letter(factsOf(towns, "", file, now), {
    title: isLetter ? "Ihr Schreiben" : "Ihr Widerspruch",
    decides: false,
    parts,
  });
  return { file, events: [...events, noticeOf(file, content)] };
}
