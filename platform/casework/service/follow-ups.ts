import type { Message, Task, Timer } from "../../messaging/index.ts";
import { type CaseFile, emptyFile, type Step, tasksOf } from "../case/case-file.ts";
import { fileOf, withFile } from "../case/case-files.ts";
import { caseTimers, fileMeantBy } from "./case-timers.ts";

/**
 * A follow-up is an application about another one, such as a change of what was granted. Its offer names the account
 * "case:<pointer to the portal's id of that application>", so both share one state: the first case's file, which holds
 * the files of what follows it.
 */
export const followUpAccount = "case:";

/** The follow-up that a message is about, by its case; undefined: the first case itself. */
export function followUpOf(file: CaseFile, message: Message): string | undefined {
  const { envelope } = message;
  const found = fileMeantBy(file.followUps, message);
  if (found) return found.metadata.caseId;
  const { caseId, account } = envelope;
  return account && caseId !== account ? caseId : undefined;
}

/**
 * Handles a message about a follow-up on its own file.
 * @param amend what a follow-up that was just decided makes of the first case
 */
export function onFollowUp<Data extends object>(
  first: CaseFile<Data>,
  caseId: string,
  work: (file: CaseFile<Data>) => Step<Data>,
  amend: (first: CaseFile<Data>, file: CaseFile<Data>) => CaseFile<Data>,
): Step<Data> {
  const before = fileOf(first.followUps, caseId) ?? emptyFile<Data>();
  const { file, events } = work(before);
  const known = { ...first, followUps: withFile(first.followUps, file) };
  // A decision that an objection leaves as it is has amended the first case already.
  const isDecided =
    file.status === "decided" && before.status !== "decided" && (!before.decision || file.data !== before.data);
  return { file: isDecided ? amend(known, file) : known, events };
}

export const followUpTasks = (file: CaseFile): Task[] => file.followUps.flatMap(tasksOf);
export const followUpTimers = (file: CaseFile): Timer[] => file.followUps.flatMap(caseTimers);
export const fileOfNumber = (file: CaseFile, caseNumber: string): CaseFile =>
  file.followUps.find(({ metadata }) => metadata.caseNumber === caseNumber) ?? file;
