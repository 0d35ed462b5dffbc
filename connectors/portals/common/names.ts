import { UnmappableError } from "./portal.ts";

/** Takes a family name as it was written. @throws UnmappableError for one without a letter: nobody has such a name. */
export function requiredName(text: string, path: string): string {
  if (!/\p{L}/u.test(text)) throw new UnmappableError("unclear-value", path, "ein Familienname");
  return text;
}
