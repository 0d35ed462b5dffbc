import type { Task } from "../../../platform/messaging/index.ts";
import { type Book, entryOf } from "./book.ts";

/** Money in suspense that belongs to no case is named by its entry in the statement. */
export const suspenseNumber = (entryId: string): string => `${suspenseBegin}${entryId.slice(0, 8).toUpperCase()}`;
export const isSuspenseNumber = (number: string): boolean => number.startsWith(suspenseBegin);
const suspenseBegin = "VERWAHR-";

/** What waits for a person: one task for each case, with all reasons. */
export function tasksOf(book: Book): Task[] {
  const waiting = [
    ...book.notes.map(({ reference, since, reason, id }) => ({ reference, since, reason, number: suspenseNumber(id) })),
    ...book.matters.map(({ reference, since, reason }) => ({ reference, since, reason, number: reference })),
    ...book.pending.map(({ reference, since, settlement: { about: itemId = "" } }) => {
      const number = book.notes.some(({ id }) => id === itemId) ? suspenseNumber(itemId) : reference;
      return { reference, since, reason: "second-person", number };
    }),
  ].map(({ reference, since, reason, number }) => {
    const { caseId = "", caseNumber = number } = entryOf(book, reference)?.metadata ?? {};
    return { caseId, caseNumber, since, reason };
  });
  return [...Map.groupBy(waiting, ({ caseNumber }) => caseNumber).values()].flatMap((group) => {
    const [first] = group.sort((a, b) => a.since.localeCompare(b.since));
    if (!first) return [];
    const { caseId, caseNumber, since } = first;
    const reasons = [...new Set(group.map(({ reason }) => reason))];
    // Money is for the office that does payments, whatever was applied for.
    return [{ caseId, caseNumber, serviceKey: "", since, reasons }];
  });
}
