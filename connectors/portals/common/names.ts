import { DialectError } from "./dialect.ts";

/** A family name as it was written. Throws DialectError for one without a letter: nobody has such a name. */
export function requiredName(text: string, path: string): string {
  if (!/\p{L}/u.test(text)) throw new DialectError("unclear-value", path, "ein Familienname");
  return text;
}
