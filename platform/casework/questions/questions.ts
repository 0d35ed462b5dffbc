import { computeId, is, type Message, newEvent, type Timer, timer } from "../../messaging/index.ts";
import { type CaseFile, type Question, type Reason, refer, type Step } from "../case/case-file.ts";
import { InformationRequested } from "../case/events.ts";
import { moved } from "../case/life.ts";
import { dayOf, endOfDay, germanDay } from "../law/calendar.ts";
import { lastDayToAnswer } from "../law/notification.ts";
import { notStated } from "./hearing.ts";

/** Days for an answer from the day on which the question counts as notified; a town hall may give more, never less. */
const answerDays = 14;
/** The last day for an answer has ended. */
export const QuestionDue = timer("question-due");

/** Asks for everything that is missing, in one message (VwVfG §25, SGB I §60). */
export function ask<Data extends object>(file: CaseFile<Data>, items: Reason[], now: Date): Step<Data> {
  return put(file, items, now, false);
}

function put<Data extends object>(file: CaseFile<Data>, items: Reason[], now: Date, reminder: boolean): Step<Data> {
  const dueOn = lastDayToAnswer(dayOf(now), answerDays);
  const question: Question = { items, dueOn, reminded: reminder };
  const begin = reminder
    ? "Wir haben Sie bereits um Angaben oder Unterlagen gebeten und noch keine Antwort erhalten."
    : "Für Ihren Antrag fehlen noch Angaben oder Unterlagen.";
  const wanted = items.map(({ sentence }) => sentence).join(" ");
  const sentence = `${begin} ${wanted} Bitte antworten Sie bis zum ${germanDay(dueOn)}.`;
  return {
    file: { ...moved(file, "ask"), question },
    events: [newEvent(InformationRequested, { items, sentence, dueOn, reminder }, file.metadata)],
  };
}

/** The timer of a question: fires when its last day has ended, once, also after the service was down. */
export function questionTimers({ question, metadata }: CaseFile): Timer[] {
  if (!question) return [];
  const id = computeId("question", metadata.caseId ?? "", question.dueOn, String(question.reminded));
  return [QuestionDue.at(id, endOfDay(question.dueOn))];
}

/** Whether a message says that a file's question was not answered in time; an answer may have been faster. */
export const isOverdue = (file: CaseFile, message: Message): boolean =>
  is(QuestionDue, message) && questionTimers(file).some(({ id }) => id === message.id);

/**
 * No answer in time: a reminder with a new last day; after that it is a person's matter (SGB I §66: a benefit is
 * refused for that only after a written warning, and by a person).
 */
export function overdue<Data extends object>(file: CaseFile<Data>, now: Date): Step<Data> {
  const { question, hearing } = file;
  if (!question) return { file, events: [] };
  if (hearing) return refer({ ...file, question: null }, [...hearing.announced, notStated], now);
  return question.reminded ? refer({ ...file, question: null }, [noAnswer], now) : put(file, question.items, now, true);
}

const noAnswer: Reason = {
  code: "no-answer",
  sentence: "Auf die Rückfrage und die Erinnerung ist keine Antwort gekommen.",
  paragraph: "SGB I § 66, VwVfG § 26 Abs. 2",
};
