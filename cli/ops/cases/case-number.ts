import { UserError } from "../../../deploy/say.ts";
import { isCaseNumber } from "../../../platform/casework/case/case-number.ts";

/** The number of a case as somebody typed it. @throws UserError for one that is none */
export function checkedNumber(text: string | undefined): string {
  if (!text) throw new UserError("Which case? Give its number, e.g. GLA-26-7K3M9-Q2XAB-41.");
  const number = text.toUpperCase();
  if (!isCaseNumber(number))
    throw new UserError(`${text} is no case number: its check digits are wrong. A mistyped letter?`);
  return number;
}

const isNumber = (word: string): boolean => isCaseNumber(word.toUpperCase());
export const namesCase = (words: readonly string[]): boolean => words.some(isNumber);

/**
 * Brings the number of a case before all else that somebody typed. Of an option that only the case's service knows it
 * is not known yet whether a value follows: the number is known by its check digits, wherever it stands.
 * @throws UserError where there is none
 */
export function numberFirst(words: readonly string[]): [number: string, ...rest: string[]] {
  const found = words.findIndex(isNumber);
  const place = Math.max(found, 0);
  const [given] = words.slice(place);
  return [checkedNumber(given?.startsWith("-") ? undefined : given), ...words.toSpliced(place, 1)];
}
