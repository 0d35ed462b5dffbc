import { UnmappableError } from "./portal.ts";

/** A family name as it was written. Throws UnmappableError for one without a letter: nobody has such a name. */
export function requiredName(text: string, path: string): string {
  if (!/\p{L}/u.test(text)) throw new UnmappableError("unclear-value", path, "ein Familienname");
  return text;
}
