import { is, type Message, type MessageContract, type Timer } from "../../messaging/index.ts";
import type { CaseFile } from "../case/case-file.ts";
import { isCaseCommand } from "../office/commands.ts";
import { AsideEnds, asideTimers } from "../office/desk.ts";
import { QuestionDue, questionTimers } from "../questions/questions.ts";

/** The timers that any case may set. */
export const caseTimerContracts: readonly MessageContract[] = [QuestionDue, AsideEnds];

/** Says which of them a case sets. */
export const caseTimers = (file: CaseFile): Timer[] => [...questionTimers(file), ...asideTimers(file)];

/** Says whether a message is one of a case's own timers, whichever case it is of. */
export const isCaseTimer = (message: Message): boolean =>
  caseTimerContracts.some((contract) => is<unknown>(contract, message));

/**
 * Finds the case that a message is about whose envelope need not say so: a command names its number, a timer is one that it
 * sets; an answer may have been faster. undefined: it is about none of these files, or its envelope says the case.
 */
export function fileMeantBy<File extends CaseFile>(files: readonly File[], message: Message): File | undefined {
  if (isCaseCommand(message)) return files.find(({ metadata }) => metadata.caseNumber === message.body.caseNumber);
  if (!isCaseTimer(message)) return undefined;
  return files.find((file) => caseTimers(file).some(({ id }) => id === message.id));
}
